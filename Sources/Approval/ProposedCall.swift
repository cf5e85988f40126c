import Audit
import Primitives
import Wire

/// A call that was checked against its tool's schema and has an identity. It may not run yet.
package struct ProposedCall: Sendable {
    /// Our id of the call.
    package let id: CallID
    /// The tool.
    package let tool: ToolDefinition
    /// The arguments, valid by the tool's schema.
    package let arguments: JSON
    /// The identity of exactly this call.
    package let digest: CallDigest
    /// When it may no longer run.
    package let expires: WallTime
    /// The record of what policy said when it was proposed.
    package let decision: AuditReceipt
}

/// A call that may run, once: policy allowed it at this moment, the caller confirmed it if policy asked for that, and the
/// intent is durable in the audit log. Only `Approver` makes one, running consumes it, and it cannot be copied.
package struct ApprovedCall: ~Copyable, Sendable {
    /// The call.
    package let call: ProposedCall
    /// The arguments in RFC 8785 form: what is sent, byte for byte what was digested.
    package let body: [UInt8]
    /// The record of the intent.
    package let intent: AuditReceipt

    init(call: ProposedCall, body: [UInt8], intent: AuditReceipt) {
        self.call = call
        self.body = body
        self.intent = intent
    }
}
