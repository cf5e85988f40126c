import Testing

@testable import Guard

@Suite struct SentenceBufferTests {
    private func sentences(_ text: String, pieces size: Int) -> [String] {
        var (buffer, found, rest) = (SentenceBuffer(), [String](), Substring(text))
        while !rest.isEmpty {
            found += buffer.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return found + buffer.finish()
    }

    @Test("sentences come out whole, however the text was cut", arguments: [1, 2, 3, 7, 1000])
    func splits(_ size: Int) {
        let text = "Hello! It costs $4.50 at 10 a.m. on Friday. Dr. Lee, e.g. J. Smith, says no. Really?! \"Yes.\" Bye"
        #expect(
            sentences(text, pieces: size) == [
                "Hello!", "It costs $4.50 at 10 a.m. on Friday.", "Dr. Lee, e.g. J. Smith, says no.", "Really?!",
                "\"Yes.\"",
                "Bye",
            ])
    }

    @Test("more cases")
    func cases() {
        #expect(sentences("Open until 8 p.m. Come by.", pieces: 3) == ["Open until 8 p.m.", "Come by."])
        #expect(sentences("See example.com for more. Ok.", pieces: 4) == ["See example.com for more.", "Ok."])
        #expect(sentences("1. Cut\n2. Colour\r\nDone", pieces: 1) == ["1. Cut", "2. Colour", "Done"])
        #expect(sentences("Room no. 5 is free. No. Not now.", pieces: 2) == ["Room no. 5 is free.", "No.", "Not now."])
        #expect(sentences("Wait... what? Yes", pieces: 1) == ["Wait...", "what?", "Yes"])
        #expect(sentences("はい。そうです。", pieces: 1) == ["はい。", "そうです。"])
        #expect(sentences("", pieces: 1).isEmpty)
    }

    @Test("a sentence comes as soon as it is whole")
    func early() {
        var buffer = SentenceBuffer()
        #expect(buffer.append("I have ten thirty.").isEmpty)
        #expect(buffer.append(" ") == ["I have ten thirty."])
    }

    @Test("text without an end is cut at the bound and nothing is lost")
    func bounded() {
        var buffer = SentenceBuffer()
        let words = String(repeating: "word, ", count: 1000)
        let found = buffer.append(words) + buffer.finish()
        #expect(found.allSatisfy { $0.unicodeScalars.count <= SentenceBuffer.limit })
        #expect(found.joined(separator: " ") + " " == words)
        let solid = String(repeating: "x", count: 2000)
        #expect((buffer.append(solid) + buffer.finish()).joined() == solid)
    }
}
