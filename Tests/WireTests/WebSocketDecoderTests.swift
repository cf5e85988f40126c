import Primitives
import Testing

@testable import Wire

/// Everything that a decoder reads from `bytes`, cut into pieces.
func decode(
    _ bytes: [UInt8], piece: Int = .max, source: WebSocketDecoder.Source = .client,
    limits: WebSocketLimits = WebSocketLimits()
) -> (events: [WebSocketDecoder.Event], error: WebSocketProtocolError?) {
    var decoder = WebSocketDecoder(source: source, limits: limits)
    var events: [WebSocketDecoder.Event] = []
    var rest = bytes[...]
    do throws(WebSocketProtocolError) {
        while !rest.isEmpty {
            let next = Array(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            var offset = 0
            while let event = try unsafe decoder.next(in: next.span.bytes, at: &offset) { events.append(event) }
            guard offset == next.count else { return ([], nil) }
        }
        return (events, nil)
    } catch { return (events, error) }
}

private func frame(
    _ opcode: WebSocketOpcode, _ payload: [UInt8], final: Bool = true, mask: UInt32? = 0xA1B2_C3D4
) -> [UInt8] {
    var bytes: [UInt8] = []
    WebSocketFrame.append(opcode, payload, final: final, mask: mask, to: &bytes)
    return bytes
}

private func text(_ string: String) -> [UInt8] { Array(string.utf8) }

@Suite("WebSocket frames")
struct WebSocketDecoderTests {
    @Test("RFC 6455, 5.7: the examples of the RFC are read")
    func examples() {
        let hello = text("Hello")
        #expect(decode([0x81, 5] + hello, source: .server).events == [.message(.text(hello))])
        let masked: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(decode(masked).events == [.message(.text(hello))])
        let fragments = [0x01, 3] + text("Hel") + [0x80, 2] + text("lo")
        #expect(decode(fragments, source: .server).events == [.message(.text(hello))])
        #expect(decode([0x89, 5] + hello, source: .server).events == [.ping(hello)])
        #expect(decode([0x8A, 5] + hello, source: .server).events == [.pong(hello)])
    }

    @Test("Frames of every size class survive writing and reading, in pieces of any size")
    func sizes() {
        for count in [0, 1, 7, 8, 9, 124, 125, 126, 127, 320, 65_535, 65_536, 70_000] {
            let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 5) }
            for (source, mask) in [(WebSocketDecoder.Source.client, UInt32(0x0102_0384) as UInt32?), (.server, nil)] {
                let bytes = frame(.binary, payload, mask: mask)
                let header = count < 126 ? 2 : count < 65_536 ? 4 : 10
                #expect(bytes.count == header + (mask == nil ? 0 : 4) + count)
                for piece in [1, 3, 13, 4096, Int.max] where piece > 1 || count < 1000 {
                    #expect(decode(bytes, piece: piece, source: source).events == [.message(.binary(payload))])
                }
            }
        }
    }

    @Test("5.1: a client's frame must be masked, a server's must not")
    func masking() {
        #expect(decode(frame(.text, [], mask: nil)).error == .notMasked)
        #expect(decode(frame(.ping, [], mask: nil)).error == .notMasked)
        #expect(decode(frame(.text, []), source: .server).error == .masked)
    }

    @Test("5.2: each reserved bit is refused", arguments: [0x40, 0x20, 0x10, 0x70] as [UInt8])
    func reservedBits(bit: UInt8) {
        for opcode in [0x1, 0x2, 0x8, 0x9, 0xA] as [UInt8] {
            #expect(decode([0x80 | bit | opcode, 0x80, 0, 0, 0, 0]).error == .reservedBits)
        }
    }

    @Test("5.2: each reserved opcode is refused", arguments: [3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF] as [UInt8])
    func reservedOpcodes(opcode: UInt8) {
        #expect(decode([0x80 | opcode, 0x80, 0, 0, 0, 0]).error == .reservedOpcode)
    }

    @Test("5.2: the length must be in its shortest form and below 2^63")
    func lengths() {
        #expect(decode([0x82, 0xFE, 0, 125]).error == .lengthNotMinimal)
        #expect(decode([0x82, 0xFE, 0, 0]).error == .lengthNotMinimal)
        #expect(decode([0x82, 0xFE, 0, 126]).error == nil)
        #expect(decode([0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]).error == .lengthNotMinimal)
        #expect(decode([0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0]).error == nil)
        #expect(decode([0x82, 0xFF, 0x80]).error == .lengthTooLarge)
        #expect(decode([0x82, 0xFF] + [UInt8](repeating: 0xFF, count: 8)).error == .lengthTooLarge)
        #expect(decode([0x82, 0xFF, 0x7F] + [UInt8](repeating: 0xFF, count: 11)).error == .frameTooLarge)
    }

    @Test("5.5: control frames have at most 125 bytes and are not fragmented", arguments: [0x8, 0x9, 0xA] as [UInt8])
    func control(opcode: UInt8) {
        #expect(decode([opcode, 0x80, 0, 0, 0, 0]).error == .controlFragmented)
        #expect(decode([0x80 | opcode, 0xFE, 0, 126]).error == .controlTooLong)
        #expect(decode([0x80 | opcode, 0xFF]).error == .controlTooLong)
        if opcode != 8 {
            #expect(decode([0x80 | opcode, 0xFD, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 125)).events.count == 1)
        }
    }

    @Test("5.4: fragments must continue, messages must not interrupt each other, control frames may")
    func fragmentation() {
        #expect(decode(frame(.continuation, [1])).error == .continuationWithoutStart)
        #expect(decode(frame(.continuation, [1], final: false)).error == .continuationWithoutStart)
        let started = frame(.text, text("a"), final: false)
        #expect(decode(started + frame(.text, text("b"))).error == .messageInterrupted)
        #expect(decode(started + frame(.binary, [1], final: false)).error == .messageInterrupted)
        let done = decode(
            started + frame(.ping, [9]) + frame(.continuation, [], final: false) + frame(.continuation, text("c")))
        #expect(done.events == [.ping([9]), .message(.text(text("ac")))])
        let twice = started + frame(.continuation, []) + frame(.continuation, [])
        #expect(decode(twice).error == .continuationWithoutStart)
    }

    @Test("8.1: text must be UTF-8, also across fragments, and fails at its first bad byte")
    func utf8() {
        for bad in [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3, 0x28], [0xE2, 0x82], [0xC3], [0xF0, 0x9F, 0x98], [0x61, 0xBF],
        ] as [[UInt8]] {
            #expect(decode(frame(.text, bad)).error == .notUTF8)
            #expect(decode(frame(.text, text("12345678") + bad), piece: 1).error == .notUTF8)
            #expect(decode(frame(.binary, bad)).error == nil)
        }
        let whole = text("aé€😀")
        for cut in 0...whole.count {
            let bytes = frame(.text, Array(whole[..<cut]), final: false) + frame(.continuation, Array(whole[cut...]))
            #expect(decode(bytes).events == [.message(.text(whole))])
        }
        let early = frame(.text, [0x61, 0xFF], final: false)
        #expect(decode(early).error == .notUTF8)
        #expect(decode(Array(frame(.text, [0xFF] + text("never arrives"))[..<8])).error == .notUTF8)
    }

    @Test("5.5.1 and 7.4: close payloads and codes")
    func close() {
        #expect(decode(frame(.close, [])).events == [.close(nil, reason: "")])
        #expect(decode(frame(.close, [1])).error == .closeMalformed)
        let allowed: [UInt16] = [
            1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
        ]
        for code in allowed {
            let payload = WebSocketFrame.closePayload(code: code, reason: "bye")
            #expect(decode(frame(.close, payload)).events == [.close(code, reason: "bye")])
        }
        for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] as [UInt16] {
            #expect(decode(frame(.close, WebSocketFrame.closePayload(code: code))).error == .closeCodeInvalid)
        }
        #expect(decode(frame(.close, [0x03, 0xE8, 0xFF])).error == .notUTF8)
        #expect(decode(frame(.close, [0x03, 0xE8, 0xC3])).error == .notUTF8)
        let after = decode(frame(.close, []) + frame(.text, text("x")) + [0xFF])
        #expect(after.events.count == 1 && after.error == nil)
    }

    @Test("A close reason is cut between characters to what fits")
    func reason() {
        let payload = WebSocketFrame.closePayload(code: 1000, reason: String(repeating: "€", count: 60))
        #expect(payload.count == 2 + 41 * 3)
        #expect(decode(frame(.close, payload)).error == nil)
    }

    @Test("Frames, messages and fragments have bounds, exactly at them")
    func bounds() {
        let limits = WebSocketLimits(frameSize: 10, messageSize: 15, fragments: 3)
        let ten = [UInt8](repeating: 1, count: 10)
        #expect(decode(frame(.binary, ten), limits: limits).error == nil)
        #expect(decode(frame(.binary, ten + [1]), limits: limits).error == .frameTooLarge)
        let first = frame(.binary, ten, final: false)
        #expect(decode(first + frame(.continuation, Array(ten[..<5])), limits: limits).error == nil)
        #expect(decode(first + frame(.continuation, Array(ten[..<6])), limits: limits).error == .messageTooLarge)
        let empty = frame(.continuation, [], final: false)
        #expect(decode(first + empty + empty, limits: limits).error == nil)
        #expect(decode(first + empty + empty + empty, limits: limits).error == .tooManyFragments)
        #expect(Set(WebSocketProtocolError.allCases.map(\.closeCode)) == [1002, 1007, 1008, 1009])
    }

    @Test("10,000 mutated streams crash nothing and do not depend on how they are cut")
    func mutations() {
        let seed: UInt64 = 0x5A79_0002
        print("WebSocket mutations: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let good =
            frame(.text, text("grüße")) + frame(.binary, [UInt8](repeating: 3, count: 200), final: false)
            + frame(.ping, [1, 2]) + frame(.continuation, [4]) + frame(.close, WebSocketFrame.closePayload(code: 1000))
        var events = 0
        var differing: [[UInt8]] = []
        for _ in 0..<10_000 {
            var bytes = good
            mutate(&bytes, using: &generator)
            let whole = decode(bytes)
            let cut = decode(bytes, piece: Int.random(in: 1...11, using: &generator))
            if whole.error != cut.error || whole.events != cut.events { differing.append(bytes) }
            events += whole.events.count
        }
        #expect(differing.isEmpty)
        #expect(events > 1000)
    }
}
