/// Reads a frame header byte by byte and checks every rule that the header alone can break (RFC 6455, section 5.2).
struct WebSocketFrameHeader: Sendable {
    private enum Field {
        case first
        case second
        case length(left: Int)
        case mask(left: Int)
    }

    private(set) var opcode = WebSocketOpcode.continuation
    private(set) var isFinal = false
    private(set) var length = 0
    private(set) var mask: UInt32 = 0
    private var isMasked = false
    private var extended = 0
    private var field = Field.first

    /// Takes the next byte; whether the header is complete with it. `expectsMask` is true for the frames of a client.
    mutating func take(_ byte: UInt8, expectsMask: Bool) throws(WebSocketProtocolError) -> Bool {
        switch field {
        case .first: try takeFirst(byte)
        case .second: return try takeSecond(byte, expectsMask: expectsMask)
        case .length(let left): return try takeLength(byte, left: left)
        case .mask(let left):
            mask = mask >> 8 | UInt32(byte) << 24
            field = .mask(left: left - 1)
            return left == 1
        }
        return false
    }

    private mutating func takeFirst(_ byte: UInt8) throws(WebSocketProtocolError) {
        guard byte & 0x70 == 0 else { throw .reservedBits }
        guard let opcode = WebSocketOpcode(rawValue: byte & 0x0F) else { throw .reservedOpcode }
        isFinal = byte & 0x80 != 0
        guard isFinal || !opcode.isControl else { throw .controlFragmented }
        self.opcode = opcode
        field = .second
    }

    private mutating func takeSecond(_ byte: UInt8, expectsMask: Bool) throws(WebSocketProtocolError) -> Bool {
        isMasked = byte & 0x80 != 0
        guard isMasked == expectsMask else { throw expectsMask ? .notMasked : .masked }
        let short = Int(byte & 0x7F)
        guard short <= 125 || !opcode.isControl else { throw .controlTooLong }
        extended = short == 126 ? 2 : short == 127 ? 8 : 0
        guard extended == 0 else {
            field = .length(left: extended)
            return false
        }
        length = short
        return endOfLength()
    }

    private mutating func takeLength(_ byte: UInt8, left: Int) throws(WebSocketProtocolError) -> Bool {
        if left == 8, byte & 0x80 != 0 { throw .lengthTooLarge }
        length = length << 8 | Int(byte)
        guard left == 1 else {
            field = .length(left: left - 1)
            return false
        }
        guard length > (extended == 2 ? 125 : 65_535) else { throw .lengthNotMinimal }
        return endOfLength()
    }

    private mutating func endOfLength() -> Bool {
        guard isMasked else { return true }
        field = .mask(left: 4)
        return false
    }
}
