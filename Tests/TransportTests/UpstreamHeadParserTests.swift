import Primitives
import Testing

@testable import Transport

@Suite("Upstream heads")
struct UpstreamHeadParserTests {
    private func parse(_ lines: [String]) throws(UpstreamError) -> UpstreamHead? {
        var parser = UpstreamHeadParser()
        var head: UpstreamHead?
        for line in lines { head = try parser.take(Array(line.utf8)) ?? head }
        return head
    }

    @Test("A head has a status and fields with names in lower case")
    func plain() throws {
        let head = try parse(["HTTP/1.1 200 OK\r\n", "Content-Type:  text/plain \r\n", "A:b\r\n", "\r\n"])
        #expect(head?.status == 200)
        #expect(head?.header("content-type") == "text/plain")
        #expect(head?.fields.count == 2)
    }

    @Test("Interim answers and trailers are left out")
    func interim() throws {
        let head = try parse([
            "HTTP/1.1 103 Early Hints\r\n", "link: x\r\n", "\r\n", "HTTP/1.1 204 \r\n", "a: b\r\n", "\r\n", "t: u\r\n",
        ])
        #expect(head == UpstreamHead(status: 204, fields: [.init(name: "a", value: "b")]))
    }

    @Test("A line that is not HTTP is refused", arguments: ["HTTP/1.1 20 OK", "HTTP/1.1 2000", "HTTP/1.1", "x", ": y"])
    func malformed(_ line: String) { #expect(throws: UpstreamError.malformed) { try parse([line + "\r\n"]) } }

    @Test("A head past its bounds is refused")
    func bounds() {
        let status = ["HTTP/1.1 200 OK\r\n"]
        #expect(throws: UpstreamError.tooLarge) { try parse(status + (0...128).map { "a\($0): b\r\n" }) }
        #expect(throws: UpstreamError.tooLarge) {
            try parse(status + ["a: \(String(repeating: "b", count: 32_768))\r\n"])
        }
    }

    @Test("Mutated heads bring heads or errors, never a crash")
    func mutations() {
        var generator = SeededGenerator(seed: 11)
        let lines = ["HTTP/1.1 200 OK\r\n", "Content-Type: text/plain\r\n", "\r\n"].map { Array($0.utf8) }
        for _ in 0..<3000 {
            var parser = UpstreamHeadParser()
            for var line in lines {
                let place = Int.random(in: 0..<line.count, using: &generator)
                line[place] = UInt8.random(in: 0...255, using: &generator)
                _ = try? parser.take(Bool.random(using: &generator) ? line : Array(line[place...]))
            }
            _ = try? parser.take([])
        }
    }
}
