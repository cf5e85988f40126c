import Storage

/// Why somebody is not who or not allowed what they say. It holds nothing of a credential.
package enum IdentityError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The request carries no credential.
    case missingCredential
    /// The credential opens nothing: unknown, wrong, cut, expired, revoked, used up, from another origin, or of a disabled
    /// tenant. Which of these is not told to anybody.
    case invalidCredential
    /// A credential stood in the query of an address, where logs and browsers keep it.
    case credentialInQuery
    /// The principal lacks this scope.
    case missingScope(Scope)
    /// The tenant is frozen.
    case frozen
    /// There is no tenant of that name, or no such key of this tenant.
    case notFound
    /// The tenant exists already.
    case duplicate
    /// The terms of a new key or client secret cannot be granted; the text says which.
    case refusedTerms(StaticText)
    /// The tenant has as many keys or client secrets as it may.
    case tooMany
    /// The key file doesn't belong to the database: with it, no stored key could be checked.
    case wrongKeyFile
    /// Another part of this process holds the right to verify tenants.
    case alreadyOpen
    /// The store could not answer; nobody is let in.
    case unavailable(StorageError)

    package var description: String {
        switch self {
        case .missingCredential: "a credential is needed"
        case .invalidCredential: "the credential is not valid"
        case .credentialInQuery: "a credential must not stand in an address"
        case .missingScope(let scope): "the credential lacks the scope \(scope.rawValue)"
        case .frozen: "the tenant is frozen"
        case .notFound: "there is no such tenant or key"
        case .duplicate: "the tenant exists already"
        case .refusedTerms(let text): text.text
        case .tooMany: "the tenant has as many keys or client secrets as it may"
        case .wrongKeyFile: "keys/pepper does not belong to this data folder's database, or is missing"
        case .alreadyOpen: "the directory is already open in this process"
        case .unavailable(let error): "identity cannot be checked: \(error)"
        }
    }
}

/// A text that was written in the program.
package struct StaticText: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The text.
    package let text: String

    package init(stringLiteral value: StaticString) { text = value.description }
}
