import Primitives
import Testing

@testable import Wire

private func events(_ text: String, piece: Int = .max) throws -> [ServerSentEvent] {
    var parser = ServerSentEventParser()
    var events: [ServerSentEvent] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        events += try parser.receive(rest.prefix(piece))
        rest = rest.dropFirst(piece)
    }
    return events
}

@Suite("Event streams")
struct ServerSentEventTests {
    private static let stream =
        "\u{FEFF}: hello\r\nevent: add\r\ndata: 1\r\ndata:2\r\nid: 7\r\n\r\n\ndata\n\ndata:  x\u{E9}\r\revent: lost\n\nid\ndata: z\nother: y\n\ndata: cut off"

    @Test("Fields, comments and every kind of line end, wherever the stream is cut")
    func stream() throws {
        let expected = [
            ServerSentEvent(event: "add", data: "1\n2", id: "7"), ServerSentEvent(data: "", id: "7"),
            ServerSentEvent(data: " x\u{E9}", id: "7"), ServerSentEvent(data: "z"),
        ]
        for piece in [1, 2, 3, 5, 7, 1000] { #expect(try events(Self.stream, piece: piece) == expected) }
    }

    @Test("An event without an end, or larger than the limit, is cut off")
    func bounds() throws {
        var parser = ServerSentEventParser(maximumEventBytes: 20)
        #expect(try parser.receive(Array("data: 123456\n\ndata: 123456\n\n".utf8)).count == 2)
        #expect(throws: EventStreamError.eventTooLarge(limit: 20)) {
            try parser.receive(Array("data: 123456789012345\n".utf8))
        }
        var empty = ServerSentEventParser(maximumEventBytes: 20)
        #expect(throws: EventStreamError.self) {
            try empty.receive(Array(String(repeating: "data\n", count: 100).utf8))
        }
        var alive = ServerSentEventParser(maximumEventBytes: 20)
        #expect(try alive.receive(Array(String(repeating: ": ping\n", count: 100).utf8)).isEmpty)
    }

    @Test("Data that is not UTF-8 is refused; retry takes digits only")
    func fields() throws {
        var parser = ServerSentEventParser()
        #expect(throws: EventStreamError.invalidUTF8) { try parser.receive(Array("data: ".utf8) + [0xFF, 0x0A, 0x0A]) }
        var other = ServerSentEventParser()
        _ = try other.receive(Array("retry: 1500\nretry: 12a\nretry: -1\n".utf8))
        #expect(other.retry == 1500)
    }
}
