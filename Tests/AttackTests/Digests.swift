import Primitives
import Wire

@testable import Approval

/// The digest of a refund, with whatever an attack changes about it.
func callDigest(_ change: (inout CallIdentity) -> Void = { _ in }) throws(JSONError) -> CallDigest {
    var identity = CallIdentity(
        tenant: Studio.tenant, session: Studio.session, principal: "anna", tool: name("refund_payment", ToolID.init),
        toolVersion: 1, arguments: ["payment": "p-1001", "amount": 4500], policyVersion: "1", nonce: "n",
        expires: TestTime.start)
    change(&identity)
    return try CallDigest(identity)
}
