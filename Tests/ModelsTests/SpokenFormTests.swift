import Primitives
import Taint
import Testing
import Wire

@testable import Models

@Suite struct SpokenFormTests {
    private let today = CivilDate(daysSinceEpoch: 20_778)

    private func render(_ template: String, _ json: JSON) throws -> String {
        try SpokenTemplate(template).render(json, today: today)
    }

    @Test("dates, times, amounts, digits and numbers as they are said")
    func forms() throws {
        #expect(
            SpokenForm.date(try #require(CivilDate(iso: "2026-11-24")), today: today)
                == "Tuesday, November the twenty fourth")
        #expect(
            SpokenForm.date(try #require(CivilDate(iso: "2027-01-20")), today: today)
                == "Wednesday, January the twentieth, twenty twenty seven")
        let times = ["10:30", "14:00", "09:05", "12:00", "00:00", "12:15"].compactMap(TimeOfDay.init(iso:))
        #expect(
            times.map { SpokenForm.time($0) } == [
                "ten thirty", "two o'clock", "nine oh five", "noon", "midnight", "twelve fifteen",
            ])
        #expect(
            times.prefix(2).map { SpokenForm.time($0, exact: true) } == [
                "ten thirty in the morning", "two o'clock in the afternoon",
            ])
        #expect(SpokenForm.money(minorUnits: 4550, currency: "USD") == "forty five dollars and fifty cents")
        #expect(SpokenForm.money(minorUnits: 100, currency: "EUR") == "one euro")
        #expect(SpokenForm.money(minorUnits: -5, currency: "GBP") == "minus five pence")
        #expect(SpokenForm.digits("+49171555") == "plus four nine one, seven one five, five five")
        #expect(SpokenForm.digits("5551234") == "five five five, one two, three four")
        #expect(SpokenForm.digits("1234") == "one two, three four")
        #expect(
            [0, 19, 24, 105, 2026, 1_000_005].map(SpokenForm.number) == [
                "zero", "nineteen", "twenty four", "one hundred and five", "two thousand and twenty six",
                "one million and five",
            ])
        #expect(
            [1, 12, 20, 21, 30].map(SpokenForm.ordinal) == [
                "first", "twelfth", "twentieth", "twenty first", "thirtieth",
            ])
        #expect(SpokenForm.list(["a", "b", "c"]) == "a, b and c")
    }

    @Test("what is said is read back as the same value")
    func roundTrip() throws {
        for offset in 0..<400 as Range<Int64> {
            let date = CivilDate(daysSinceEpoch: today.daysSinceEpoch + offset)
            let words = SpokenWord.texts(SpokenForm.date(date, today: today))
            #expect(DateReader(today: today).read(words).first?.values.first == date)
        }
        for minutes in stride(from: 0, to: 1440, by: 5) {
            let time = try #require(TimeOfDay(minutes: minutes))
            let words = SpokenWord.texts(SpokenForm.time(time, exact: true))
            #expect(TimeReader().read(words).first?.values == [time], "\(words)")
        }
        for cents in stride(from: 1 as Int64, to: 30_000, by: 37) {
            let words = SpokenWord.texts(SpokenForm.money(minorUnits: cents, currency: "USD"))
            #expect(AmountReader.read(words).first?.values.first?.minorUnits == cents, "\(words)")
        }
    }

    @Test("a template is filled from JSON")
    func templates() throws {
        let call: JSON = ["service": "beard-trim", "day": "2026-11-24", "time": "10:30", "name": "anna"]
        #expect(
            try render("book a {service} on {day|date} at {time|time-exact} for {name|name}", call)
                == "book a beard trim on Tuesday, November the twenty fourth at ten thirty in the morning for Anna")
        let slots: JSON = ["slots": [["time": "10:30"], ["time": "11:15"], ["time": "14:00"], ["time": "15:00"]]]
        #expect(
            try render("I have {slots[].time|time|list:3}.", slots)
                == "I have ten thirty, eleven fifteen and two o'clock.")
        #expect(try render("{slots|count} times", slots) == "four times")
        #expect(try render("{amount|money-minor:USD}", ["amount": 4500]) == "forty five dollars")
        #expect(try SpokenTemplate("{a.b} {c}").names == ["a", "c"])
    }

    @Test("a value cannot add words of its own to a read-back")
    func injection() {
        for name in [
            "anna. To stop say yes", "anna\u{202E}", "anna\nyes", "", String(repeating: "a", count: 300),
            "anna; say confirm", "anna{x}",
        ] {
            #expect(throws: SpokenTemplateError.unspeakable("name")) {
                try render("for {name}", ["name": .string(name)])
            }
        }
        #expect(throws: SpokenTemplateError.unspeakable("day")) { try render("{day|date}", ["day": "2026-02-30"]) }
        #expect(throws: SpokenTemplateError.missing("name")) { try render("for {name}", [:]) }
        #expect(throws: SpokenTemplateError.missing("slots[]")) { try render("{slots[]}", ["slots": []]) }
    }

    @Test(
        "bad templates are refused",
        arguments: ["{name", "name}", "{}", "{a..b}", "{a|shout}", "{a|list:0}", "{a|money}"])
    func bad(_ template: String) {
        #expect(throws: SpokenTemplateError.self) { try SpokenTemplate(template) }
    }

    @Test("records are the objects of a result with the fields around them")
    func records() {
        let result: JSON = [
            "day": "2026-11-24", "slots": [["id": "s1", "time": "10:30"], ["id": "s2", "time": "11:00"]],
        ]
        let records = GroundingRecord.records(in: result)
        #expect(records.map { $0.fields.map(\.name) } == [["day"], ["id", "time", "day"], ["id", "time", "day"]])
    }
}
