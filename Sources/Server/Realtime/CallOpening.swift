import Approval
import Audit
import Limits
import Primitives
import Sessions

/// Everything that an admitted call begins with: who calls which agent, what it may use, and its place in the limits.
struct CallOpening: Sendable {
    let scene: CallScene
    let services: CallServices
    let settings: ConversationSettings
    let session: RealtimeSession
    let permissions: RealtimePermissions
    /// The record of the authentication, which the opening cites.
    let authentication: AuditReceipt
    /// The longest that the call may last.
    let longestCall: Duration
    /// Gives back the call's place in the limits and the list of live calls.
    let ended: @Sendable () -> Void
}
