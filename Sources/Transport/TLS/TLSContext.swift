import COpenSSL

/// What the TLS connections of one role have in common: versions, suites, identity. Shared by all loops.
///
/// TLS 1.3, and TLS 1.2 with ECDHE and authenticated encryption only. ALPN speaks `http/1.1` alone: a client that offers
/// other protocols only is refused with `no_application_protocol`. No renegotiation, compression, tickets or resumption.
@safe package final class TLSContext: Sendable {
    nonisolated(unsafe) let pointer: OpaquePointer

    private static let suites = """
        ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:\
        ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384
        """

    /// The context of a server with that identity.
    package init(server identity: TLSIdentity) throws(TLSError) {
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else { throw .setUp }
        unsafe pointer = context
        try configure()
        guard unsafe SSL_CTX_use_certificate(context, identity.certificate) == 1 else { throw .certificateUnreadable }
        for index in unsafe identity.chain.indices {
            guard unsafe sayso_tls_add_chain(context, identity.chain[index]) == 1 else { throw .certificateUnreadable }
        }
        guard unsafe SSL_CTX_use_PrivateKey(context, identity.key) == 1 else { throw .keyUnreadable }
        guard unsafe SSL_CTX_check_private_key(context) == 1 else { throw .keyMismatch }
        unsafe SSL_CTX_set_alpn_select_cb(context, selectProtocol, nil)
    }

    /// The context of a client. The peer's certificate is judged by `WebSocketClient`, not here, unless `systemRoots`.
    package init(clientWithSystemRoots systemRoots: Bool) throws(TLSError) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw .setUp }
        unsafe pointer = context
        try configure()
        let offer: [UInt8] = [8] + "http/1.1".utf8
        guard unsafe SSL_CTX_set_alpn_protos(context, offer, UInt32(offer.count)) == 0 else { throw .setUp }
        guard systemRoots else { return }
        guard unsafe SSL_CTX_set_default_verify_paths(context) == 1 else { throw .setUp }
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    }

    deinit { unsafe SSL_CTX_free(pointer) }

    private func configure() throws(TLSError) {
        unsafe sayso_tls_restrict(pointer)
        guard unsafe sayso_tls_set_versions(pointer, TLS1_2_VERSION, TLS1_3_VERSION) == 1,
            unsafe SSL_CTX_set_cipher_list(pointer, Self.suites) == 1,
            unsafe sayso_tls_set_groups(pointer, "X25519:P-256:P-384") == 1
        else { throw .setUp }
    }
}

/// Picks `http/1.1` from the client's list of length-prefixed names (RFC 7301), or refuses.
private func selectProtocol(
    _: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenLength: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32, _: UnsafeMutableRawPointer?
) -> Int32 {
    guard let offered = unsafe offered else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let names = unsafe UnsafeBufferPointer(start: offered, count: Int(offeredLength))
    var index = 0
    while index < names.count {
        let length = Int(unsafe names[index])
        guard length > 0, index + 1 + length <= names.count else { return SSL_TLSEXT_ERR_ALERT_FATAL }
        if unsafe names[(index + 1)..<(index + 1 + length)].elementsEqual("http/1.1".utf8) {
            unsafe chosen?.pointee = unsafe offered + index + 1
            unsafe chosenLength?.pointee = UInt8(length)
            return SSL_TLSEXT_ERR_OK
        }
        index += 1 + length
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
