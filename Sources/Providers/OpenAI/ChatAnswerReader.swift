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

    /// Takes a piece of the answer. Throws what its status or its form stands for.
    package mutating func take(_ event: UpstreamEvent) throws(ModelError) -> [ModelEvent] {
        switch event {
        case .head(let head):
            try check(head)
            return []
        case .chunk(let bytes):
            guard hasHead else { throw .malformed }
            return try read(bytes)
        }
    }

    /// The transport says that the answer is whole.
    package mutating func end() throws(ModelError) -> [ModelEvent] { try decoder.finish() }

    private mutating func check(_ head: UpstreamHead) throws(ModelError) {
        guard head.status == 200 else { throw ModelError(status: head.status) }
        let type = (head.header("content-type") ?? "").prefix { $0 != ";" }.lowercased()
        guard type.utf8.elementsEqual("text/event-stream".utf8) else { throw .malformed }
        hasHead = true
    }

    private mutating func read(_ bytes: [UInt8]) throws(ModelError) -> [ModelEvent] {
        let events: [ServerSentEvent]
        do throws(EventStreamError) {
            events = try parser.receive(bytes)
        } catch {
            throw error == .invalidUTF8 ? .malformed : .tooLarge
        }
        var pieces: [ModelEvent] = []
        for event in events where !decoder.isFinished { pieces += try decoder.take(Array(event.data.utf8)) }
        return pieces
    }
}
