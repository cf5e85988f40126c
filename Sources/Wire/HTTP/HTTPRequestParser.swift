/// Reads requests of HTTP/1.1 from a stream of bytes, after RFC 9112 and RFC 9110 at their strictest. Where they let a
/// recipient choose between repairing and refusing, this refuses; where two readers could differ, neither gets to.
///
/// Stricter than the text of the RFCs on purpose: only origin-form targets (absolute-form is refused), no empty lines
/// before a request, no `obs-text`, no leading zeros in Content-Length, no chunk extensions, no trailers, no body on GET
/// and HEAD, no upgrade but `websocket`, `chunked` in lower case only.
///
/// Append bytes, then take events until there is none. After `.head` nothing more comes until `allowBody` was called.
/// After an error the stream is lost: answer and close.
package struct HTTPRequestParser: Sendable {
    /// What was read.
    package enum Event: Sendable {
        /// A complete head.
        case head(HTTPRequestHead)
        /// The complete, decoded body of the request whose head came before; empty when it has none.
        case body([UInt8])
    }

    private enum State {
        case head
        case permission(HTTPBodyFraming)
        case body(HTTPBodyReader)
    }

    private let limits: HTTPHeadLimits
    private var state = State.head
    private var lines: HTTPLineReader
    private var builder: HTTPHeadBuilder?
    private var headStarted = 0

    /// A parser at the start of a stream.
    package init(limits: HTTPHeadLimits = HTTPHeadLimits()) {
        self.limits = limits
        lines = HTTPLineReader()
    }

    /// Bytes that were appended and not yet turned into an event.
    package var bufferedBytes: Int { lines.remaining }

    /// Whether some but not all of a request has arrived.
    package var isInsideRequest: Bool {
        if case .head = state { return builder != nil || lines.remaining > 0 }
        return true
    }

    /// Adds bytes from the peer.
    package mutating func append(_ bytes: ArraySlice<UInt8>) { lines.append(bytes) }

    /// Lets the body of the request whose head was just read be at most `limit` bytes.
    /// Throws when the declared length is larger.
    package mutating func allowBody(upTo limit: Int) throws(HTTPRequestError) {
        guard case .permission(let framing) = state else { return }
        if case .length(let length) = framing, length > limit { throw .bodyTooLarge }
        state = .body(HTTPBodyReader(framing: framing, limit: limit))
    }

    /// The next event; nothing while more bytes are needed.
    package mutating func next() throws(HTTPRequestError) -> Event? {
        switch state {
        case .head: return try readHead().map { .head($0) }
        case .permission: return nil
        case .body(var reader):
            state = .head  // so that `reader` alone holds the bytes and adding to them copies nothing
            let body = try reader.read(from: &lines)
            if body == nil { state = .body(reader) }
            return body.map { .body($0) }
        }
    }

    private mutating func readHead() throws(HTTPRequestError) -> HTTPRequestHead? {
        if builder == nil { headStarted = lines.consumed }
        while true {
            let limit = lineLimit
            let line: ArraySlice<UInt8>
            do {
                guard let complete = try lines.line(upTo: limit) else { return nil }
                line = complete
            } catch .headTooLarge {
                throw builder == nil ? .requestLineTooLong : .headTooLarge
            }
            guard var head = builder else {
                builder = try HTTPHeadBuilder(requestLine: line)
                continue
            }
            builder = nil  // as above
            guard line.isEmpty else {
                try head.add(fieldLine: line, limit: limits.fields)
                builder = head
                continue
            }
            let finished = try head.finish()
            state = .permission(finished.framing)
            return finished
        }
    }

    private var lineLimit: Int {
        let left = limits.size - (lines.consumed - headStarted)
        return builder == nil ? min(limits.requestLine, left) : left
    }
}
