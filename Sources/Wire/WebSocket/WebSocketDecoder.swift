/// Reads the frames of one peer from a stream and puts messages together (RFC 6455, sections 5 and 7), within bounds.
/// Text is checked as it arrives, so that a bad byte ends the connection before its message does.
package struct WebSocketDecoder: Sendable {
    /// Whose frames are read.
    package enum Source: Sendable {
        /// A client's: every frame must be masked.
        case client
        /// A server's: no frame may be.
        case server
    }

    /// What was read.
    package enum Event: Sendable, Equatable {
        case message(WebSocketMessage)
        case ping([UInt8])
        case pong([UInt8])
        /// A close frame, with its code and reason when it has them; nothing after it is read.
        case close(UInt16?, reason: String)
    }

    private let source: Source
    private let limits: WebSocketLimits
    private var header = WebSocketFrameHeader()
    private var payloadLeft: Int?
    private var payloadTaken = 0
    private var message: [UInt8] = []
    private var messageOpcode: WebSocketOpcode?
    private var fragments = 0
    private var text = UTF8Validator()
    private var control: [UInt8] = []
    private var isClosed = false

    /// A decoder at the start of the stream of `source`.
    package init(source: Source, limits: WebSocketLimits) {
        self.source = source
        self.limits = limits
    }

    /// The next event in `input` from `offset`, which moves on; nothing when all of `input` was used. After an error, or
    /// `close`, the stream is over.
    package mutating func next(in input: RawSpan, at offset: inout Int) throws(WebSocketProtocolError) -> Event? {
        while !isClosed {
            if payloadLeft == nil, try !readHeader(input, &offset) { return nil }
            try readPayload(input, &offset)
            guard payloadLeft == 0 else { return nil }
            if let event = try endFrame() { return event }
        }
        offset = input.byteCount
        return nil
    }

    private mutating func readHeader(_ input: RawSpan, _ offset: inout Int) throws(WebSocketProtocolError) -> Bool {
        while offset < input.byteCount {
            let byte = unsafe input.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            offset += 1
            if try header.take(byte, expectsMask: source == .client) {
                try beginFrame()
                return true
            }
        }
        return false
    }

    private mutating func beginFrame() throws(WebSocketProtocolError) {
        payloadLeft = header.length
        payloadTaken = 0
        guard !header.opcode.isControl else { return }
        if header.opcode == .continuation {
            guard messageOpcode != nil else { throw .continuationWithoutStart }
        } else {
            guard messageOpcode == nil else { throw .messageInterrupted }
            (messageOpcode, fragments, text) = (header.opcode, 0, UTF8Validator())
        }
        fragments += 1
        guard fragments <= limits.fragments else { throw .tooManyFragments }
        guard header.length <= limits.frameSize else { throw .frameTooLarge }
        guard header.length <= limits.messageSize - message.count else { throw .messageTooLarge }
    }

    private mutating func readPayload(_ input: RawSpan, _ offset: inout Int) throws(WebSocketProtocolError) {
        guard let left = payloadLeft, left > 0, offset < input.byteCount else { return }
        let count = min(left, input.byteCount - offset)
        let piece = input.extracting(offset..<(offset + count))
        offset += count
        if header.opcode.isControl {
            WebSocketMask.append(piece, mask: header.mask, phase: payloadTaken, to: &control)
        } else {
            let start = message.count
            WebSocketMask.append(piece, mask: header.mask, phase: payloadTaken, to: &message)
            guard messageOpcode == .text else { return take(count) }
            var validator = text
            guard unsafe validator.accepts(message.span.bytes.extracting(start..<message.count)) else {
                throw .notUTF8
            }
            text = validator
        }
        take(count)
    }

    private mutating func take(_ count: Int) {
        payloadTaken += count
        payloadLeft = (payloadLeft ?? count) - count
    }

    private mutating func endFrame() throws(WebSocketProtocolError) -> Event? {
        let (opcode, isFinal) = (header.opcode, header.isFinal)
        header = WebSocketFrameHeader()
        payloadLeft = nil
        guard opcode.isControl else { return isFinal ? .message(try endMessage()) : nil }
        let payload = control
        control = []
        switch opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong(payload)
        default: return try endStream(payload)
        }
    }

    private mutating func endMessage() throws(WebSocketProtocolError) -> WebSocketMessage {
        let isText = messageOpcode == .text
        guard !isText || text.isComplete else { throw .notUTF8 }
        let bytes = message
        message = []
        messageOpcode = nil
        return isText ? .text(bytes) : .binary(bytes)
    }

    private mutating func endStream(_ payload: [UInt8]) throws(WebSocketProtocolError) -> Event {
        isClosed = true
        guard payload.count != 1 else { throw .closeMalformed }
        guard payload.count >= 2 else { return .close(nil, reason: "") }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard Self.maySend(code) else { throw .closeCodeInvalid }
        var validator = UTF8Validator()
        let reason = payload[2...]
        guard unsafe validator.accepts(Array(reason).span.bytes), validator.isComplete else { throw .notUTF8 }
        return .close(code, reason: String(decoding: reason, as: UTF8.self))
    }

    /// Codes that may stand in a close frame (RFC 6455, section 7.4, and the IANA registry).
    package static func maySend(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
