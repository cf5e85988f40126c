import Glibc
import Primitives
import Testing
import Wire

@testable import salon

private let today = CivilDate(daysSinceEpoch: 20_000)
private let tomorrow = CivilDate(daysSinceEpoch: 20_001)

@Suite("The studio's desk")
struct StudioTests {
    private func desk(isPoisoned: Bool = false, fails: Bool = false) -> StudioDesk {
        StudioDesk(Studio(), isPoisoned: isPoisoned) { _ in if fails { throw StudioFileError.notWritten } }
    }

    private func order(_ method: String, _ path: String, _ fields: JSONObject = [:], key: String? = nil)
        -> StudioDesk.Order
    {
        StudioDesk.Order(method: method, path: path, fields: fields, key: key)
    }

    private func booking(_ time: String, service: String = "haircut", key: String? = nil) -> StudioDesk.Order {
        let fields: JSONObject = [
            "service": .string(service), "day": .string(tomorrow.description), "time": .string(time), "name": "Anna",
        ]
        return order("POST", "/bookings", fields, key: key)
    }

    private func times(_ desk: inout StudioDesk, _ service: String = "haircut") -> [String] {
        let fields: JSONObject = ["day": .string(tomorrow.description), "service": .string(service)]
        let answer = desk.answer(order("POST", "/slots", fields), today: today)
        return (answer.body["times"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    @Test("Free times are those of the chair without the bookings")
    func slots() {
        var desk = desk()
        #expect(times(&desk) == ["09:30", "10:30", "13:00", "14:30", "16:00"])
        #expect(times(&desk, "color") == ["16:00", "16:30"])
        let answer = desk.answer(booking("10:30"), today: today)
        #expect(answer.status == 201)
        #expect(answer.body["booking"] == "b-1001")
        #expect(answer.journal == "booked b-1001 haircut \(tomorrow) 10:30")
        #expect(times(&desk) == ["09:30", "13:00", "14:30", "16:00", "16:30"])
        _ = desk.answer(booking("16:30", service: "color"), today: today)
        #expect(times(&desk, "color").isEmpty)
        #expect(times(&desk) == ["09:30", "13:00", "14:30", "16:00"])
    }

    @Test("A taken time is refused, a cancelled one is free again")
    func cancelling() {
        var desk = desk()
        _ = desk.answer(booking("10:30"), today: today)
        #expect(desk.answer(booking("10:30"), today: today).status == 409)
        let cancel = order("POST", "/bookings/cancel", ["booking": "b-1001"])
        #expect(desk.answer(cancel, today: today).body["status"] == "cancelled")
        #expect(desk.answer(cancel, today: today).status == 409)
        #expect(desk.answer(booking("10:30"), today: today).body["booking"] == "b-1002")
        #expect(desk.answer(order("DELETE", "/bookings", ["booking": "b-1002"]), today: today).status == 200)
    }

    @Test("A refund never gives back more than was paid")
    func refunds() {
        var desk = desk()
        let statuses = [4501, 4000, 501, 500, 1, 0, -5].map { (amount: Int) in
            desk.answer(order("POST", "/refunds", ["payment": "p-1001", "amount": JSON(amount)]), today: today).status
        }
        #expect(statuses == [422, 200, 422, 200, 422, 400, 400])
        #expect(desk.studio.payments[0].refunded == 4500)
    }

    @Test("The same key brings the same answer once, and never another order's")
    func idempotency() {
        var desk = desk()
        let first = desk.answer(booking("10:30", key: "k"), today: today)
        let again = desk.answer(booking("10:30", key: "k"), today: today)
        #expect(again.status == 201)
        #expect(again.body == first.body)
        #expect(again.journal == nil)
        #expect(desk.studio.bookings.count == 1)
        #expect(desk.answer(booking("13:00", key: "k"), today: today).status == 422)
        #expect(desk.studio.bookings.count == 1)
    }

    @Test("What cannot be saved did not happen")
    func unsaved() {
        var desk = desk(fails: true)
        #expect(desk.answer(booking("10:30"), today: today).status == 503)
        #expect(desk.studio == Studio())
    }

    @Test("An order that is not exactly what was agreed is refused")
    func malformed() {
        var desk = desk()
        let good: JSONObject = [
            "service": "haircut", "day": .string(tomorrow.description), "time": "10:30", "name": "Anna",
        ]
        let changes: [(String, JSON?, Int)] = [
            ("name", nil, 400), ("name", "", 400), ("name", "a\u{1}b", 400), ("name", 5, 400),
            ("day", "2026-02-30", 400),
            ("day", "2026-1-1", 400), ("day", "tomorrow", 400), ("time", "10:15", 400), ("time", "24:00", 400),
            ("time", "11:00", 409), ("service", "tattoo", 422), ("confirmed", true, 400), ("day", "1999-01-01", 422),
            ("day", "2999-01-01", 422), ("name", .string(String(repeating: "a", count: 81)), 400),
        ]
        for (field, value, status) in changes {
            var fields = good
            fields[field] = value
            #expect(desk.answer(order("POST", "/bookings", fields), today: today).status == status, "\(field)")
        }
        #expect(desk.studio == Studio())
        #expect(desk.answer(order("GET", "/bookings"), today: today).status == 405)
        #expect(desk.answer(order("GET", "/x"), today: today).status == 404)
        #expect(desk.answer(order("POST", "/bookings/cancel", ["booking": "b-9"]), today: today).status == 404)
    }

    @Test("The attacker's text is in the slots only when asked for")
    func poison() {
        let fields: JSONObject = ["day": .string(tomorrow.description)]
        for isPoisoned in [true, false] {
            var desk = desk(isPoisoned: isPoisoned)
            let note = desk.answer(order("GET", "/slots", fields), today: today).body["note"]?.stringValue
            #expect(note?.contains("refund_payment") == isPoisoned)
        }
    }

    @Test("The books come back from their file as they were, and a damaged file is refused")
    func file() throws {
        let folder = "/tmp/salon-test-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try #require(unsafe mkdir(folder, 0o700) == 0)
        defer {
            _ = unsafe unlink(folder + "/books.json")
            _ = unsafe rmdir(folder)
        }
        let file = StudioFile(path: folder + "/books.json")
        #expect(try file.load() == Studio())
        var desk = StudioDesk(try file.load(), isPoisoned: false) { try file.save($0) }
        _ = desk.answer(booking("10:30", key: "k"), today: today)
        #expect(try file.load() == desk.studio)
        try file.write("{\"bookings\":[]")
        #expect(throws: (any Error).self) { try file.load() }
        #expect(throws: StudioFileError.unreadable) { try StudioFile(path: folder).load() }
    }
}

@Suite("The salon's command line")
struct OptionsTests {
    @Test("Options are read")
    func good() throws {
        let options = try Options(["business", "--port", "0", "--data", "d", "--poison", "--ready-file", "r"])
        #expect(options.role == .business)
        #expect(options.isPoisoned)
        #expect(options.dataFile == "d")
        #expect(try Options(["model", "--port", "8080"]).port == 8080)
    }

    @Test(
        "Wrong options are refused",
        arguments: [
            [], ["x"], ["model"], ["business", "--port", "1"], ["model", "--port", "70000"], ["model", "--port"],
            ["model", "--port", "1", "--poison", "x"], ["model", "--port", "1", "--data", "d"],
        ] as [[String]])
    func bad(_ arguments: [String]) { #expect(throws: OptionsError.self) { try Options(arguments) } }
}
