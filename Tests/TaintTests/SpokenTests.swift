import Primitives
import Testing

@testable import Taint

@Suite struct SpokenTests {
    /// A Saturday.
    private let today = CivilDate(daysSinceEpoch: 20_778)

    private func dates(_ text: String) -> [[String]] {
        DateReader(today: today).read(SpokenWord.texts(text)).map { $0.values.map(\.description) }
    }

    private func times(_ text: String, bare: Bool = false) -> [[String]] {
        TimeReader(bareHours: bare).read(SpokenWord.texts(text)).map { $0.values.map(\.description) }
    }

    @Test("words lose case and punctuation, figures keep their signs")
    func words() {
        #expect(
            SpokenWord.texts("It's 10:30, O'Clock -- $4.50 (on 2026-11-24).") == [
                "its", "10:30", "oclock", "$", "4.50", "on", "2026-11-24",
            ])
        #expect(SpokenWord.split("é a").map(\.range) == [0..<2, 3..<4])
        #expect(SpokenWord.split("a b c d", limit: 2).count == 2)
    }

    @Test("cardinals and ordinals")
    func numbers() {
        func cardinal(_ text: String) -> [Int64] {
            NumberWords.cardinal(SpokenWord.texts(text), at: 0).map { [$0.value, Int64($0.count)] } ?? []
        }
        #expect(cardinal("twenty four") == [24, 2])
        #expect(cardinal("ten thirty") == [10, 1])
        #expect(cardinal("one hundred and five") == [105, 4])
        #expect(cardinal("a hundred") == [100, 2])
        #expect(cardinal("two thousand twenty six people") == [2026, 4])
        #expect(cardinal("twelve hundred") == [1200, 2])
        #expect(cardinal("1,200") == [1200, 1])
        #expect(cardinal("five and six") == [5, 1])
        #expect(cardinal("999999999999 million million million") == [999_999_999_999_000_000, 2])
        #expect(cardinal("hundred") == [])
        #expect(cardinal("9999999999999999999999") == [])
        #expect(NumberWords.ordinal(["twenty", "fourth"], at: 0) == NumberReading(24, count: 2))
        #expect(NumberWords.ordinal(["3rd"], at: 0) == NumberReading(3, count: 1))
    }

    @Test("digits one by one, doubled, in pairs and as figures")
    func digits() {
        func run(_ text: String) -> [String] {
            SpokenDigits.runs(in: SpokenWord.texts(text)).map { $0.digits.map { String($0) }.joined() }
        }
        #expect(run("four one double one oh") == ["41110"])
        #expect(run("forty one eleven twenty") == ["411120"])
        #expect(run("0171 - 555, 12 34") == ["01715551234"])
        #expect(run("call four now five") == ["4", "5"])
        #expect(run("for to won") == [])
    }

    @Test("spelled text")
    func spelled() {
        func text(_ words: String) -> [String] { SpelledText.texts(in: SpokenWord.texts(words)) }
        #expect(text("see en dash seven") == ["cn-7"])
        #expect(text("charlie november hyphen 7") == ["cn-7"])
        #expect(text("a as in apple n n a").first == "anna")
    }

    @Test("relative and named days")
    func days() {
        #expect(today.description == "2026-11-21")
        #expect(today.weekdayIndex == 5)
        #expect(dates("today or tomorrow") == [["2026-11-21"], ["2026-11-22"]])
        #expect(dates("the day after tomorrow") == [["2026-11-23"]])
        #expect(dates("on tuesday") == [["2026-11-24"]])
        #expect(dates("next tuesday") == [["2026-11-24", "2026-12-01"]])
        #expect(dates("tuesday week") == [["2026-12-01"]])
        #expect(dates("saturday") == [["2026-11-21", "2026-11-28"]])
        #expect(dates("tuesday november the twenty fourth at ten thirty") == [["2026-11-24"]])
        #expect(dates("the third of march") == [["2027-03-03"]])
        #expect(dates("march third twenty twenty eight") == [["2028-03-03"]])
        #expect(dates("november 24, 2026") == [["2026-11-24"]])
        #expect(dates("the twenty fourth") == [["2026-11-24"]])
        #expect(dates("the 1st") == [["2026-12-01"]])
        #expect(dates("in two weeks or in three days") == [["2026-12-05"], ["2026-11-24"]])
        #expect(dates("2026-11-24") == [["2026-11-24"]])
    }

    @Test("what is no day")
    func noDays() {
        for text in [
            "the first one", "first", "may i", "2026-13-01", "february thirtieth", "one two", "in nine hundred days",
            "",
        ] {
            #expect(dates(text).isEmpty, "\(text)")
        }
    }

    @Test("times of day")
    func timesOfDay() {
        #expect(times("at ten thirty") == [["10:30", "22:30"]])
        #expect(times("half past two") == [["14:30", "02:30"]])
        #expect(times("a quarter to five") == [["16:45", "04:45"]])
        #expect(times("ten past nine in the morning") == [["09:10"]])
        #expect(times("two pm") == [["14:00"]])
        #expect(times("two p m") == [["14:00"]])
        #expect(times("twelve am") == [["00:00"]])
        #expect(times("noon") == [["12:00"]])
        #expect(times("ten o'clock") == [["10:00", "22:00"]])
        #expect(times("ten oh five") == [["10:05", "22:05"]])
        #expect(times("14:30") == [["14:30"]])
        #expect(times("10:30am") == [["10:30"]])
        #expect(times("2pm") == [["14:00"]])
        #expect(times("at two") == [["14:00", "02:00"]])
        #expect(times("fourteen thirty") == [["14:30"]])
        #expect(times("eight fifteen in the evening") == [["20:15"]])
        #expect(times("ten thirty or eleven fifteen") == [["10:30", "22:30"], ["11:15", "23:15"]])
    }

    @Test("numbers that are no time")
    func noTimes() {
        #expect(times("two people").isEmpty)
        #expect(times("forty five dollars").isEmpty)
        #expect(times("24:10").isEmpty)
        #expect(times("two") == [])
        #expect(times("two", bare: true) == [["14:00", "02:00"]])
    }

    @Test("amounts and lengths")
    func amounts() {
        func amount(_ text: String) -> [Int64] {
            AmountReader.read(SpokenWord.texts(text)).flatMap { $0.values.map(\.minorUnits) }
        }
        #expect(amount("forty five dollars") == [4500])
        #expect(amount("forty five dollars fifty") == [4550])
        #expect(amount("$45.50 and €3") == [4550, 300])
        #expect(amount("twelve euros and five cents") == [1205])
        #expect(amount("fifty cents") == [50])
        #expect(amount("one hundred and five pounds at two") == [10500])
        #expect(amount("forty five") == [])
        #expect(AmountReader.decimal("1,200.5") == 120_050)
        #expect(AmountReader.decimal("1.234") == nil)
        func minutes(_ text: String) -> [Int64] { DurationReader.read(SpokenWord.texts(text)).flatMap(\.values) }
        #expect(minutes("half an hour") == [30])
        #expect(minutes("an hour and a half") == [90])
        #expect(minutes("two hours and fifteen minutes") == [135])
        #expect(minutes("ninety minutes") == [90])
    }
}
