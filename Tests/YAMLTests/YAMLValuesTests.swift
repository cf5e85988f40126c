import Testing

@testable import YAML

private func parse(_ text: String) throws(YAMLError) -> YAMLNode {
    try YAMLDocument.parse(Array(text.utf8), file: "s.yaml")
}

private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return "accepted"
}

private enum Mode: String, CaseIterable {
    case embedded
    case openai
}

@Suite("Reading configuration")
struct YAMLValuesTests {
    @Test("Typed values are read, and absent keys take their default")
    func values() throws {
        let map = try parse(
            "name: Mia\nport: 8443\nratio: 0.5\non: true\nwait: 250ms\nkeep: 7d\nsize: 64KiB\nmode: openai\nhosts: [a, b]\n"
        ).map(required: ["name"], optional: ["port", "ratio", "on", "wait", "keep", "size", "mode", "hosts", "absent"])
        #expect(try map.require("name").string() == "Mia")
        #expect(try map["port"]?.int(in: 1...65_535) == 8443)
        #expect(try map["ratio"]?.double(in: 0...1) == 0.5)
        #expect(try map["on"]?.bool() == true)
        #expect(try map["wait"]?.duration() == .milliseconds(250))
        #expect(try map["keep"]?.duration() == .seconds(7 * 86_400))
        #expect(try map["size"]?.byteCount() == 65_536)
        #expect(try map["mode"]?.choice(of: Mode.self) == .openai)
        #expect(try map["hosts"]?.strings() == ["a", "b"])
        #expect(try map["absent"]?.int() ?? 3 == 3)
    }

    @Test("An unknown key names its place and the nearest valid key")
    func unknownKeys() {
        let read = { (text: String) in
            message { _ = try parse(text).map(required: ["listen"], optional: ["max_calls", "tls"]) }
        }
        #expect(read("listen: x\nmax_cals: 3\n") == "s.yaml:2:1: unknown key \"max_cals\"; did you mean \"max_calls\"?")
        #expect(
            read("listen: x\nMax-Calls: 3\n") == "s.yaml:2:1: unknown key \"Max-Calls\"; did you mean \"max_calls\"?")
        #expect(read("listen: x\nzebra: 3\n") == "s.yaml:2:1: unknown key \"zebra\"")
        #expect(read("tls: x\n") == "s.yaml:1:1: the key \"listen\" is missing")
        #expect(read("- listen\n") == "s.yaml:1:1: expected a map, found a list")
    }

    @Test(
        "An ill-typed value names its place, its key, what was expected and found, and not itself",
        arguments: [
            ("v: sekret", "expected an integer, found text"), ("v: \"5\"", "expected an integer, found text"),
            ("v: 5.5", "expected an integer, found a number"), ("v:", "expected an integer, found nothing"),
            ("v: [5]", "expected an integer, found a list"), ("v: {a: 5}", "expected an integer, found a map"),
            ("v: yes", "expected an integer, found text"), ("v: true", "expected an integer, found a boolean"),
            ("v: 11", "must be from 1 to 10"), ("v: 99999999999999999999", "expected an integer, found a number"),
        ])
    func illTyped(text: String, expected: String) {
        let said = message { _ = try parse(text)["v"]?.int(in: 1...10) }
        #expect(said.hasSuffix("\"v\": " + expected))
        #expect(said.hasPrefix("s.yaml:1:"))
    }

    @Test("Every typed value refuses what is of another type")
    func refusals() throws {
        for text in ["v: 1", "v: true", "v:", "v: []"] {
            #expect(throws: YAMLError.self) { try parse(text)["v"]?.string() }
        }
        for text in ["v: yes", "v: 1", "v: \"true\"", "v:"] {
            #expect(throws: YAMLError.self) { try parse(text)["v"]?.bool() }
        }
        for text in ["v: 3", "v: 3 s", "v: s", "v: -3s", "v: 1.5s", "v: 3S", "v: 99999999999999999d", "v: 400d", "v:"] {
            #expect(throws: YAMLError.self) { try parse(text)["v"]?.duration() }
        }
        for text in ["v: 3", "v: 3KB", "v: 9999999999GiB", "v: [3B]"] {
            #expect(throws: YAMLError.self) { try parse(text)["v"]?.byteCount() }
        }
        let refused = message { _ = try parse("v: sekret")["v"]?.choice(of: Mode.self) }
        #expect(refused == "s.yaml:1:4: \"v\": expected one of embedded, openai")
        let suggested = message { _ = try parse("v: open-ai")["v"]?.choice(of: Mode.self) }
        #expect(suggested.hasSuffix("; did you mean \"openai\"?"))
        #expect(throws: YAMLError.self) { try parse("v: [1, 2]")["v"]?.list(maximumCount: 1) }
    }

    @Test("The nearest name is found within a third of its length")
    func nearest() {
        let names = ["listen", "data_folder", "max_calls", "tls"]
        for (typed, meant) in [
            "lsiten": "listen", "listne": "listen", "datafolder": "data_folder", "maxcalls": "max_calls", "tsl": "tls",
        ] {
            #expect(NearestName.of(typed, among: names) == meant)
        }
        for typed in ["", "x", "completely_other", String(repeating: "l", count: 10_000)] {
            #expect(NearestName.of(typed, among: names) == nil)
        }
    }
}
