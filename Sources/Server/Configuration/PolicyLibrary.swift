import Approval
import Cedar
import Cryptography
import Primitives
import Wire

/// The policies that come with the gateway: the platform's own, which no tenant can loosen, and templates that a tenant
/// fills with itself. They are part of the program, so that nothing beside it can change them.
package enum PolicyLibrary {
    /// The platform's policies, by the names of their files.
    static let platform: [(name: String, text: [UInt8])] = [
        ("freeze", PackageResources.freeze_cedar), ("grounding", PackageResources.grounding_cedar),
        ("intent", PackageResources.intent_cedar), ("isolation", PackageResources.isolation_cedar),
        ("risk", PackageResources.risk_cedar), ("sensitive", PackageResources.sensitive_cedar),
    ]

    /// The templates, by name.
    static let templates: [String: [UInt8]] = [
        "booking": PackageResources.booking_cedar, "payments": PackageResources.payments_cedar,
    ]

    /// The policies of a tenant together with the platform's, checked and compiled. Throws `ConfigurationError` that
    /// names the policy and the line.
    package static func policy(for configuration: TenantConfiguration) throws(ConfigurationError) -> CallPolicy {
        do {
            var set = try PolicySet([])
            for (name, text) in platform { set = try set.merging(parse(text, name)) }
            for name in configuration.templates {
                set = try set.merging(link(parse(templates[name] ?? [], name), configuration.tenant))
            }
            for (name, text) in configuration.policies { set = try set.merging(parse(Array(text.utf8), name)) }
            return CallPolicy(try GateEvaluator(set), version: version(configuration))
        } catch {
            throw ConfigurationError("/policies", "\(error)")
        }
    }

    private static func parse(_ text: [UInt8], _ name: String) throws(CedarError) -> PolicySet {
        try PolicySet.parse(String(decoding: text, as: UTF8.self), name: name)
    }

    /// The templates of a set, linked to the tenant in both slots.
    private static func link(_ set: PolicySet, _ tenant: TenantID) throws(CedarError) -> PolicySet {
        let uid = EntityUID("Tenant", tenant.text)
        var linked = set
        for template in set.templates {
            linked = try linked.linking(
                template.id, as: "\(template.id)-\(tenant)", principal: uid, resource: uid)
        }
        return linked
    }

    /// A digest of everything that was put together, so that equal versions mean equal policies.
    private static func version(_ configuration: TenantConfiguration) -> String {
        var bytes: [UInt8] = []
        for (name, text) in platform { bytes += Array(name.utf8) + [0] + text + [0] }
        for name in configuration.templates { bytes += Array(name.utf8) + [0] + (templates[name] ?? []) + [0] }
        for (name, text) in configuration.policies { bytes += Array(name.utf8) + [0] + Array(text.utf8) + [0] }
        return String(Hex.encode(SHA256.hash(bytes)).prefix(16))
    }
}
