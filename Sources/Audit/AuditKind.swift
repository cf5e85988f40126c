/// The vocabulary of the log: everything that is ever recorded is one of these. Names are only ever added.
package enum AuditKind: String, Sendable, CaseIterable {
    case logStarted = "log.started"
    case logStopped = "log.stopped"
    case clockChanged = "log.clock-changed"
    case authenticationAccepted = "authentication.accepted"
    case authenticationRefused = "authentication.refused"
    case sessionOpened = "session.opened"
    case sessionClosed = "session.closed"
    case policyDecided = "policy.decided"
    case gateOpened = "gate.opened"
    case gateRepeated = "gate.repeated"
    case gateConfirmed = "gate.confirmed"
    case gateDeclined = "gate.declined"
    case gateExpired = "gate.expired"
    case toolIntended = "tool.intended"
    case toolFinished = "tool.finished"
    case outputFiltered = "output.filtered"
    case inputRefused = "input.refused"
    case limitReached = "limit.reached"
    case playbackInterrupted = "playback.interrupted"
    case adminChanged = "admin.changed"
    case freezeChanged = "freeze.changed"
    case auditRead = "audit.read"

    /// The class and activity of OCSF 1.3 (99: other, then named by `activity_name`).
    var ocsf: (classID: Int64, activity: Int64) {
        switch self {
        case .logStarted: (1008, 6)
        case .logStopped: (1008, 7)
        case .clockChanged: (1008, 99)
        case .authenticationAccepted, .authenticationRefused: (3002, 1)
        case .sessionOpened: (3003, 1)
        case .sessionClosed: (3002, 2)
        case .outputFiltered, .inputRefused, .limitReached: (2004, 1)
        case .adminChanged, .freezeChanged: (3004, 99)
        case .auditRead: (6005, 1)
        case .policyDecided, .gateOpened, .gateRepeated, .gateConfirmed, .gateDeclined, .gateExpired, .toolIntended,
            .toolFinished, .playbackInterrupted:
            (6003, 99)
        }
    }

    /// OCSF's severity: 1 informational, 2 low, 3 medium.
    var severity: Int64 {
        switch self {
        case .authenticationRefused, .limitReached, .clockChanged, .gateDeclined, .gateExpired: 2
        case .outputFiltered, .inputRefused, .freezeChanged: 3
        default: 1
        }
    }

    /// The field that names what the record is about besides its session: a call or a gate.
    var subjectField: String? {
        switch self {
        case .policyDecided, .toolIntended, .toolFinished: "call"
        case .gateOpened, .gateRepeated, .gateConfirmed, .gateDeclined, .gateExpired: "gate"
        default: nil
        }
    }
}
