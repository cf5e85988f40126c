import Approval
import Audit
import Identity
import Limits
import Primitives
import Storage
import Wire

/// What becomes of every error at the edge: one place that knows the status, the code for programs and the sentence for
/// people. Nothing of a peer's content is in them.
package struct Rejection: Error, Sendable {
    let status: Int
    let code: String
    let message: String
    var retryAfter: Duration?

    init(_ status: Int, _ code: String, _ message: String, retryAfter: Duration? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// The rejection for any error that a route can throw.
    init(_ error: any Error) {
        self =
            switch error {
            case let rejection as Rejection: rejection
            case let error as IdentityError: Self.identity(error)
            case let refusal as AdmissionRefusal:
                Rejection(429, "rate_limit_exceeded", "Too many calls: \(refusal).", retryAfter: refusal.retryAfter)
            case let error as AuditError: Rejection(503, "unrecorded", "Nothing can be recorded now: \(error).")
            case is StorageError: Rejection(503, "unavailable", "The store cannot answer now.")
            case let error as ConfigurationError:
                Rejection(503, "not_configured", "The tenant's configuration is not usable: \(error.message).")
            default: Rejection(500, "internal", "The request failed.")
            }
    }

    private static func identity(_ error: IdentityError) -> Rejection {
        switch error {
        case .missingCredential, .invalidCredential: Rejection(401, "invalid_api_key", "A valid credential is needed.")
        case .credentialInQuery: Rejection(400, "credential_in_query", "A credential must not stand in an address.")
        case .missingScope(let scope):
            Rejection(403, "missing_scope", "The credential lacks the scope \(scope.rawValue).")
        case .frozen: Rejection(403, "frozen", "This account is frozen.")
        case .notFound: Rejection(404, "not_found", "There is no such thing.")
        case .duplicate, .tooMany: Rejection(409, "conflict", "\(error)")
        case .refusedTerms(let text): Rejection(400, "invalid_request", "\(text.text).")
        case .wrongKeyFile, .alreadyOpen, .unavailable: Rejection(503, "unavailable", "Identity cannot be checked now.")
        }
    }

    /// The error in the shape that OpenAI's clients understand.
    var response: HTTPResponse {
        let body: JSON = [
            "error": [
                "type": status < 500 ? "invalid_request_error" : "server_error", "code": JSON(code),
                "message": JSON(message), "param": nil,
            ]
        ]
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if status == 401 { headers.set(.wwwAuthenticate, "Bearer") }
        if let retryAfter { headers.set(.retryAfter, HTTPFieldValue(Int(retryAfter.seconds.rounded(.up)))) }
        return HTTPResponse(status: status, headers: headers, body: body.serialized())
    }
}
