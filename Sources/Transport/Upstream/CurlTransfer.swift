import CCurl
import Primitives

/// One attempt at one address: an easy handle with the memory it points to, and what came back so far.
/// Lives on the loop of its client; libcurl calls back only from within that loop.
@safe final class CurlTransfer {
    let easy: UnsafeMutableRawPointer
    private var lists: [CurlList] = []
    private var parser = UpstreamHeadParser()
    private var bytesLeft: Int
    private let address: NetworkAddress
    private let deliver: (UpstreamEvent) -> Void
    private let finished: (Result<Bool, UpstreamError>) -> Void
    /// Why the transfer itself stopped libcurl.
    private var stopped: UpstreamError?

    /// A transfer of `request` to `address`. `deliver` gets every event, then `finished` is called once.
    init(
        _ request: UpstreamRequest, to address: NetworkAddress, within time: Duration, authorities: String?,
        deliver: @escaping (UpstreamEvent) -> Void, finished: @escaping (Result<Bool, UpstreamError>) -> Void
    ) throws(UpstreamError) {
        guard let handle = unsafe curl_easy_init() else { throw .overloaded }
        unsafe easy = unsafe handle
        bytesLeft = max(0, request.maxResponseBytes)
        self.address = address
        self.deliver = deliver
        self.finished = finished
        try setRoute(request, address)
        try setBounds(request, within: time)
        try setTrust(authorities)
        try setMessage(request)
        try setCallbacks()
    }

    deinit { unsafe curl_easy_cleanup(easy) }

    /// What names the transfer among those of its client.
    var key: UInt { unsafe UInt(bitPattern: easy) }

    /// Whether the connection had been made when the transfer ended.
    var wasConnected: Bool {
        var microseconds: curl_off_t = 0
        let code = unsafe sayso_curl_info_offset(easy, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
        return code == CURLE_OK && microseconds > 0
    }

    /// Ends the transfer with libcurl's word, or with the reason for which it was stopped.
    func finish(_ code: CURLcode) {
        if code == CURLE_OK, parser.isComplete { return finished(.success(true)) }
        finished(.failure(stopped ?? UpstreamError(code, wasConnected: wasConnected)))
    }

    /// Ends the transfer for a reason of ours.
    func abandon(_ reason: UpstreamError) { finished(.failure(reason)) }

    private func stop(_ reason: UpstreamError) -> Int {
        stopped = reason
        return 0
    }

    /// A line of the head; what it returns is what libcurl compares with the length.
    fileprivate func receivedLine(_ line: [UInt8]) -> Int {
        do throws(UpstreamError) {
            if let head = try parser.take(line) { deliver(.head(head)) }
            return line.count
        } catch {
            return stop(error)
        }
    }

    /// The last check before a connection: only the pinned address gets a socket.
    fileprivate func allows(_ wanted: NetworkAddress?) -> Bool {
        if wanted == address { return true }
        stopped = .forbidden(.address(wanted.map(AddressReach.init) ?? .reserved))
        return false
    }

    fileprivate func receivedContent(_ bytes: [UInt8]) -> Int {
        guard bytes.count <= bytesLeft else { return stop(.tooLarge) }
        bytesLeft -= bytes.count
        if !bytes.isEmpty { deliver(.chunk(bytes)) }
        return bytes.count
    }
}

extension CurlTransfer {
    /// The URL as checked, and the one address that it was checked with: `CONNECT_TO` keeps the name for TLS and `Host`,
    /// looks nothing up, and libcurl shares a kept connection only between equal pins.
    private func setRoute(_ request: UpstreamRequest, _ address: NetworkAddress) throws(UpstreamError) {
        guard let target = request.target else { throw .invalidRequest }
        try set(CURLOPT_URL, request.url.text)
        try set(CURLOPT_PROTOCOLS_STR, target.isSecure ? "https" : "http")
        try set(CURLOPT_REDIR_PROTOCOLS_STR, "https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NOPROXY, "*")
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_CONNECT_TO, ["::\(address.bracketed):\(target.port)"])
        try set(CURLOPT_FRESH_CONNECT, request.isIdempotent ? 0 : 1)
    }

