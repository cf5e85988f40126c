import Primitives
import Testing

@testable import Wire

@Suite("WebSocket state machine")
struct WebSocketStateMachineTests {
    private func at(_ seconds: Double) -> Instant { .zero + .milliseconds(Int64(seconds * 1000)) }

    private func machine(control: Int = 100) -> WebSocketStateMachine {
        WebSocketStateMachine(
            limits: WebSocketLimits(controlFramesPerTenSeconds: control), pingInterval: .seconds(20),
            idleDeadline: .seconds(60), closeDeadline: .seconds(3), now: .zero)
    }

    @Test("A message is delivered, a ping answered with its payload, a pong taken")
    func events() throws {
        var machine = machine()
        #expect(try machine.received(.message(.text([1])), at: .zero) == .deliver(.text([1])))
        #expect(try machine.received(.ping([7]), at: .zero) == .send(.pong, [7]))
        #expect(try machine.received(.pong([]), at: .zero) == .nothing)
    }

    @Test("A peer's close is answered with its code and ends the connection; nothing is sent afterwards")
    func peerCloses() throws {
        var machine = machine()
        let end = try machine.received(.close(1001, reason: ""), at: .zero)
        #expect(end == .finish(reply: [0x03, 0xE9], code: 1001))
        #expect(!machine.isOpen)
        #expect(machine.close(code: 1000, reason: "", at: .zero) == nil)
        var silent = self.machine()
        #expect(try silent.received(.close(nil, reason: ""), at: .zero) == .finish(reply: [], code: nil))
    }

    @Test("Our close is sent once, messages after it are dropped, the peer's answer ends it")
    func weClose() throws {
        var machine = machine()
        #expect(machine.close(code: 4000, reason: "x", at: .zero) == [0x0F, 0xA0, 0x78])
        #expect(machine.close(code: 4000, reason: "x", at: .zero) == nil)
        #expect(try machine.received(.message(.binary([1])), at: .zero) == .nothing)
        #expect(try machine.received(.ping([1]), at: .zero) == .nothing)
        #expect(try machine.received(.close(4000, reason: ""), at: .zero) == .finish(reply: nil, code: 4000))
    }

    @Test("A code that may not be sent becomes 1011")
    func codes() {
        for code in [0, 1005, 1006, 1015, 2000, 5000] as [UInt16] {
            var machine = machine()
            #expect(machine.close(code: code, reason: "", at: .zero) == [0x03, 0xF3])
        }
    }

    @Test("A peer that does not close is cut at its deadline")
    func closeDeadline() {
        var machine = machine()
        _ = machine.close(code: 1000, reason: "", at: at(5))
        #expect(machine.nextPulse == at(8))
        #expect(machine.pulse(at: at(7.9)) == .nothing)
        #expect(machine.pulse(at: at(8)) == .cut)
    }

    @Test("A silent peer is pinged every interval and cut at the idle deadline; a sign of life starts again")
    func idle() throws {
        var machine = machine()
        #expect(machine.nextPulse == at(20))
        #expect(machine.pulse(at: at(19)) == .nothing)
        #expect(machine.pulse(at: at(20)) == .ping)
        #expect(machine.nextPulse == at(40))
        _ = try machine.received(.pong([]), at: at(21))
        #expect(machine.pulse(at: at(40)) == .nothing)
        #expect(machine.pulse(at: at(41)) == .ping)
        #expect(machine.pulse(at: at(61)) == .ping)
        #expect(machine.pulse(at: at(81)) == .cut)
    }

    @Test("More control frames than the bound in ten seconds end the connection")
    func floods() throws {
        var machine = machine(control: 3)
        for _ in 0..<3 { _ = try machine.received(.ping([]), at: at(1)) }
        #expect(throws: WebSocketProtocolError.tooManyControlFrames) { try machine.received(.pong([]), at: at(9)) }
        var patient = self.machine(control: 3)
        for second in 0..<20 { _ = try patient.received(.ping([]), at: at(Double(second) * 4)) }
    }

