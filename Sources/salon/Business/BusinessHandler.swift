import Platform
import Primitives
import Synchronization
import Transport
import Wire

/// The studio over HTTP. Every request needs the bearer token. Orders are answered one after the other on a thread of
/// their own, because a change waits for the disk.
final class BusinessHandler: HTTPHandler {
    private let token: Secret
    private let desk: Mutex<StudioDesk>
    private let journal: @Sendable (String) -> Void
    private let today: @Sendable () -> CivilDate
    private let pool = WorkerPool(name: "studio", threads: 1, queueLimit: 256)

    /// The largest order in bytes.
    static let maximumBody = 16 << 10

    /// A handler of that desk; `journal` gets one line for each change.
    init(
        _ desk: sending StudioDesk, token: Secret, journal: @escaping @Sendable (String) -> Void,
        today: @escaping @Sendable () -> CivilDate
    ) {
        self.desk = Mutex(desk)
        self.token = token
        self.journal = journal
        self.today = today
    }

    func bodyLimit(for head: HTTPRequestHead) -> Int { Self.maximumBody }

    func answer(_ request: HTTPRequest, on loop: EventLoop) async -> HTTPAnswer {
        guard isAuthorized(request, by: token) else { return jsonAnswer(StudioDesk.Answer(.unauthorized)) }
        guard let fields = Self.fields(of: request) else { return jsonAnswer(StudioDesk.Answer(.malformed)) }
        let order = StudioDesk.Order(
            method: request.method.rawValue, path: request.path, fields: fields, key: request.header("idempotency-key"))
        do {
            return jsonAnswer(try await pool.run { [self] in decide(order) })
        } catch {
            return jsonAnswer(StudioDesk.Answer(.full))
        }
    }

    private func decide(_ order: StudioDesk.Order) -> StudioDesk.Answer {
        let answer = desk.withLock { $0.answer(order, today: today()) }
        if let line = answer.journal { journal(line) }
        return answer
    }

    /// The fields of the body or, on a request without one, of the query.
    private static func fields(of request: HTTPRequest) -> JSONObject? {
        if !request.body.isEmpty { return (try? JSON.parse(request.body))?.objectValue }
        guard let query = request.query else { return [:] }
        guard let parameters = try? QueryParameters(query) else { return nil }
        return JSONObject(parameters.parameters.map { ($0.name, JSON.string($0.value)) })
    }
}

/// Whether the request carries that token as its bearer token. Compares without stopping at the first difference.
func isAuthorized(_ request: HTTPRequest, by token: Secret) -> Bool {
    let given = Array((request.header("authorization") ?? "").utf8)
    return token.withBytes { token in
        let wanted = Array("Bearer ".utf8) + token
        guard given.count == wanted.count else { return false }
        return zip(given, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

private func jsonAnswer(_ answer: StudioDesk.Answer) -> HTTPAnswer {
    .response(
        HTTPResponse(
            status: answer.status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: answer.body.serialized() + [0x0A]))
}
