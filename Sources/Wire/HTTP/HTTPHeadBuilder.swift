/// Puts a request head together line by line and checks what can only be checked at its end.
struct HTTPHeadBuilder: Sendable {
    /// Fields that may occur once: a second one, even an equal one, is how two readers come to differ.
    private static let once: Set<HTTPFieldName> = [
        .host, .contentLength, .transferEncoding, .authorization, .contentType, .upgrade, .expect, .origin,
        .webSocketKey, .webSocketVersion,
    ]
    /// Names that some readers take for those that delimit a message.
    private static let disguises: Set<String> = ["content_length", "transfer_encoding"]
    /// Options of Connection that would tell a reader to drop a field that delimits or routes the message.
    private static let notHopByHop: Set<HTTPFieldName> = [
        .host, .contentLength, .transferEncoding, .authorization, .contentType,
    ]

    private let method: HTTPMethod
    private let target: HTTPRequestTarget
    private var fields = HTTPFields()
    private var seen: Set<HTTPFieldName> = []

    /// Reads `method SP target SP HTTP/1.1` (RFC 9112, section 3).
    init(requestLine line: ArraySlice<UInt8>) throws(HTTPRequestError) {
        let parts = line.split(separator: HTTPByte.space, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(HTTPByte.isToken) else {
            throw .requestLineMalformed
        }
        try Self.checkVersion(parts[2])
        guard let method = HTTPMethod(rawValue: String(decoding: parts[0], as: UTF8.self)) else {
            throw .methodUnknown
        }
        self.method = method
        target = try HTTPRequestTarget(parts[1])
    }

    /// Reads `name ":" OWS value OWS` (RFC 9112, section 5).
    mutating func add(fieldLine line: ArraySlice<UInt8>, limit: Int) throws(HTTPRequestError) {
        guard let first = line.first, !HTTPByte.isWhitespace(first) else { throw .fieldFolded }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .fieldMalformed }
        guard let name = HTTPFieldName(bytes: line[..<colon]) else { throw .fieldMalformed }
        guard !Self.disguises.contains(name.text) else { throw .fieldDisguised }
        guard fields.fields.count < limit else { throw .tooManyFields }
        let text = String(decoding: trimmed(line[(colon + 1)...]), as: UTF8.self)
        guard let value = HTTPFieldValue(text) else { throw .headTooLarge }
        guard !Self.once.contains(name) || seen.insert(name).inserted else { throw .fieldRepeated }
        fields.append(name, value)
    }

    /// The head, once its rules hold.
    func finish() throws(HTTPRequestError) -> HTTPRequestHead {
        guard let host = fields[.host] else { throw .hostMissing }
        guard HTTPHost.isValid(Array(host.utf8)[...]) else { throw .hostMalformed }
        let framing = try framing()
        guard framing == .none || method.allowsBody else { throw .bodyWithoutMeaning }
        let options = try connectionOptions()
        try checkUpgrade(options)
        return HTTPRequestHead(
            method: method, path: target.path, query: target.query, host: host, fields: fields, framing: framing,
            wantsClose: options.contains("close"), expectsContinue: try expectsContinue() && framing != .none)
    }

    private static func checkVersion(_ bytes: ArraySlice<UInt8>) throws(HTTPRequestError) {
        guard !bytes.elementsEqual("HTTP/1.1".utf8) else { return }
        let name = Array("HTTP/".utf8)
        guard bytes.count == 8, bytes.starts(with: name) else { throw .requestLineMalformed }
        let (major, dot, minor) = (
            bytes[bytes.startIndex + 5], bytes[bytes.startIndex + 6], bytes[bytes.startIndex + 7]
        )
        guard HTTPByte.isDigit(major), dot == UInt8(ascii: "."), HTTPByte.isDigit(minor) else {
            throw .requestLineMalformed
        }
        throw .versionUnsupported
    }

    private func framing() throws(HTTPRequestError) -> HTTPBodyFraming {
        let (length, coding) = (fields[.contentLength], fields[.transferEncoding])
        guard length == nil || coding == nil else { throw .framingAmbiguous }
        if let coding {
            guard coding.utf8.elementsEqual("chunked".utf8) else { throw .transferCodingUnsupported }
            return .chunked
        }
        guard let length else { return .none }
        let count = try Self.contentLength(Array(length.utf8))
        return count == 0 ? .none : .length(count)
    }

    /// Digits only, at most 15, no leading zero: no sign, no list, no other base.
    private static func contentLength(_ digits: [UInt8]) throws(HTTPRequestError) -> Int {
        guard (1...15).contains(digits.count), digits.allSatisfy(HTTPByte.isDigit) else {
            throw .contentLengthMalformed
        }
        guard digits.count == 1 || digits[0] != UInt8(ascii: "0") else { throw .contentLengthMalformed }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private func connectionOptions() throws(HTTPRequestError) -> Set<String> {
        var options: Set<String> = []
        for value in fields.all(.connection) {
            for part in Array(value.utf8).split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                guard let option = HTTPFieldName(bytes: trimmed(part)) else { throw .connectionMalformed }
                guard !Self.notHopByHop.contains(option) else { throw .connectionMalformed }
                options.insert(option.text)
            }
        }
        return options
    }

    private func checkUpgrade(_ options: Set<String>) throws(HTTPRequestError) {
        guard let upgrade = fields[.upgrade] else { return }
        let isWebSocket = upgrade.utf8.map(HTTPByte.lowered).elementsEqual("websocket".utf8)
        guard isWebSocket, method == .get, options.contains("upgrade") else { throw .upgradeUnsupported }
    }

    private func expectsContinue() throws(HTTPRequestError) -> Bool {
        guard let expectation = fields[.expect] else { return false }
        guard expectation.utf8.map(HTTPByte.lowered).elementsEqual("100-continue".utf8) else {
            throw .expectationUnknown
        }
        return true
    }
}

/// The bytes without spaces and tabs at either end.
private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = bytes.firstIndex(where: { !HTTPByte.isWhitespace($0) }),
        let last = bytes.lastIndex(where: { !HTTPByte.isWhitespace($0) })
    else { return [] }
    return bytes[first...last]
}
