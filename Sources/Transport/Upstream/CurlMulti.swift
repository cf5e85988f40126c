import CCurl

/// What libcurl wants to hear about a socket.
struct CurlInterest: Equatable, Sendable {
    var readable: Bool, writable: Bool

    static let none = CurlInterest(readable: false, writable: false)
}

/// One libcurl multi handle with its transfers and its kept connections. Everything happens on the thread of one loop;
/// `watch` and `wake` are called from within, and must not call back before they return.
@safe final class CurlMulti {
    private let multi: UnsafeMutableRawPointer
    private var transfers: [UInt: CurlTransfer] = [:]
    /// Wants to hear about a socket; no interest means never again.
    var watch: (Int32, CurlInterest) -> Void = { _, _ in }
    /// Wants `timeout()` after so many milliseconds; nothing cancels.
    var wake: (Int?) -> Void = { _ in }

    /// A handle that keeps at most `keptConnections` idle connections.
    init(keptConnections: Int) throws(UpstreamError) {
        guard Self.isReady, let handle = unsafe curl_multi_init() else { throw .overloaded }
        unsafe multi = unsafe handle
        _ = unsafe sayso_curl_multi_long(multi, CURLMOPT_MAXCONNECTS, keptConnections)
        _ = unsafe sayso_curl_multi_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        _ = unsafe sayso_curl_multi_pointer(multi, CURLMOPT_SOCKETDATA, context)
        _ = unsafe sayso_curl_multi_pointer(multi, CURLMOPT_TIMERDATA, context)
        _ = unsafe sayso_curl_multi_on_socket(multi, curlSocket)
        _ = unsafe sayso_curl_multi_on_timer(multi, curlTimer)
    }

    deinit {
        _ = unsafe sayso_curl_multi_on_socket(multi, nil)
        _ = unsafe sayso_curl_multi_on_timer(multi, nil)
        for transfer in transfers.values { _ = unsafe curl_multi_remove_handle(multi, transfer.easy) }
        transfers.removeAll()
        _ = unsafe curl_multi_cleanup(multi)
    }

    /// How many transfers are under way.
    var count: Int { transfers.count }

    /// Begins a transfer; it ends by its own callbacks.
    func start(_ transfer: CurlTransfer) {
        transfers[transfer.key] = transfer
        guard unsafe curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            transfers[transfer.key] = nil
            return transfer.abandon(.overloaded)
        }
    }

    /// Gives a transfer up, if it is still under way. Never call it from within a transfer's callbacks.
    func cancel(_ transfer: CurlTransfer, _ reason: UpstreamError) {
        guard transfers.removeValue(forKey: transfer.key) != nil else { return }
        _ = unsafe curl_multi_remove_handle(multi, transfer.easy)
        transfer.abandon(reason)
    }

    /// Gives every transfer up.
    func cancelAll(_ reason: UpstreamError) {
        for transfer in Array(transfers.values) { cancel(transfer, reason) }
    }

    /// Says that a socket is ready.
    func ready(_ socket: Int32, _ interest: CurlInterest, failed: Bool = false) {
        let mask =
            (interest.readable ? CURL_CSELECT_IN : 0) | (interest.writable ? CURL_CSELECT_OUT : 0)
            | (failed ? CURL_CSELECT_ERR : 0)
        act(socket, mask)
    }

    /// Says that the time of the last `wake` has come.
    func timeout() { act(curl_socket_t(sayso_curl_socket_timeout), 0) }

    private func act(_ socket: Int32, _ mask: Int32) {
        var running: Int32 = 0
        _ = unsafe curl_multi_socket_action(multi, socket, mask, &running)
        collect()
    }

    /// Ends the transfers that libcurl is done with.
    private func collect() {
        var result = CURLE_OK
        while let easy = unsafe sayso_curl_multi_done(multi, &result) {
            guard let transfer = transfers.removeValue(forKey: UInt(bitPattern: easy)) else { continue }
            _ = unsafe curl_multi_remove_handle(multi, easy)
            transfer.finish(result)
        }
    }

    private static let isReady: Bool = sayso_curl_set_up() == CURLE_OK
}

private func curlSocket(
    _ easy: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ what: Int32, _ context: UnsafeMutableRawPointer?,
    _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return 0 }
    let multi = unsafe Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue()
    let isRemoved = what == CURL_POLL_REMOVE
    multi.watch(
        socket,
        CurlInterest(
            readable: !isRemoved && what & CURL_POLL_IN != 0, writable: !isRemoved && what & CURL_POLL_OUT != 0))
    return 0
}

private func curlTimer(
    _ handle: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return 0 }
    let multi = unsafe Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue()
    multi.wake(milliseconds < 0 ? nil : milliseconds)
    return 0
}
