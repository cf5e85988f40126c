import COpenSSL

/// One TLS connection as a transformation of bytes in memory: ciphertext is fed in, plaintext read; plaintext is sealed,
/// ciphertext taken. It never touches a socket, so what one call may cost is bounded by what it was fed.
@safe final class TLSSession {
    /// The result of a step.
    enum Step: Equatable {
        /// That many bytes, more than zero.
        case bytes(Int)
        /// More ciphertext is needed.
        case needsMore
        /// The peer ended the connection properly.
        case ended
    }

    /// Records without data between two with data; more are an attack.
    private static let emptyRecordLimit = 32

    private let session: OpaquePointer
    private let pipe: UnsafeMutablePointer<TLSPipe>
    private let context: TLSContext
    private var emptyRecords = 0
    private(set) var isEstablished = false

    /// The server's side of a connection that was just accepted.
    convenience init(serving context: TLSContext) throws(TLSError) {
        try self.init(context)
        unsafe SSL_set_accept_state(session)
    }

    /// The client's side. `serverName` is sent, and verified when the context verifies; nothing for an address.
    convenience init(connecting context: TLSContext, serverName: String?) throws(TLSError) {
        try self.init(context)
        unsafe SSL_set_connect_state(session)
        guard let serverName else { return }
        guard unsafe sayso_tls_set_server_name(session, serverName) == 1, unsafe SSL_set1_host(session, serverName) == 1
        else { throw .setUp }
    }

    private init(_ context: TLSContext) throws(TLSError) {
        self.context = context
        guard let session = unsafe SSL_new(context.pointer), let bio = unsafe BIO_new(TLSPipe.method) else {
            throw .setUp
        }
        unsafe self.session = session
        unsafe pipe = .allocate(capacity: 1)
        unsafe pipe.initialize(to: TLSPipe())
        unsafe BIO_set_data(bio, pipe)
        unsafe SSL_set_bio(session, bio, bio)
    }

    deinit {
        unsafe SSL_free(session)
        unsafe pipe.deallocate()
    }

    /// Lends ciphertext to read from and room to write to, for the calls until `reclaim`.
    func lend(input: UnsafeRawBufferPointer, output: UnsafeMutableRawBufferPointer) {
        unsafe pipe.pointee = unsafe TLSPipe(
            input: input.baseAddress, inputLeft: input.count, output: output.baseAddress, outputRoom: output.count)
    }

    /// Ends the loan.
    func reclaim() { unsafe pipe.pointee = TLSPipe() }

    /// Whether fed ciphertext waits.
    var hasInput: Bool { unsafe pipe.pointee.inputLeft > 0 }

    /// Ciphertext written since `lend` or the last call; the caller takes it and the count starts again.
    func takeOutput() -> Int {
        defer { unsafe pipe.pointee.outputCount = 0 }
        return unsafe pipe.pointee.outputCount
    }

    /// Goes on with the handshake; true once it is done.
    func handshake() throws(TLSError) -> Bool {
        while !isEstablished {
            ERR_clear_error()
            let status = unsafe SSL_do_handshake(session)
            if status == 1 {
                isEstablished = true
                break
            }
            guard unsafe SSL_get_error(session, status) == SSL_ERROR_WANT_READ else { throw .handshake }
            guard hasInput else { return false }
            try countEmptyRecord()
        }
        emptyRecords = 0
        return true
    }

    /// Reads plaintext of at most one record into `buffer`.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TLSError) -> Step {
        while true {
            ERR_clear_error()
            let count = unsafe SSL_read(session, buffer.baseAddress, Int32(buffer.count))
            if count > 0 {
                emptyRecords = 0
                return .bytes(Int(count))
            }
            switch unsafe SSL_get_error(session, count) {
            case SSL_ERROR_WANT_READ where hasInput: try countEmptyRecord()
            case SSL_ERROR_WANT_READ: return .needsMore
            case SSL_ERROR_ZERO_RETURN: return .ended
            default: throw .record
            }
        }
    }

    /// Seals `plaintext`, at most 16 KB of it; returns how much was taken.
    func write(_ plaintext: UnsafeRawBufferPointer) throws(TLSError) -> Int {
        ERR_clear_error()
        let count = unsafe SSL_write(session, plaintext.baseAddress, Int32(min(plaintext.count, 16_384)))
        guard count > 0 else { throw .record }
        return Int(count)
    }

    /// Produces the alert that ends our side.
    func end() {
        ERR_clear_error()
        _ = unsafe SSL_shutdown(session)
        ERR_clear_error()
    }

    /// The fingerprint of the peer's certificate; nothing when it sent none.
    var peerFingerprint: String? {
        guard let certificate = unsafe SSL_get1_peer_certificate(session) else { return nil }
        defer { unsafe X509_free(certificate) }
        return unsafe TLSIdentity.fingerprint(of: certificate)
    }

    /// The protocol version, as `TLSv1.3`, and the protocol agreed by ALPN.
    var agreed: (version: String, application: String?) {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(session, &name, &length)
        let application = unsafe name.map {
            unsafe String(decoding: UnsafeBufferPointer(start: $0, count: Int(length)), as: UTF8.self)
        }
        return (unsafe SSL_get_version(session).map { unsafe String(cString: $0) } ?? "", application)
    }

    private func countEmptyRecord() throws(TLSError) {
        emptyRecords += 1
        guard emptyRecords <= Self.emptyRecordLimit else { throw .record }
    }
}
