/// Finds the credential of a request. Pure; the caller gives all values of the headers and the raw query.
package enum CredentialParser {
    /// The longest credential that is looked at, in bytes; a longer one is invalid.
    package static let lengthLimit = 4096

    /// Names of query parameters that hold credentials elsewhere. Here they are refused even when the value is empty.
    private static let queryNames = [
        "api_key", "apikey", "api-key", "key", "token", "access_token", "authorization", "client_secret", "secret",
    ]

    /// The subprotocol prefix by which a browser sends a client secret, as in OpenAI's Realtime API.
    private static let subprotocolPrefix = Array("openai-insecure-api-key.".utf8)

    /// The credential in `Authorization: Bearer …` (RFC 6750 section 2.1) or among the offered WebSocket subprotocols.
    /// A browser can send a subprotocol but no header, so only a client secret may come that way. Throws
    /// `missingCredential` when there is none, `credentialInQuery`, and `invalidCredential` when there are several or it
    /// is not in a form that can hold one.
    package static func credential(
        authorization: [String], subprotocols: [String] = [], query: String? = nil
    ) throws(IdentityError) -> PresentedCredential {
        if let query, mayHoldCredential(query) { throw .credentialInQuery }
        let offered = subprotocols.flatMap { $0.utf8.split(separator: 0x2C).map { trimmed($0) } }
            .filter { $0.starts(with: subprotocolPrefix) }
            .map { Array($0.dropFirst(subprotocolPrefix.count)) }
        guard authorization.count + offered.count > 0 else { throw .missingCredential }
        guard authorization.count + offered.count == 1 else { throw .invalidCredential }
        if let header = authorization.first { return PresentedCredential(try bearer(header)) }
        let credential = PresentedCredential(offered.first ?? [])
        guard credential.kind == .clientSecret else { throw .invalidCredential }
        return credential
    }

    private static func bearer(_ header: String) throws(IdentityError) -> [UInt8] {
        let bytes = Array(header.utf8)
        let scheme = Array("bearer ".utf8)
        guard bytes.count <= lengthLimit, lowercase(bytes.prefix(scheme.count)) == scheme else {
            throw .invalidCredential
        }
        let token = Array(bytes.dropFirst(scheme.count).drop { $0 == 0x20 })
        guard !token.isEmpty, token.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .invalidCredential }
        return token
    }

    /// Whether a parameter has a name that credentials have, or a value that begins as ours do. Percent coding is undone
    /// first; a malformed one is left as it is.
    private static func mayHoldCredential(_ query: String) -> Bool {
        query.utf8.split(whereSeparator: { $0 == 0x26 || $0 == 0x3B }).contains { parameter in
            let name = lowercase(decoded(Array(parameter.prefix { $0 != 0x3D }))[...])
            let value = trimmed(decoded(Array(parameter.drop { $0 != 0x3D }.dropFirst())))
            return queryNames.contains { name.elementsEqual($0.utf8) }
                || CredentialKind.allCases.contains { kind in value.starts(with: kind.prefix.utf8) }
        }
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x25, index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                index += 3
            } else {
                result.append(bytes[index] == 0x2B ? 0x20 : bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func lowercase(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8] {
        let start = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        return Array(start.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed())
    }
}
