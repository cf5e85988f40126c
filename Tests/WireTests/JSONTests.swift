import Testing

@testable import Wire

private func parse(_ text: String, limits: JSONLimits = .standard) throws(JSONError) -> JSON {
    try JSON.parse(Array(text.utf8), limits: limits)
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

@Suite("JSON")
struct JSONTests {
    @Test("Every kind of value is read and written back as it was")
    func roundTrip() throws {
        let source =
            #"{"a":[1,-2,3.50,1e5,true,false,null],"b":{"é":"\"\\\n\u0001"},"c":[],"d":{},"":123456789012345678901234567890}"#
        #expect(text(try parse(source).serialized()) == source)
    }

    @Test("White space is allowed around every token and nowhere else")
    func whiteSpace() throws {
        #expect(try parse(" \t\r\n{ \"a\" : [ 1 , 2 ] } \n") == ["a": [1, 2]])
        for bad in ["1 2", "tr ue", "- 1", "1 .5", "\u{0B}1", "\u{0C}1", "\u{A0}1", "\u{FEFF}1"] {
            #expect(throws: JSONError.self) { try parse(bad) }
        }
    }

    @Test("A key may not stand twice, compared byte for byte")
    func duplicateKeys() throws {
        #expect(throws: JSONError.duplicateKey(offset: 7)) { try parse(#"{"a":1,"\u0061":2}"#) }
        let composed = try parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(composed["\u{E9}"] == 1)
        #expect(composed["e\u{301}"] == 2)
        let many = (0..<40).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        #expect(try parse("{\(many)}")["k33"] == 33)
        #expect(throws: JSONError.self) { try parse("{\(many),\"k20\":1}") }
    }

    @Test("Surrogates come in pairs or not at all")
    func surrogates() throws {
        #expect(try parse(#""\ud83d\ude00""#) == "\u{1F600}")
        for bad in [#""\ud83d""#, #""\ude00""#, #""\ud83d\u0041""#, #""\ud83dx""#, #""\ud83d\ud83d""#] {
            #expect(throws: JSONError.loneSurrogate(offset: 1)) { try parse(bad) }
        }
    }

    @Test("Strings that are not UTF-8 are refused")
    func invalidUTF8() {
        for bad: [UInt8] in [[0xFF], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80]] {
            #expect(throws: JSONError.invalidUTF8(offset: 1)) { try JSON.parse([0x22] + bad + [0x22]) }
            #expect(throws: JSONError.invalidUTF8(offset: 1)) { try JSON.parse([0x22, 0x5C, 0x6E] + bad + [0x22]) }
        }
    }

    @Test("Each limit refuses what goes beyond it, and only that")
    func limits() throws {
        let limits = JSONLimits(
            maximumBytes: 40, maximumDepth: 3, maximumValues: 6, maximumStringBytes: 5, maximumNumberBytes: 4)
        #expect(try parse("[[[1]]]", limits: limits) == [[[1]]])
        #expect(throws: JSONError.tooDeep(limit: 3, offset: 3)) { try parse("[[[[", limits: limits) }
        #expect(try parse("[1,2,3,4,5]", limits: limits) == [1, 2, 3, 4, 5])
        #expect(throws: JSONError.tooManyValues(limit: 6, offset: 11)) { try parse("[1,2,3,4,5,6]", limits: limits) }
        #expect(try parse("\"12345\"", limits: limits) == "12345")
        #expect(throws: JSONError.stringTooLong(limit: 5, offset: 1)) { try parse("\"123456\"", limits: limits) }
        #expect(throws: JSONError.numberTooLong(limit: 4, offset: 0)) { try parse("12345", limits: limits) }
        #expect(throws: JSONError.tooLarge(limit: 40)) { try parse(String(repeating: " ", count: 41), limits: limits) }
        let deep = String(repeating: "[", count: 500_000)
        #expect(throws: JSONError.tooDeep(limit: 64, offset: 64)) { try parse(deep) }
    }

    @Test("Numbers keep their exact value")
    func numbers() throws {
        #expect(try parse("9223372036854775807").int64Value == .max)
        #expect(try parse("-9223372036854775808").int64Value == .min)
        #expect(try parse("9223372036854775808").int64Value == nil)
        #expect(try parse("9223372036854775808").numberValue?.text == "9223372036854775808")
        #expect(try parse("9007199254740993") != parse("9007199254740992"))
        #expect(try parse("9007199254740993.0").int64Value == 9_007_199_254_740_993)
        #expect(try parse("1.0") == parse("10e-1"))
        #expect(try parse("1.5").int64Value == nil)
        #expect(try parse("-0") == parse("0.0"))
        #expect(try parse("0.1").doubleValue == 0.1)
        #expect(throws: JSONError.numberOutOfRange(offset: 0)) { try parse("1e400") }
        #expect(JSON(Double.infinity).serialized() == Array("null".utf8))
    }

    @Test("Objects are equal in whatever order, strings only byte for byte")
    func equality() {
        #expect(["a": 1, "b": [2]] as JSON == ["b": [2], "a": 1])
        #expect(["a": 1] as JSON != ["a": 1, "b": nil])
        #expect("\u{E9}" as JSON != "e\u{301}")
    }

    @Test("Members keep their order; setting nil removes one")
    func members() {
        var object = JSONObject()
        for number in 0..<30 { object["k\(number)"] = JSON(number) }
        object["k3"] = nil
        object["k29"] = "last"
        #expect(object.count == 29)
        #expect(object.keys.prefix(4) == ["k0", "k1", "k2", "k4"])
        #expect(object["k3"] == nil)
        #expect(object["k29"]?.stringValue == "last")
        for number in 0..<28 { object["k\(number)"] = nil }
        #expect(object.keys == ["k28", "k29"])
        #expect(object["k28"] == 28)
    }
}
