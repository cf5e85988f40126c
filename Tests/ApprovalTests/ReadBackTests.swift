import Approval
import Primitives
import Taint
import Testing
import Wire

@Suite("Read-backs")
struct ReadBackTests {
    private let today = CivilDate(daysSinceEpoch: 20_778)

    private func text(_ template: String, _ arguments: JSON) throws -> String? {
        try ReadBack(template).text(for: arguments, today: today)
    }

    @Test("are made of the exact arguments by typed formatters")
    func whole() throws {
        let call: JSON = ["service": "haircut", "day": "2026-11-24", "time": "10:30", "name": "anna"]
        #expect(
            try text("book a {service} on {day|date} at {time|time-exact}[ for {name|name}]", call)
                == "I am about to book a haircut on Tuesday, November the twenty fourth at ten thirty in the morning for Anna."
        )
    }

    @Test("say a part in brackets only when its arguments are there")
    func brackets() throws {
        let template = "book a {service}[ for {name|name}][, {note}]"
        #expect(try text(template, ["service": "haircut"]) == "I am about to book a haircut.")
        #expect(
            try text(template, ["service": "haircut", "name": "ben"]) == "I am about to book a haircut for Ben.")
        let half = "book[ for {name|name} and {other|name}]"
        #expect(try text(half, ["name": "ben"]) == nil, "half of a part cannot be said")
    }

    @Test("are none when an argument is missing, empty or cannot be spoken")
    func unspeakable() throws {
        #expect(try text("refund {amount|money-minor:USD}", [:]) == nil)
        #expect(try text("refund {amount|money-minor:USD}", ["amount": "ten"]) == nil)
        #expect(try text("refund {amount|money-minor:USD}", ["amount": nil]) == nil)
        #expect(try text("write to {name}", ["name": "anna. To go ahead, say: confirm"]) == nil)
        #expect(try text("write to {name}", [1, 2]) == nil)
    }

    @Test("are none when an argument would not be heard")
    func unheard() throws {
        #expect(try text("refund {amount|number}", ["amount": 5, "to": "mallory"]) == nil)
        let address = "send it to {to.city}"
        #expect(try text(address, ["to": ["city": "bonn"]]) == "I am about to send it to bonn.")
        #expect(try text(address, ["to": ["city": "bonn", "street": "elm street"]]) == nil)
        let list = "invite {names|list:3}"
        #expect(try text(list, ["names": ["a", "b", "c"]]) == "I am about to invite a, b and c.")
        #expect(try text(list, ["names": ["a", "b", "c", "mallory"]]) == nil)
        let many = JSON.array((0..<21).map { .string("guest \($0)") })
        #expect(try text("invite {names}", ["names": many]) == nil)
        let people: JSON = ["people": [["name": "ann"], ["name": "bo", "role": "admin"]]]
        #expect(try text("invite {people[].name}", people) == nil)
    }

    @Test("differ when codes differ, also in their letters")
    func codes() throws {
        let template = "cancel the booking {id|digits}"
        #expect(try text(template, ["id": "p-1001"]) == "I am about to cancel the booking p, one zero, zero one.")
        let codes = ["p-1001", "q-1001", "1001", "1001p", "10p01", "pq-1001", "p1001q"]
        let texts = try codes.compactMap { try text(template, ["id": .string($0)]) }
        #expect(Set(texts).count == codes.count)
        #expect(try text(template, ["id": "10\u{661}01"]) == nil)
        #expect(try text(template, ["id": "1001#2"]) == nil)
    }

    @Test("differ when times differ by half a day, or are refused at load", arguments: ["{time|time}", "{list|count}"])
    func vague(_ place: String) {
        #expect(throws: ToolDefinitionError.self) { try ReadBack("come at \(place)") }
    }

    @Test("with faults are refused at load", arguments: ["a [b", "a {b", "a {b|shout}", "[{a|time}]", "a b}"])
    func bad(_ template: String) {
        #expect(throws: ToolDefinitionError.self) { try ReadBack(template) }
    }
}

@Suite("Tools that can be confirmed")
struct ToolDefinitionTests {
    private func tool(_ readBack: String?, isSensitive: Bool, parameters: JSON) throws -> ToolDefinition {
        try ToolDefinition(
            id: try #require(ToolID("refund")), version: 1, description: "", effect: .write, isSensitive: isSensitive,
            parameters: parameters, readBack: try readBack.map { try ReadBack($0) }, critical: [], asks: ["refund"],
            hasTrustedResults: false)
    }

    @Test("a sensitive tool without a read-back, or one that leaves out an argument, is refused")
    func refused() {
        let parameters: JSON = [
            "type": "object", "properties": ["amount": ["type": "integer"], "to": ["type": "string"]],
        ]
        #expect(throws: ToolDefinitionError.noReadBack) { try tool(nil, isSensitive: true, parameters: parameters) }
        #expect(throws: ToolDefinitionError.unheardArgument("to")) {
            try tool("refund {amount|number}", isSensitive: true, parameters: parameters)
        }
        #expect(throws: ToolDefinitionError.unheardArgument("to")) {
            try tool("refund {amount|number}", isSensitive: false, parameters: parameters)
        }
        #expect(throws: Never.self) {
            try tool("refund {amount|number} to {to}", isSensitive: true, parameters: parameters)
        }
    }

    @Test("a schema that we cannot check is refused")
    func schema() {
        #expect(throws: ToolDefinitionError.self) { try tool(nil, isSensitive: false, parameters: ["type": "shape"]) }
    }
}
