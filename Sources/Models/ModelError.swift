/// Why a speech or language model gave no answer. Holds nothing that a caller or a model said.
package enum ModelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The provider could not be reached, or the connection broke.
    case unreachable
    /// The deadline of the request passed.
    case timedOut
    /// The provider refused the credential.
    case unauthorized
    /// The provider, or a bounded pool of ours, has no room for now.
    case overloaded
    /// The provider answered with a status that is none of the above.
    case refused(status: Int)
    /// What the provider sent is not what its protocol allows.
    case malformed
    /// A limit of ours was passed: audio or text too long.
    case tooLarge
    /// The request was cancelled.
    case cancelled

    package var description: String {
        switch self {
        case .unreachable: "the provider cannot be reached"
        case .timedOut: "the provider did not answer in time"
        case .unauthorized: "the provider refused the credential"
        case .overloaded: "the provider has no room"
        case .refused(let status): "the provider answered with status \(status)"
        case .malformed: "the provider's answer is malformed"
        case .tooLarge: "the request or the answer is too large"
        case .cancelled: "the request was cancelled"
        }
    }
}