    private func setBounds(_ request: UpstreamRequest, within time: Duration) throws(UpstreamError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_TIMEOUT_MS, Int(clamping: max(1, time.milliseconds)))
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: max(1, min(time, request.connectDeadline).milliseconds)))
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_HTTP09_ALLOWED, 0)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try check(
            unsafe sayso_curl_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(max(1, request.maxResponseBytes))))
    }

    private func setTrust(_ authorities: String?) throws(UpstreamError) {
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, sayso_curl_tls12)
        if let authorities { try set(CURLOPT_CAINFO, authorities) }
    }

    private func setMessage(_ request: UpstreamRequest) throws(UpstreamError) {
        var lines = request.headers.prefix(64).map(\.line)
        lines.append(Array("Expect:\0".utf8))
        if request.method == .head {
            try set(CURLOPT_NOBODY, 1)
        } else if request.method != .get {
            try setContent(request.body)
            if !request.headers.contains(where: { $0.name == .contentType }) {
                lines.append(Array("Content-Type:\0".utf8))
            }
            try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
        try set(CURLOPT_HTTPHEADER, lines: lines)
    }

    private func setContent(_ body: [UInt8]) throws(UpstreamError) {
        try check(unsafe sayso_curl_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        var copy = body.isEmpty ? [0] : body
        let code = unsafe copy.withUnsafeMutableBytes { bytes in
            unsafe sayso_curl_pointer(easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
        }
        try check(code)
    }

    private func setCallbacks() throws(UpstreamError) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        try check(unsafe sayso_curl_pointer(easy, CURLOPT_WRITEDATA, context))
        try check(unsafe sayso_curl_pointer(easy, CURLOPT_HEADERDATA, context))
        try check(unsafe sayso_curl_pointer(easy, CURLOPT_OPENSOCKETDATA, context))
        try check(unsafe sayso_curl_on_open(easy, curlOpen))
        try check(unsafe sayso_curl_on_data(easy, CURLOPT_WRITEFUNCTION, curlContent))
        try check(unsafe sayso_curl_on_data(easy, CURLOPT_HEADERFUNCTION, curlLine))
    }

    private func set(_ option: CURLoption, _ value: String) throws(UpstreamError) {
        try check(unsafe sayso_curl_string(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: Int) throws(UpstreamError) {
        try check(unsafe sayso_curl_long(easy, option, value))
    }

    private func set(_ option: CURLoption, _ values: [String]) throws(UpstreamError) {
        try set(option, lines: values.map { Array($0.utf8) + [0] })
    }

    /// Each line ends with a zero byte. The list lives as long as the transfer.
    private func set(_ option: CURLoption, lines: [[UInt8]]) throws(UpstreamError) {
        guard let list = CurlList(lines) else { throw .overloaded }
        lists.append(list)
        try check(unsafe sayso_curl_list(easy, option, list.head))
    }

    private func check(_ code: CURLcode) throws(UpstreamError) {
        guard code == CURLE_OK else { throw .invalidRequest }
    }
}

private func curlContent(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receivedContent(unsafe Array(UnsafeRawBufferPointer(start: bytes, count: size * count)))
}

private func curlLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receivedLine(unsafe Array(UnsafeRawBufferPointer(start: bytes, count: size * count)))
}

private func curlOpen(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let context = unsafe context, let address = unsafe address else { return -1 }
    let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    guard transfer.allows(unsafe NetworkAddress(sayso_curl_address(address))) else { return -1 }
    return unsafe sayso_curl_open_socket(address)
}

extension UpstreamError {
    /// What libcurl's result means. A time-out before the connection was ready says something about the address only.
    fileprivate init(_ code: CURLcode, wasConnected: Bool) {
        switch code {
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: self = .unreachable
        case CURLE_OPERATION_TIMEDOUT: self = wasConnected ? .timedOut : .unreachable
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_USE_SSL_FAILED, CURLE_SSL_INVALIDCERTSTATUS:
            self = .untrusted
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING, CURLE_OK:
            self = .malformed
        case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
        case CURLE_URL_MALFORMAT: self = .invalidRequest
        case CURLE_OUT_OF_MEMORY: self = .overloaded
        default: self = .broken
        }
    }
}
