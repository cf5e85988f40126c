import COpenSSL
import Glibc
import Primitives
import Testing

@testable import Transport

@Suite("TLS of the edge", .serialized)
struct EdgeTLSTests {
    /// Runs the system's openssl client against the server and gives what it printed.
    private func openssl(_ port: UInt16, _ arguments: String) -> String {
        let command = "openssl s_client -connect 127.0.0.1:\(port) \(arguments) </dev/null 2>&1"
        guard let pipe = unsafe popen(command, "r") else { return "" }
        defer { unsafe pclose(pipe) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    @Test("TLS 1.3 and 1.2 with forward secrecy and authenticated encryption are spoken, nothing below")
    func versions() async throws {
        try await withEdge(tls: true) { edge in
            let port = edge.server.port
            #expect(openssl(port, "-tls1_3").contains("New, TLSv1.3"))
            #expect(openssl(port, "-tls1_2").contains("New, TLSv1.2, Cipher is ECDHE-ECDSA-"))
            #expect(openssl(port, "-tls1_1 -cipher ALL:@SECLEVEL=0").contains("Cipher is (NONE)"))
            for cipher in ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256"] {
                #expect(openssl(port, "-tls1_2 -cipher \(cipher):@SECLEVEL=0").contains("Cipher is (NONE)"))
            }
        }
    }

    @Test("ALPN agrees on http/1.1 and refuses a client that offers only other protocols")
    func alpn() async throws {
        try await withEdge(tls: true) { edge in
            let port = edge.server.port
            #expect(openssl(port, "-alpn h2,http/1.1").contains("ALPN protocol: http/1.1"))
            #expect(openssl(port, "-alpn h2").contains("no application protocol"))
            #expect(openssl(port, "").contains("No ALPN negotiated"))
            let probe = try edge.probe()
            #expect(probe.agreed?.version == "TLSv1.3")
            #expect(probe.agreed?.application == "http/1.1")
        }
    }

    @Test("There are no tickets, no compression and no renegotiation")
    func extras() async throws {
        try await withEdge(tls: true) { edge in
            let text = openssl(edge.server.port, "-tls1_2")
            #expect(text.contains("Compression: NONE"))
            #expect(!text.contains("TLS session ticket"))
            #expect(!openssl(edge.server.port, "-tls1_3").contains("Post-Handshake New Session Ticket"))
        }
    }

    @Test("A client that pins another certificate, or asks the system's roots, refuses the server")
    func pinning() async throws {
        try await withEdge(tls: true) { edge in
            let port = edge.server.port
            let wrong = ClientSecurity.pinned(String(repeating: "0", count: 64))
            #expect(throws: ClientError.tls(.certificateUnexpected)) {
                try HTTPProbe(host: "127.0.0.1", port: port, security: wrong)
            }
            #expect(throws: ClientError.tls(.handshake)) {
                try HTTPProbe(host: "localhost", port: port, security: .system)
            }
            #expect(throws: Never.self) { try HTTPProbe(host: "127.0.0.1", port: port, security: .unverified) }
        }
    }

    @Test("Plain HTTP to the TLS port is refused and the next client is served")
    func plaintext() async throws {
        try await withEdge(tls: true) { edge in
            let request = Array("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)
            let port = edge.server.port
            let answer = try HTTPProbe.exchange(request, host: "127.0.0.1", port: port, security: .plaintext)
            #expect(HTTPProbe.status(of: answer) == 0)
            #expect(edge.counters.wait { $0.refused[.handshakeFailed] == 1 })
            let second = try edge.exchange(String(decoding: request, as: UTF8.self))
            #expect(HTTPProbe.status(of: second) == 200)
        }
    }

    @Test("An identity is made once, stored for the owner only, found again, and refused when others may read its key")
    func identity() throws {
        var template = Array("/tmp/sayso-identity-XXXXXX".utf8CString)
        let folder = unsafe String(cString: mkdtemp(&template))
        defer { for name in ["/key.pem", "/certificate.pem", ""] { unsafe remove(folder + name) } }
        let made = try TLSIdentity.loadOrCreate(folder: folder, names: ["localhost", "bad,name"])
        #expect(made.isSelfSigned)
        #expect(made.fingerprint.utf8.count == 64)
        var information = stat()
        #expect(unsafe stat(folder + "/key.pem", &information) == 0)
        #expect(information.st_mode & 0o777 == 0o600)
        #expect(try TLSIdentity.loadOrCreate(folder: folder).fingerprint == made.fingerprint)
        #expect(unsafe chmod(folder + "/key.pem", 0o640) == 0)
        #expect(throws: TLSError.keyExposed) { try TLSIdentity.loadOrCreate(folder: folder) }
    }
}
