import Primitives

/// Proof that somebody was verified to act for a tenant. `TenantDatabase` is made from it and from nothing else.
package struct TenantScope: Sendable, Hashable {
    /// The tenant.
    package let tenant: TenantID

    fileprivate init(tenant: TenantID) { self.tenant = tenant }
}

/// The right to say that a tenant was verified. A store gives it out once, to Identity; it cannot be copied, so no other
/// module can make a `TenantScope`.
package struct TenantAuthority: ~Copyable, Sendable {
    init() {}

    /// The scope of a tenant that a verified credential or a named system job names.
    package func scope(ofVerified tenant: TenantID) -> TenantScope { TenantScope(tenant: tenant) }
}
