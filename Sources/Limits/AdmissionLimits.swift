import Primitives

/// How many calls may run and start.
package struct AdmissionLimits: Sendable, Hashable {
    /// Calls at the same time.
    package let concurrentCalls: Int
    /// Starts of calls.
    package let callStarts: Rate

    /// Those limits; a negative number of calls counts as none.
    package init(concurrentCalls: Int, callStarts: Rate) {
        self.concurrentCalls = max(0, concurrentCalls)
        self.callStarts = callStarts
    }
}

/// Which limit refused a call, and when trying again may help.
package struct AdmissionRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The limits, in the order in which they are looked at.
    package enum Limit: Sendable, Hashable {
        case tenantConcurrentCalls
        case tenantCallStarts
        case platformConcurrentCalls
        case platformCallStarts
    }

    /// The limit that was reached.
    package let limit: Limit
    /// When to try again. Exact for starts; for calls at the same time, whose end nobody knows, a fixed hint of 5 s.
    package let retryAfter: Duration

    package var description: String {
        switch limit {
        case .tenantConcurrentCalls: "the tenant has as many calls as it may"
        case .tenantCallStarts: "the tenant starts calls faster than it may"
        case .platformConcurrentCalls: "the gateway has as many calls as it can take"
        case .platformCallStarts: "calls start faster than the gateway can take"
        }
    }
}
