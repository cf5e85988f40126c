import Testing

@testable import Wire

private func violations(_ schema: JSON, _ value: JSON) throws -> [SchemaViolation] {
    try JSONSchema(schema).violations(in: value)
}

@Suite("JSON Schema")
struct JSONSchemaTests {
    private static let booking: JSON = [
        "type": "object",
        "properties": [
            "service": ["enum": ["cut", "colour"]], "day": ["type": "string", "format": "date"],
            "price": ["type": "number", "minimum": 0, "exclusiveMaximum": 500, "multipleOf": 0.01],
            "guests": ["type": "array", "items": ["$ref": "#/$defs/guest"], "maxItems": 2, "uniqueItems": true],
        ],
        "required": ["service", "day"], "additionalProperties": false,
        "$defs": [
            "guest": [
                "type": "object", "properties": ["name": ["type": "string", "minLength": 2]], "required": ["name"],
            ]
        ],
    ]

    @Test("A value that fits has no violations")
    func fits() throws {
        let value: JSON = [
            "service": "cut", "day": "2026-02-28", "price": 19.99,
            "guests": [["name": "Jo"], ["name": "\u{E9}\u{1F600}"]],
        ]
        #expect(try violations(Self.booking, value).isEmpty)
    }

    @Test("Every violation names its place and says nothing of the value")
    func places() throws {
        let value: JSON = ["service": "SECRET", "price": 500, "guests": [["name": "\u{1F600}"], 5], "SECRET2": 1]
        let found = try violations(Self.booking, value)
        #expect(Set(found.map(\.path)) == ["/service", "/price", "/guests/0/name", "/guests/1", ""])
        #expect(found.contains { $0.message == "lacks the property \"day\"" })
        #expect(!found.contains { $0.message.contains("SECRET") || $0.path.contains("SECRET") })
    }

    @Test("Every type takes its own values and no others")
    func types() throws {
        let values: [(String, JSON)] = [
            ("null", nil), ("boolean", false), ("integer", 3), ("number", 0.5), ("string", ""), ("array", []),
            ("object", [:]),
        ]
        for (name, _) in values {
            for (other, value) in values {
                let fits = name == other || name == "number" && other == "integer"
                #expect(try violations(["type": .string(name)], value).isEmpty == fits, "\(name), \(other)")
            }
        }
    }

    @Test("A keyword that would not be enforced is refused, with its place")
    func refusals() {
        let cases: [(JSON, JSONSchemaError)] = [
            (["properties": ["a": ["tpye": "string"]]], .unknownKeyword(at: "/properties/a/tpye")),
            (["contains": true], .unsupportedKeyword(at: "/contains")),
            (["x-a/b~": 1], .unknownKeyword(at: "/x-a~1b~0")),
            (["$defs": ["d": ["$id": "x"]]], .unsupportedKeyword(at: "/$defs/d/$id")),
            (["type": "strin"], .invalidValue(at: "/type", expected: "the name of a type or an array of such")),
            (["type": ["string", 1]], .invalidValue(at: "/type", expected: "the name of a type or an array of such")),
            (["minLength": -1], .invalidValue(at: "/minLength", expected: "an integer, not negative")),
            (["multipleOf": 0], .invalidValue(at: "/multipleOf", expected: "a number above zero of at most 18 digits")),
            (["format": "hostname"], .unsupportedFormat(at: "/format")),
            (["$ref": "#/$defs/a"], .unresolvedReference(at: "/$ref")),
            (["$ref": "http://a/b"], .unsupportedReference(at: "/$ref")),
            (["$ref": "#name"], .unsupportedReference(at: "/$ref")),
            (["$ref": "#"], .endlessReference(at: "")), (["allOf": [["$ref": "#"]]], .endlessReference(at: "")),
            (["$schema": "http://json-schema.org/draft-07/schema#"], .unsupportedDialect(at: "/$schema")),
            (["properties": ["a": 1]], .notASchema(at: "/properties/a")),
            (["anyOf": []], .invalidValue(at: "/anyOf", expected: "an array of at least one schema")),
            (["pattern": "(?=a)"], .unsupportedPattern(at: "/pattern", reason: .unsupported(offset: 0))),
            (3, .notASchema(at: "")),
            (["then": 1], .notASchema(at: "/then")),
        ]
        for (schema, error) in cases { #expect(throws: error) { try JSONSchema(schema) } }
        var deep: JSON = true
        for _ in 0..<70 { deep = ["not": deep] }
        #expect { try JSONSchema(deep) } throws: { if case .tooDeep = $0 as? JSONSchemaError { true } else { false } }
        let wide = JSON.array((0..<3000).map { _ in true })
        #expect(throws: JSONSchemaError.tooLarge) { try JSONSchema(["anyOf": wide]) }
    }

    @Test("Numbers are judged by their exact value")
    func exactNumbers() throws {
        let limit = JSON.number(JSONNumber(wellFormed: "9007199254740993"))
        #expect(try violations(["maximum": limit], limit).isEmpty)
        #expect(try !violations(["maximum": 9_007_199_254_740_992], limit).isEmpty)
        #expect(try violations(["multipleOf": 0.1], 0.3).isEmpty)
        #expect(try violations(["multipleOf": 0.01], JSON.parse(Array("1234567890123456789.01".utf8))).isEmpty)
        #expect(try !violations(["multipleOf": 0.01], 0.015).isEmpty)
        #expect(try violations(["multipleOf": 0.01], JSON.parse(Array("1e300".utf8))).isEmpty)
        #expect(try !violations(["multipleOf": 7], JSON.parse(Array("1e300".utf8))).isEmpty)
        #expect(try violations(["type": "integer", "const": 1], JSON.parse(Array("1.0".utf8))).isEmpty)
        #expect(try !violations(["type": "number", "minimum": 0], JSON(Double.nan)).isEmpty)
    }

    @Test("A schema may recurse into the value, and a value that costs too much is refused, not passed")
    func boundedWork() throws {
        let tree: JSON = [
            "type": "object", "properties": ["left": ["$ref": "#"], "right": ["$ref": "#"]],
            "additionalProperties": false,
        ]
        #expect(try violations(tree, ["left": ["right": [:]]]).isEmpty)
        #expect(try violations(tree, ["left": ["right": ["x": 1]]]).map(\.path) == ["/left/right"])
        var deep: JSON = [:]
        for _ in 0..<500 { deep = ["left": deep] }
        #expect(
            try violations(tree, deep) == [SchemaViolation(path: "", message: "is too large or too deep to be checked")]
        )
        let explosive: JSON = [
            "not": ["anyOf": [["properties": ["left": ["$ref": "#"]]], ["properties": ["left": ["$ref": "#"]]]]]
        ]
        var nested: JSON = 1
        for _ in 0..<40 { nested = ["left": nested] }
        #expect(try JSONSchema(explosive).violations(in: nested, maximumSteps: 1000).count == 1)
        let slow = try JSONSchema(["pattern": "(x+x+)+y"]).violations(
            in: .string(String(repeating: "x", count: 100_000)), maximumSteps: 50_000)
        #expect(slow.map(\.message) == ["is too large or too deep to be checked"])
    }

    @Test("At most 32 violations are reported")
    func manyViolations() throws {
        #expect(try violations(["items": ["type": "string"]], .array((0..<100).map { JSON($0) })).count == 32)
    }
}
