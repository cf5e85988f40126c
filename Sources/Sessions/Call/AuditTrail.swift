/// What a call does one after the other with the audit log: a record is durable before the next step, and before the tool
/// call that builds on it.
struct AuditTrail {
    typealias Step = @Sendable (isolated CallSession) async -> Void

    /// The most steps that may wait; a call that would pass it is ended.
    static let limit = 1_000

    private let steps: AsyncStream<Step>
    private let continuation: AsyncStream<Step>.Continuation
    /// Whether a step had to be refused, because the log is too far behind.
    private(set) var isOverrun = false

    init() { (steps, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.limit)) }

    /// Adds a step.
    mutating func add(_ step: @escaping Step) {
        if case .dropped = continuation.yield(step) { isOverrun = true }
    }

    /// Performs the steps in order until `finish`.
    func perform(for session: CallSession) async {
        for await step in steps { await step(session) }
    }

    /// Ends `perform` after the steps that are waiting.
    func finish() { continuation.finish() }
}
