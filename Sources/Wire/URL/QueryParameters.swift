/// The parameters of a URL's query or a form (`a=1&b=two+words`), in order. Strict: names may not repeat, since two
/// readers would pick different ones.
package struct QueryParameters: Sendable {
    /// More parameters are refused.
    package static let maximumCount = 64

    /// Names and values, decoded, in order.
    package let parameters: [(name: String, value: String)]

    /// Reads the part after the question mark; empty text has no parameters. A name without `=` has an empty value.
    package init(_ query: String) throws(URLError) {
        var parameters: [(name: String, value: String)] = []
        let pieces =
            query.utf8.isEmpty ? [] : query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        guard pieces.count <= Self.maximumCount else { throw .tooManyParameters(limit: Self.maximumCount) }
        for piece in pieces {
            let equals = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
            let name = try Self.decode(piece[..<equals])
            guard !name.isEmpty else { throw .invalidQuery }
            guard !parameters.contains(where: { $0.name.hasSameBytes(as: name) }) else { throw .repeatedParameter }
            parameters.append((name, try Self.decode(piece[equals...].dropFirst())))
        }
        self.parameters = parameters
    }

    /// The value of a parameter, decoded.
    package subscript(name: String) -> String? { parameters.first { $0.name.hasSameBytes(as: name) }?.value }

    private static func decode(_ coded: Substring.UTF8View) throws(URLError) -> String {
        guard coded.allSatisfy(URLSyntax.isQuery),
            let bytes = PercentCoding.decodedBytes(coded, plusIsSpace: true),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .invalidQuery }
        return text
    }
}
