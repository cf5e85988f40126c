import FoundationEssentials
import Primitives
import Testing
import Wire

@testable import Cedar

@Suite("Schemas from tools")
struct SchemaTests {
    private static func file(_ name: String) throws -> String {
        let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Policies"
        return String(decoding: try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")), as: UTF8.self)
    }

    private func schema(_ amount: JSON = ["type": "integer"]) throws -> Schema {
        let refund: JSON = [
            "type": "object", "additionalProperties": false, "required": ["booking"],
            "properties": ["amount": amount, "booking": ["type": "string"]],
        ]
        let free: JSON = ["type": "object", "additionalProperties": false, "properties": [:]]
        let tools = [
            SchemaGenerator.Tool(name: "refund", effect: .write, input: refund),
            SchemaGenerator.Tool(name: "free times", effect: .read, input: free),
        ]
        return try Schema(SchemaGenerator.document(tools, vocabulary: Self.file("schema.cedarschema")))
    }

    private func call(_ input: CedarRecord) throws -> GatewayCall {
        GatewayCall(
            tenant: "acme", actor: .caller("c"), tool: "refund", effect: .write, sensitive: true, input: input,
            now: WallTime(milliseconds: 0))
    }

    @Test(
        "let every policy of the repository pass strict validation",
        arguments: ["isolation", "freeze", "intent", "grounding", "sensitive", "risk"].map { "platform/\($0).cedar" }
            + ["templates/booking.cedar", "templates/payments.cedar"])
    func repositoryPolicies(_ name: String) throws {
        let set = try PolicySet.parse(Self.file(name), name: name)
        #expect(PolicyValidator.errors(in: set, try schema()) == [])
    }

    @Test("name the policy and line that a changed tool breaks")
    func changedTool() throws {
        let set = try PolicySet.parse(Self.file("templates/payments.cedar"), name: "payments.cedar")
        let errors = PolicyValidator.errors(in: set, try schema(["type": "string"]))
        #expect(Set(errors.map(\.policy)) == ["payments-large", "payments-daily-limit"])
        #expect(errors.allSatisfy { $0.position.line > 1 && $0.message.contains("expected") })
    }

    @Test("describe exactly the requests and entities that the gateway makes")
    func gatewayCalls() throws {
        let call = try call(CedarRecord([("booking", "b1"), ("amount", 5)]))
        let validator = RequestValidator(try schema())
        var request = call.request
        #expect(validator.problem(request) != nil)
        request.context = request.context.setting("confirmation", 0)
        #expect(validator.problem(request) == nil)
        for entity in try call.entities().all { #expect(validator.problem(entity) == nil) }
        request.context = request.context.setting("extra", 0)
        #expect(validator.problem(request) != nil)
    }

    @Test(
        "refuse what Cedar has no type for",
        arguments: [
            ["oneOf": [["type": "string"]]], ["type": ["string", "integer"]], ["type": "array"], [:],
            ["type": "object", "properties": [:]],
        ] as [JSON])
    func refused(_ type: JSON) throws { #expect(throws: CedarError.self) { try schema(type) } }

    @Test("that double a type at every step are refused")
    func doubling() {
        let types = (0..<40).map { "type t\($0) = { a: t\($0 + 1), b: t\($0 + 1) };" }.joined()
        #expect(throws: CedarError.self) { try Schema.parse(types + "type t40 = Long;", name: "text") }
        #expect(throws: CedarError.self) { try Schema.parse("type a = b; type b = Set<a>;", name: "text") }
    }

    @Test("survive being written and read in both formats")
    func roundTrip() throws {
        let text = """
            @doc("outer")
            entity User in [Group] = { name: String, "odd name"?: Set<Long>, nested: { a: Bool } } tags String;
            entity Group; entity Color enum ["red", "blue"];
            action read; action "view it" in [read] appliesTo { principal: [User], resource: [Group], context: { now: datetime } };
            namespace Shop { type Money = { amount: decimal }; entity Order = { total: Money, buyer: User }; }
            """
        let document = try SchemaDocument.parse(text, name: "text")
        let again = try SchemaDocument.parse(document.text, name: "again")
        #expect(again.json == document.json)
        #expect(try SchemaDocument.reading(document.json).json == document.json)
        #expect(try Schema(again).entityTypes.count == 4)
    }
}

@Suite("Tools' arguments")
struct ToolInputTests {
    @Test("never become entities or extension values, whatever their members are called")
    func noMagic() throws {
        let json: JSON = [
            "x": ["__entity": ["type": "Tenant", "id": "acme"]], "y": ["__extn": ["fn": "ip", "arg": "::1"]],
        ]
        let record = try ToolInput.record(of: json)
        #expect(record["x"] == ["__entity": ["type": "Tenant", "id": "acme"]])
        #expect(record["y"] == ["__extn": ["fn": "ip", "arg": "::1"]])
    }
}
