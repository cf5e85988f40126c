import Primitives

/// A job that acts for a tenant without a credential: at the operator's command line, or on the gateway's own schedule.
/// Each use is recorded. A new job is a new case here, for a reviewer to see.
package enum SystemJob: String, Sendable, Hashable, CaseIterable {
    /// `sayso tenant …`, `key …`, `apply …`: the operator who owns the data folder.
    case operatorCommand = "operator"
    /// Loading a tenant's agents, tools and policies into a running gateway.
    case configuration
    /// Reading and verifying audit logs.
    case auditReading = "audit"
    /// Expiring what is old, repairing what was cut off.
    case maintenance

    /// What the job is good for.
    var scopes: Set<Scope> {
        switch self {
        case .operatorCommand: [.admin, .clientSecrets, .sessionsConfigure, .auditRead]
        case .configuration: [.sessionsConfigure]
        case .auditReading: [.auditRead]
        case .maintenance: []
        }
    }
}

/// That a system job was used for a tenant.
package struct SystemJobUse: Sendable, Hashable {
    /// The job, and the tenant it was used for.
    package let job: SystemJob, tenant: TenantID
    /// When.
    package let time: WallTime
}
