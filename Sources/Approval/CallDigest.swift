import Cryptography
import Primitives
import Wire

/// The identity of one exact call: SHA-256 over the RFC 8785 form of everything that matters about it. A confirmation
/// names a digest, so that a call whose arguments changed after the caller's answer is another call.
package struct CallDigest: Hashable, Sendable, CustomStringConvertible {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// The digest of what is being asked: who, where, which tool in which version with which arguments, under which
    /// policy, until when; `nonce` makes it unlike any other. Throws `JSONError` when there is no canonical form.
    package init(_ parts: CallIdentity) throws(JSONError) {
        bytes = SHA256.hash(try parts.json.canonical())
    }

    /// In lower-case hexadecimal.
    package var description: String { Hex.encode(bytes) }
}

/// What makes a call this call and no other.
package struct CallIdentity: Sendable {
    package var tenant: TenantID
    package var session: SessionID
    /// The caller, or the session again when the caller is anonymous.
    package var principal: String
    package var tool: ToolID
    package var toolVersion: Int
    package var arguments: JSON
    package var policyVersion: String
    package var nonce: String
    package var expires: WallTime

    var json: JSON {
        [
            "tenant": .string(tenant.text), "session": .string(session.text), "principal": .string(principal),
            "tool": .string(tool.text), "tool_version": .number(JSONNumber(Int64(toolVersion))),
            "arguments": arguments, "policy_version": .string(policyVersion), "nonce": .string(nonce),
            "expires": .string(expires.rfc3339),
        ]
    }
}
