/// Reads an event stream piece by piece, wherever the pieces are cut (WHATWG HTML, "Interpreting an event stream").
/// Lines end in CR, LF or CRLF; an event that no empty line ends is not delivered.
package struct ServerSentEventParser: Sendable {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Bytes that one event, with its field names, may have.
    package let maximumEventBytes: Int
    /// The reconnection time in milliseconds that the stream asked for last, if any.
    package private(set) var retry: Int?
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var event = ""
    private var id = ""
    private var eventBytes = 0
    private var hasData = false
    private var isFirstLine = true
    private var lastWasCarriageReturn = false

    /// A parser at the start of a stream.
    package init(maximumEventBytes: Int = 1 << 20) { self.maximumEventBytes = maximumEventBytes }

    /// Takes the next bytes and returns the events that they complete. After an error the stream is unusable.
    package mutating func receive(_ bytes: some Collection<UInt8>) throws(EventStreamError) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let followsCarriageReturn = lastWasCarriageReturn
            lastWasCarriageReturn = byte == 0x0D
            switch byte {
            case 0x0A where followsCarriageReturn: continue
            case 0x0A, 0x0D:
                if let event = try endLine() { events.append(event) }
            default:
                eventBytes += 1
                guard eventBytes <= maximumEventBytes else { throw .eventTooLarge(limit: maximumEventBytes) }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() throws(EventStreamError) -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine, line.starts(with: Self.byteOrderMark) { line.removeFirst(Self.byteOrderMark.count) }
        isFirstLine = false
        guard !line.isEmpty else { return try dispatch() }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            try field(line[...], [])
            return nil
        }
        var value = line[(colon + 1)...]
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        try field(line[..<colon], value)
        return nil
    }

    /// One field; a comment has an empty name. Unknown fields are passed over, as the standard says. Every line counts
    /// towards the limit with its end, so that comments without end are cut off too.
    private mutating func field(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws(EventStreamError) {
        eventBytes += 1
        switch name {
        case let name where name.elementsEqual("data".utf8):
            if hasData { data.append(0x0A) }
            data.append(contentsOf: value)
            hasData = true
        case let name where name.elementsEqual("event".utf8): event = try text(value)
        case let name where name.elementsEqual("id".utf8):
            if !value.contains(0) { id = try text(value) }
        case let name where name.elementsEqual("retry".utf8):
            if !value.isEmpty, value.count <= 9, value.allSatisfy(URLSyntax.isDigit) { retry = Int(try text(value)) }
        case let name where name.isEmpty: if !hasData, event.isEmpty { eventBytes = 0 }
        default: break
        }
    }

    private mutating func dispatch() throws(EventStreamError) -> ServerSentEvent? {
        defer {
            data.removeAll(keepingCapacity: true)
            event = ""
            hasData = false
            eventBytes = 0
        }
        guard hasData else { return nil }
        return ServerSentEvent(event: event.isEmpty ? "message" : event, data: try text(data[...]), id: id)
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(EventStreamError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidUTF8 }
        return text
    }
}
