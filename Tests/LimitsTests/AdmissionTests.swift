import Limits
import Primitives
import Synchronization
import Testing

@Suite("Admission")
struct AdmissionTests {
    let (anna, ben): (TenantID, TenantID)
    let wide = AdmissionLimits(concurrentCalls: 1000, callStarts: Rate(burst: 1000, interval: .milliseconds(1)))

    init() throws {
        anna = try #require(TenantID("anna"))
        ben = try #require(TenantID("ben"))
    }

    @Test("a tenant gets as many calls as it may, and a released place is free again")
    func concurrent() throws {
        var machine = AdmissionStateMachine(platform: wide, at: .zero)
        let limits = AdmissionLimits(concurrentCalls: 2, callStarts: Rate(burst: 10, interval: .seconds(1)))
        for _ in 0..<2 { try machine.reserve(anna, limits: limits, at: .zero) }
        #expect(refusal(&machine, anna, limits) == .tenantConcurrentCalls)
        #expect(refusal(&machine, ben, limits) == nil)
        machine.release(anna)
        #expect(refusal(&machine, anna, limits) == nil)
        #expect(machine.calls == 3 && machine.calls(of: anna) == 2)
    }

    @Test("starts are limited to a burst and then one per interval, and the wait is exact")
    func starts() throws {
        var machine = AdmissionStateMachine(platform: wide, at: .zero)
        let limits = AdmissionLimits(concurrentCalls: 100, callStarts: Rate(burst: 2, interval: .seconds(10)))
        for _ in 0..<2 { try machine.reserve(anna, limits: limits, at: .zero) }
        #expect(throws: AdmissionRefusal.self) { try machine.reserve(anna, limits: limits, at: .zero) }
        do throws(AdmissionRefusal) {
            try machine.reserve(anna, limits: limits, at: seconds(4))
            Issue.record("admitted too early")
        } catch {
            #expect(error.limit == .tenantCallStarts && error.retryAfter == .seconds(6))
        }
        try machine.reserve(anna, limits: limits, at: seconds(10))
        #expect(refusal(&machine, anna, limits, at: seconds(10)) == .tenantCallStarts)
    }

    @Test("the platform's limits hold for all tenants together, and a refused call uses up nothing")
    func platform() throws {
        let platform = AdmissionLimits(concurrentCalls: 1, callStarts: Rate(burst: 2, interval: .seconds(1)))
        var machine = AdmissionStateMachine(platform: platform, at: .zero)
        let one = AdmissionLimits(concurrentCalls: 5, callStarts: Rate(burst: 1, interval: .seconds(100)))
        try machine.reserve(anna, limits: one, at: .zero)
        #expect(refusal(&machine, ben, one) == .platformConcurrentCalls)
        machine.release(anna)
        #expect(refusal(&machine, ben, one) == nil)
        machine.release(ben)
        #expect(refusal(&machine, anna, wide) == .platformCallStarts)
    }

    @Test("a release without a reservation changes nothing")
    func strayRelease() {
        var machine = AdmissionStateMachine(platform: wide, at: .zero)
        machine.release(anna)
        #expect(machine.calls == 0)
    }

    @Test("no limit means no calls, and extreme numbers don't trap")
    func extremes() throws {
        var machine = AdmissionStateMachine(platform: wide, at: .zero)
        let none = AdmissionLimits(concurrentCalls: -1, callStarts: Rate(burst: 1, interval: .seconds(1)))
        #expect(refusal(&machine, anna, none) == .tenantConcurrentCalls)
        let huge = AdmissionLimits(concurrentCalls: .max, callStarts: Rate(burst: .max, interval: .seconds(Int64.max)))
        #expect(refusal(&machine, anna, huge) == nil)
        #expect(refusal(&machine, ben, huge, at: Instant(nanoseconds: .max)) == nil)
        let zero = AdmissionLimits(concurrentCalls: 9, callStarts: Rate(0, per: .zero))
        #expect(refusal(&machine, ben, zero, at: seconds(1)) != .platformConcurrentCalls)
    }

    @Test("tenants without calls are forgotten, tenants with calls never")
    func bounded() throws {
        var machine = AdmissionStateMachine(platform: wide, tenantLimit: 2, at: .zero)
        let quick = AdmissionLimits(concurrentCalls: 5, callStarts: Rate(burst: 5, interval: .seconds(1)))
        try machine.reserve(anna, limits: quick, at: .zero)
        for number in 0..<100 {
            let tenant = try #require(TenantID("t\(number)"))
            try machine.reserve(tenant, limits: quick, at: seconds(Int64(number) * 10))
            machine.release(tenant)
        }
        #expect(machine.calls(of: anna) == 1 && machine.calls == 1)
    }

    @Test("parallel calls never overshoot, and every place comes back", arguments: 0..<20)
    func parallel(round: Int) async throws {
        let control = AdmissionControl(platform: wide, at: .zero)
        let limits = AdmissionLimits(concurrentCalls: 50, callStarts: Rate(burst: 1000, interval: .milliseconds(1)))
        let admitted = await withTaskGroup(of: Admission?.self) { group in
            for _ in 0..<200 {
                group.addTask { [anna] in try? control.reserve(anna, limits: limits, at: .zero) }
            }
            return await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
        }
        #expect(admitted.count == 50)
        #expect(control.calls(of: anna) == 50)
        await withTaskGroup(of: Void.self) { group in
            for admission in admitted { for _ in 0..<3 { group.addTask { admission.release() } } }
        }
        #expect(control.calls == 0)
    }

    @Test("a forgotten place comes back by itself")
    func forgotten() throws {
        let control = AdmissionControl(platform: wide, at: .zero)
        do {
            let admission = try control.reserve(anna, limits: wide, at: .zero)
            withExtendedLifetime(admission) { #expect(control.calls == 1) }
        }
        #expect(control.calls == 0)
    }

    private func seconds(_ count: Int64) -> Instant { Instant.zero + .seconds(count) }

    private func refusal(
        _ machine: inout AdmissionStateMachine, _ tenant: TenantID, _ limits: AdmissionLimits, at now: Instant = .zero
    ) -> AdmissionRefusal.Limit? {
        do throws(AdmissionRefusal) {
            try machine.reserve(tenant, limits: limits, at: now)
            return nil
        } catch { return error.limit }
    }
}