    @Test("A broken rule is answered with its code, unless the end had begun")
    func failures() {
        var machine = machine()
        #expect(machine.fail(.notUTF8) == [0x03, 0xEF])
        #expect(machine.fail(.notUTF8) == nil)
        #expect(machine.pulse(at: .zero) == .cut)
    }
}

@Suite("WebSocket handshake")
struct WebSocketHandshakeTests {
    private func head(_ fields: String, method: String = "GET") throws -> HTTPRequestHead {
        var parser = HTTPRequestParser()
        parser.append(Array("\(method) /ws HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8)[...])
        guard case .head(let head) = try parser.next() else { throw HTTPRequestError.requestLineMalformed }
        return head
    }

    private let upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    private let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

    @Test("RFC 6455, 1.3: the example's key is answered with the example's proof")
    func example() throws {
        let accept = try WebSocketHandshake.accept(head("\(upgrade)\(key)Sec-WebSocket-Version: 13\r\n"))
        #expect(accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        let answer = WebSocketHandshake.response(accept: accept, subprotocol: "realtime", headers: [.connection: "x"])
        #expect(
            String(decoding: answer, as: UTF8.self).utf8.elementsEqual(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: realtime\r\n\r\n"
                    .utf8))
    }

    @Test("RFC 3174: SHA-1 of the RFC's and of padded lengths around a block")
    func sha1() {
        let hex = { (bytes: [UInt8]) in bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
        #expect(hex(SHA1.hash(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(hex(SHA1.hash([])) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
        #expect(hex(SHA1.hash(Array(long.utf8))) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
    }

    @Test(
        "4.2.1: other versions are told which one is spoken",
        arguments: ["0", "8", "12", "14", "777", "013", "13.0", ""])
    func versions(version: String) throws {
        let head = try head("\(upgrade)\(key)Sec-WebSocket-Version: \(version)\r\n")
        #expect(throws: WebSocketHandshake.Refusal.version) { try WebSocketHandshake.accept(head) }
        #expect(WebSocketHandshake.Refusal.version.response.status == 426)
        #expect(WebSocketHandshake.Refusal.version.response.headers[.webSocketVersion] == "13")
    }

    @Test(
        "4.2.1: a key must be 16 bytes in base 64",
        arguments: [
            "", "a", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZR==",
            "dGhlIHNhbXBsZSBub25jZQ== x", "dGhlIHNhbXBsZSBub25jZQAA", "dGhlIHNhbXBsZSBub25j",
            "-_hlIHNhbXBsZSBub25jZQ==",
        ])
    func keys(key: String) throws {
        let head = try head("\(upgrade)Sec-WebSocket-Key: \(key)\r\nSec-WebSocket-Version: 13\r\n")
        #expect(throws: WebSocketHandshake.Refusal.malformed) { try WebSocketHandshake.accept(head) }
    }

    @Test("A request without Upgrade, key or version is no handshake")
    func incomplete() throws {
        for fields in [
            "\(key)Sec-WebSocket-Version: 13\r\n", "\(upgrade)Sec-WebSocket-Version: 13\r\n", "\(upgrade)\(key)",
        ] {
            let head = try head(fields)
            #expect(throws: WebSocketHandshake.Refusal.malformed) { try WebSocketHandshake.accept(head) }
        }
    }

    @Test("Subprotocols are listed in the client's order, over several fields; a malformed list is none")
    func subprotocols() throws {
        let two = try head("Sec-WebSocket-Protocol: a, b\r\nSec-WebSocket-Protocol: c\r\n")
        #expect(WebSocketHandshake.offeredSubprotocols(two) == ["a", "b", "c"])
        #expect(WebSocketHandshake.offeredSubprotocols(try head("Sec-WebSocket-Protocol: a,,b\r\n")) == nil)
        #expect(WebSocketHandshake.offeredSubprotocols(try head("Sec-WebSocket-Protocol: a b\r\n")) == nil)
        #expect(WebSocketHandshake.offeredSubprotocols(try head("")) == [])
    }
}
