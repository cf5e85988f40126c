import Testing

@testable import Wire

private func canonical(_ text: String) throws -> String {
    String(decoding: try JSON.parse(Array(text.utf8)).canonical(), as: UTF8.self)
}

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    @Test("Keys are sorted by UTF-16 code units, not by scalars")
    func keyOrder() throws {
        #expect(
            try canonical("{\"\u{FB33}\":1,\"\u{1F600}\":2,\"b\":3,\"a\":4,\"\":5}")
                == "{\"\":5,\"a\":4,\"b\":3,\"\u{1F600}\":2,\"\u{FB33}\":1}")
    }

    @Test(
        "Numbers are written as ECMAScript writes them",
        arguments: [
            ("1e21", "1e+21"), ("1e20", "100000000000000000000"), ("123456789e-15", "1.23456789e-7"),
            ("0.000001", "0.000001"),
            ("1.0", "1"), ("-0", "0"), ("-0.0", "0"), ("5e-324", "5e-324"), ("333333333.33333329", "333333333.3333333"),
            ("4.50", "4.5"), ("1.7976931348623157e308", "1.7976931348623157e+308"), ("-1e-7", "-1e-7"),
            ("12.5e1", "125"),
            ("9007199254740992", "9007199254740992"), ("100000000000000000000", "100000000000000000000"),
            ("0.00001", "0.00001"),
        ])
    func numbers(source: String, expected: String) throws {
        #expect(try canonical(source) == expected)
        #expect(try canonical(expected) == expected)
    }

    @Test("An integer that a double would change has no canonical form")
    func inexactIntegers() {
        for bad in ["9007199254740993", "-9007199254740993", "123456789012345678901234567890", "1152921504606846976"] {
            #expect(throws: JSONError.integerNotExact) { try canonical(bad) }
        }
        #expect(throws: JSONError.numberNotFinite) { try JSON(Double.nan).canonical() }
    }
}
