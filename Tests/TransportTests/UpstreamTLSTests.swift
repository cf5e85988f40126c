import Glibc
import Platform
import Primitives
import Testing
import Wire

@testable import Transport

/// A TLS server on this machine whose certificate, for `localhost` and 127.0.0.1, lies in a file.
private func withServer(_ body: (_ port: UInt16, _ authorities: String) async throws -> Void) async throws {
    let folder = "/tmp/upstream-tls-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    let identity = try TLSIdentity.loadOrCreate(folder: folder)
    defer {
        for file in ["/certificate.pem", "/key.pem"] { _ = unsafe unlink(folder + file) }
        _ = unsafe rmdir(folder)
    }
    let loops = try EventLoop.start(count: 1)
    let configuration = EdgeConfiguration(address: "127.0.0.1", port: 0, security: .tls(identity))
    let server = EdgeServer(configuration: configuration, loops: loops, handler: TestHandler())
    try server.start()
    let result: Result<Void, any Error>
    do { result = .success(try await body(server.port, folder + "/certificate.pem")) } catch {
        result = .failure(error)
    }
    await server.stop(grace: .zero)
    for loop in loops { loop.stop() }
    try result.get()
}

private func secure(_ host: String, _ port: UInt16) throws -> UpstreamRequest {
    let rule = try #require(EgressRule(hosts: ["\(host):\(port)"], allowsPlainLoopback: true))
    return UpstreamRequest(.get, try WebURL("https://\(host):\(port)/"), rule: rule, isIdempotent: true)
}

@Suite("Upstream TLS", .timeLimit(.minutes(1)))
struct UpstreamTLSTests {
    @Test(
        "A server with a certificate of a trusted authority for its name is answered to",
        arguments: ["localhost", "127.0.0.1"])
    func trusted(_ host: String) async throws {
        try await withServer { port, authorities in
            try await withClient(configuration: .init(authorities: authorities), addresses: [.v4(127, 0, 0, 1)]) {
                client in
                for _ in 0..<2 {
                    let answer = try await client.send(secure(host, port))
                    #expect(answer.body == Array("hello".utf8))
                }
            }
        }
    }

    @Test("A server whose certificate nobody vouches for is refused")
    func selfSigned() async throws {
        try await withServer { port, _ in
            try await withClient { client in try await expect(.untrusted, from: client, secure("127.0.0.1", port)) }
        }
    }

    @Test("A server with a trusted certificate for another name is refused")
    func otherName() async throws {
        try await withServer { port, authorities in
            try await withClient(configuration: .init(authorities: authorities), addresses: [.v4(127, 0, 0, 1)]) {
                client in
                try await expect(.untrusted, from: client, secure("other.test", port))
                // The connection that was refused must not serve the right name either way round.
                #expect(try await client.send(secure("localhost", port)).status == 200)
                try await expect(.untrusted, from: client, secure("other.test", port))
            }
        }
    }

    @Test("A server that does not speak TLS is refused, and gets nothing but a hello")
    func plaintext() async throws {
        let peer = try ScriptedPeer(steps: [.receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")])
        defer { peer.stop() }
        let garbage = try ScriptedPeer(steps: [.send("HTTP/1.1 200 OK\r\n\r\n"), .hold])
        defer { garbage.stop() }
        try await withClient { client in
            try await expect(.untrusted, from: client, secure("127.0.0.1", garbage.port))
            var waiting = try secure("127.0.0.1", peer.port)
            waiting.deadline = .milliseconds(200)
            waiting.connectDeadline = .milliseconds(100)
            let error = await failure(client, waiting)
            #expect(error == .unreachable || error == .timedOut)
        }
        #expect(peer.requests.isEmpty)
    }

    @Test("Writing to a connection that the peer has reset cannot end the process")
    func brokenPipe() async throws {
        try await withServer { port, _ in
            try await withClient { client in try await expect(.untrusted, from: client, secure("127.0.0.1", port)) }
        }
        raise(SIGPIPE)
    }
}
