import Primitives
import Synchronization

/// The one place where all threads reserve their calls.
package final class AdmissionControl: Sendable {
    private let state: Mutex<AdmissionStateMachine>

    /// Nothing runs yet; `platform` holds for all tenants together.
    package init(platform: AdmissionLimits, at now: Instant) {
        state = Mutex(AdmissionStateMachine(platform: platform, at: now))
    }

    /// Calls that run now, of everyone.
    package var calls: Int { state.withLock { $0.calls } }

    /// Calls of a tenant that run now.
    package func calls(of tenant: TenantID) -> Int { state.withLock { $0.calls(of: tenant) } }

    /// Takes a place for a call; it is given back when the admission is released or forgotten.
    package func reserve(
        _ tenant: TenantID, limits: AdmissionLimits, at now: Instant
    ) throws(AdmissionRefusal) -> Admission {
        let outcome: AdmissionRefusal? = state.withLock { state in
            do throws(AdmissionRefusal) {
                try state.reserve(tenant, limits: limits, at: now)
                return nil
            } catch { return error }
        }
        if let outcome { throw outcome }
        return Admission(tenant: tenant, control: self)
    }

    fileprivate func release(_ tenant: TenantID) { state.withLock { $0.release(tenant) } }
}

/// A call's place. It is given back exactly once: by `release()`, or at the latest when nobody holds it any more.
package final class Admission: Sendable {
    /// Whose call it is.
    package let tenant: TenantID

    private let control: AdmissionControl
    private let held = Atomic(true)

    fileprivate init(tenant: TenantID, control: AdmissionControl) {
        self.tenant = tenant
        self.control = control
    }

    deinit { release() }

    /// Gives the place back; again does nothing.
    package func release() {
        if held.exchange(false, ordering: .acquiringAndReleasing) { control.release(tenant) }
    }
}
