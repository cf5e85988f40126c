import Models
import Transport
import Wire

/// Reads an HTTP answer that should be a streamed chat completion: status, content type, server-sent events.
/// Pure: transport events in, model events out.
package struct ChatAnswerReader {
    private var parser = ServerSentEventParser()
    private var decoder = ChatStreamDecoder()
    private var hasHead = false

    /// A reader at the start of an answer.
    package init() {}

    /// Whether the answer is over; what may still arrive does not matter.
    package var isFinished: Bool { decoder.isFinished }

    /// Takes a piece of the answer and gives the events in it to `deliver`, also those before a fault. Throws what the
    /// answer's status or form stands for.
    package mutating func take(_ event: UpstreamEvent, deliver: (ModelEvent) -> Void) throws(ModelError) {
        switch event {
        case .head(let head):
            try check(head)
        case .chunk(let bytes):
            guard hasHead else { throw .malformed }
            for line in Self.lines(bytes) { try read(line, deliver: deliver) }
        }
    }

    /// The transport says that the answer is whole.
    package mutating func end(deliver: (ModelEvent) -> Void) throws(ModelError) {
        for event in try decoder.finish() { deliver(event) }
    }

    private mutating func check(_ head: UpstreamHead) throws(ModelError) {
        guard head.status == 200 else { throw ModelError(status: head.status) }
        let type = (head.header("content-type") ?? "").prefix { $0 != ";" }.lowercased()
        guard type.utf8.elementsEqual("text/event-stream".utf8) else { throw .malformed }
        hasHead = true
    }

    private mutating func read(_ line: ArraySlice<UInt8>, deliver: (ModelEvent) -> Void) throws(ModelError) {
        let events: [ServerSentEvent]
        do throws(EventStreamError) {
            events = try parser.receive(line)
        } catch {
            throw error == .invalidUTF8 ? .malformed : .tooLarge
        }
        for event in events {
            for piece in try decoder.take(Array(event.data.utf8)) { deliver(piece) }
        }
    }

    /// The bytes cut after each line feed, so that a fault in one line does not take the lines before it along.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (place, byte) in bytes.enumerated() where byte == 0x0A {
            lines.append(bytes[start...place])
            start = place + 1
        }
        return start < bytes.count ? lines + [bytes[start...]] : lines
    }
}
