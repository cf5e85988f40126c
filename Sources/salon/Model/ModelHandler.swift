import Primitives
import Synchronization
import Transport
import Wire

/// The puppet model over HTTP: `POST /v1/chat/completions` with `"stream": true`, as server-sent events.
final class ModelHandler: HTTPHandler {
    private let key: Secret?
    private let journal: @Sendable (String) -> Void
    private let today: @Sendable () -> CivilDate
    private let count = Mutex(0)

    /// The largest request in bytes.
    static let maximumBody = 1 << 20

    /// A handler that wants `key` as bearer token, if there is one; `journal` gets one line for each answer.
    init(key: Secret?, journal: @escaping @Sendable (String) -> Void, today: @escaping @Sendable () -> CivilDate) {
        self.key = key
        self.journal = journal
        self.today = today
    }

    func bodyLimit(for head: HTTPRequestHead) -> Int { Self.maximumBody }

    func answer(_ request: HTTPRequest, on loop: EventLoop) async -> HTTPAnswer {
        if let key, !isAuthorized(request, by: key) { return Self.failure(401, "a valid key is needed") }
        guard request.method == .post, request.path.utf8.elementsEqual("/v1/chat/completions".utf8) else {
            return Self.failure(404, "there is nothing at that path")
        }
        guard let json = try? JSON.parse(request.body), let chat = ChatRequest(json) else {
            return Self.failure(400, "the body is not a streamed chat completion request")
        }
        let number = count.withLock { count in
            count += 1
            return count
        }
        let answer = PuppetModel().answer(chat, today: today())
        journal("answer \(number): \(answer.calls.map(\.name)), \(answer.text.utf8.count) bytes of text")
        return .response(
            HTTPResponse(
                status: 200, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: answer.events(id: "chatcmpl-\(number)", model: chat.model)))
    }

    private static func failure(_ status: Int, _ message: String) -> HTTPAnswer {
        let body: JSON = [
            "error": ["message": .string(message), "type": "invalid_request_error", "code": JSON(status)]
        ]
        return .response(
            HTTPResponse(status: status, headers: [.contentType: "application/json"], body: body.serialized()))
    }
}
