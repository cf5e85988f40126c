import Testing

@testable import Taint

@Suite struct VerbGroundingTests {
    private let book = VerbGrounding(["book", "make an appointment", "make a booking", "reserve"])
    private let refund = VerbGrounding(["refund", "a refund", "money back"])
    private let cancel = VerbGrounding(["cancel", "call off"])

    private func isAsked(_ verb: VerbGrounding, _ words: String...) -> Bool { verb.isAsked(in: CallerWords(words)) }

    @Test("asking")
    func asked() {
        #expect(isAsked(book, "i would like to book a haircut tomorrow"))
        #expect(isAsked(book, "can you make me a new appointment"))
        #expect(isAsked(book, "can you make me an appointment"))
        #expect(isAsked(book, "i want to make a booking"))
        #expect(isAsked(book, "booking a haircut please"))
        #expect(isAsked(book, "no i want to book a haircut"))
        #expect(isAsked(book, "don't forget to book the haircut"))
        #expect(isAsked(book, "why don't you book it"))
        #expect(isAsked(book, "i don't like tuesday so book wednesday"))
        #expect(isAsked(refund, "i want a refund of ten dollars"))
        #expect(isAsked(refund, "i would like my money back"))
        #expect(isAsked(cancel, "please cancel my booking"))
        #expect(isAsked(cancel, "my name is anna", "cancel it", "the one tomorrow"))
        #expect(isAsked(cancel, "i need it cancelled"))
        #expect(VerbGrounding([]).isAsked(in: CallerWords()))
    }

    @Test("not asking")
    func notAsked() {
        #expect(!isAsked(book))
        #expect(!isAsked(book, "what times are free tomorrow"))
        #expect(!isAsked(book, "cancel my booking"))
        #expect(!isAsked(book, "i read the book"))
        #expect(!isAsked(refund, "please book a haircut"))
        #expect(!isAsked(book, "did you book anything"))
        #expect(!isAsked(book, "i already booked a haircut"))
        #expect(!isAsked(book, "yes"))
    }

    @Test(
        "a negation defeats",
        arguments: [
            "do not book anything", "don't book it", "please don't ever book that", "i do not want you to book it",
            "never book without asking", "i would not like to book", "stop booking", "cancel it instead of booking",
            "book it no wait don't", "i can't book", "rather than book", "I don’t want to book",
        ])
    func negated(_ words: String) {
        #expect(!isAsked(book, words))
    }

    @Test("the latest word decides")
    func latest() {
        #expect(!isAsked(refund, "i want a refund", "no do not refund me"))
        #expect(isAsked(refund, "do not refund me", "ok refund me then"))
        #expect(!isAsked(book, "book a haircut", "never mind"))
        #expect(isAsked(book, "never mind", "book a haircut"))
        #expect(isAsked(book, "never mind the colour book a haircut"))
        #expect(!isAsked(refund, "do not refund anyone"))
        #expect(!isAsked(refund, "no refund please"))
    }
}
