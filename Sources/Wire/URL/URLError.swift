/// Why a text is no URL that we take.
package enum URLError: Error, Equatable, Sendable {
    /// Longer than `WebURL.maximumBytes`.
    case tooLong(limit: Int)
    /// The scheme is none of `http`, `https`, `ws`, `wss`, or `//` does not follow it.
    case unknownScheme
    /// A name and password stand before the host.
    case userInformation
    /// The host is empty or no name, IPv4 or IPv6 address in its plain form.
    case invalidHost
    /// The port is no number from 1 to 65535 without leading zeros.
    case invalidPort
    /// The path holds a byte that must be coded, a wrong percent code, or a `.` or `..` segment.
    case invalidPath
    /// The query holds a byte that must be coded, a wrong percent code, or a parameter without a name.
    case invalidQuery
    /// A part after `#` has no meaning for a server.
    case fragment
    /// A parameter stands twice.
    case repeatedParameter
    /// More parameters than `QueryParameters.maximumCount`.
    case tooManyParameters(limit: Int)
}

extension URLError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong(let limit): "the URL is longer than \(limit) bytes"
        case .unknownScheme: "the URL begins with none of http://, https://, ws://, wss://"
        case .userInformation: "the URL holds a user name or password"
        case .invalidHost: "the URL's host is invalid"
        case .invalidPort: "the URL's port is invalid"
        case .invalidPath: "the URL's path is invalid"
        case .invalidQuery: "the URL's query is invalid"
        case .fragment: "the URL has a fragment"
        case .repeatedParameter: "a query parameter stands twice"
        case .tooManyParameters(let limit): "more than \(limit) query parameters"
        }
    }
}
