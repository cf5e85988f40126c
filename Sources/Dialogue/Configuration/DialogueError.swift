import Models

/// Why the `dialogue` section of an agent is wrong. `at` is a JSON pointer (RFC 6901) into the section.
package enum DialogueError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A key that must be there is not.
    case missing(at: String)
    /// The value is of another type.
    case wrongType(at: String, expected: String)
    /// A key that means nothing, and the nearest that does.
    case unknownKey(at: String, nearest: String)
    /// The value is not one of those that are possible.
    case invalid(at: String, reason: String)
    /// A name that is defined nowhere.
    case unknownName(at: String, name: String)
    /// A sentence that can't be filled.
    case template(at: String, SpokenTemplateError)
    /// More than the limit.
    case tooMany(at: String, limit: Int)

    package var description: String {
        switch self {
        case .missing(let at): "\(at) is missing"
        case .wrongType(let at, let expected): "\(at) must be \(expected)"
        case .unknownKey(let at, let nearest): "\(at) is no key here; the nearest is \"\(nearest)\""
        case .invalid(let at, let reason): "\(at) \(reason)"
        case .unknownName(let at, let name): "\(at) names \"\(name)\", which is not defined"
        case .template(let at, let error): "\(at): \(error)"
        case .tooMany(let at, let limit): "\(at) has more than \(limit) entries"
        }
    }
}
