/// The kinds of frames (RFC 6455, section 5.2).
package enum WebSocketOpcode: UInt8, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA

    /// Whether frames of this kind may stand between the fragments of a message.
    package var isControl: Bool { rawValue >= 0x8 }
}

/// Writes frames.
package enum WebSocketFrame {
    /// Appends a frame to `bytes`: the header with the shortest length, and `payload`, masked when there is a `mask`, as
    /// clients must. A control frame's payload must have at most 125 bytes.
    package static func append(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], final: Bool = true, mask: UInt32? = nil, to bytes: inout [UInt8]
    ) {
        bytes.append((final ? 0x80 : 0) | opcode.rawValue)
        appendLength(payload.count, masked: mask != nil, to: &bytes)
        guard let mask else {
            bytes += payload
            return
        }
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: mask >> shift)) }
        unsafe WebSocketMask.append(payload.span.bytes, mask: mask, phase: 0, to: &bytes)
    }

    /// The payload of a close frame: nothing without a code; `reason` is cut to what fits, between characters.
    package static func closePayload(code: UInt16?, reason: String = "") -> [UInt8] {
        guard let code else { return [] }
        var payload = [UInt8(code >> 8), UInt8(code & 0xFF)]
        for character in reason.unicodeScalars {
            let bytes = Array(String(character).utf8)
            guard payload.count + bytes.count <= 125 else { break }
            payload += bytes
        }
        return payload
    }

    private static func appendLength(_ length: Int, masked: Bool, to bytes: inout [UInt8]) {
        let bit: UInt8 = masked ? 0x80 : 0
        switch length {
        case ..<126: bytes.append(bit | UInt8(length))
        case ..<65_536:
            bytes.append(bit | 126)
            bytes.append(UInt8(length >> 8))
            bytes.append(UInt8(length & 0xFF))
        default:
            bytes.append(bit | 127)
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8((length >> shift) & 0xFF)) }
        }
    }
}

/// Masks and unmasks payloads (RFC 6455, section 5.3). The first byte of the mask is its lowest.
enum WebSocketMask {
    /// Appends `bytes`, masked, to `result`; `phase` is how many bytes of the same payload went before.
    static func append(_ bytes: RawSpan, mask: UInt32, phase: Int, to result: inout [UInt8]) {
        let turned = rotated(mask, by: phase)
        let wide = UInt64(turned) << 32 | UInt64(turned)
        let start = result.count
        result.append(contentsOf: repeatElement(0, count: bytes.byteCount))
        unsafe result.withUnsafeMutableBytes { target in
            var index = 0
            while index + 8 <= bytes.byteCount {
                let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self) ^ wide
                unsafe target.storeBytes(of: word, toByteOffset: start + index, as: UInt64.self)
                index += 8
            }
            while index < bytes.byteCount {
                let byte = unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
                unsafe target[start + index] = byte ^ UInt8(truncatingIfNeeded: turned >> (UInt32(index & 3) * 8))
                index += 1
            }
        }
    }

    private static func rotated(_ mask: UInt32, by phase: Int) -> UInt32 {
        let bits = UInt32(phase & 3) * 8
        return bits == 0 ? mask : mask >> bits | mask << (32 - bits)
    }
}
