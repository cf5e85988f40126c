import Audit
import Platform
import Primitives
import Storage
import Synchronization
import Telemetry

/// The audit logs that this process writes: one per tenant, and one for what belongs to none. A log is opened, and what
/// an earlier run left open is closed in it, when it is first needed.
final class AuditLogs: Sendable {
    private let folder: DataFolder
    private let pool: WorkerPool
    private let clock: Clock
    private let metrics: Metrics
    private let opening = Mutex<[String: Task<AuditLog, any Error>]>([:])

    init(folder: DataFolder, pool: WorkerPool, clock: Clock, metrics: Metrics) {
        self.folder = folder
        self.pool = pool
        self.clock = clock
        self.metrics = metrics
    }

    func gateway() async throws -> AuditLog { try await open(LogPlace(gatewayIn: folder)) }

    func log(of tenant: TenantID) async throws -> AuditLog { try await open(LogPlace(tenant: tenant, in: folder)) }

    /// Writes the stop into every log and closes it.
    func stop() async {
        for task in opening.withLock({ Array($0.values) }) { try? await task.value.stop() }
    }

    private func open(_ place: LogPlace) async throws -> AuditLog {
        let task = opening.withLock { opening in
            if let known = opening[place.database] { return known }
            let task = Task { try await begin(place) }
            opening[place.database] = task
            return task
        }
        do { return try await task.value } catch {
            _ = opening.withLock { $0.removeValue(forKey: place.database) }
            throw error
        }
    }

    private func begin(_ place: LogPlace) async throws -> AuditLog {
        let (clock, metrics) = (clock, metrics)
        return try await pool.run {
            var options = AuditLogOptions()
            options.committed = { records, took in
                metrics.count("sayso_audit_records_total", "Audit records made durable.", by: Double(records))
                metrics.observe("sayso_audit_commit_seconds", "How long durable commits took.", [:], took)
            }
            let log = try AuditLog(place, clock: clock, options: options)
            try log.start(version: Build.version)
            return log
        }
    }
}
