import Models
import Primitives
import Transport
import Wire

/// A language model behind an OpenAI-compatible chat completions endpoint. Each answer is one streamed request without
/// retries: what to do about a failure is decided above, where the caller is waiting.
package struct ChatCompletionsModel: LanguageModel {
    /// Where and how a provider is reached.
    package struct Configuration: Sendable {
        /// The base URL, as `https://api.openai.com/v1`; `/chat/completions` is appended.
        package var baseURL: String
        /// Where requests may go; must list the base URL's host.
        package var rule: EgressRule
        /// The key; nothing for servers that want none.
        package var key: Secret?
        /// The model's name and the dialect.
        package var codec: ChatCodec
        /// How long a connection may take to be made.
        package var connectDeadline: Duration
        /// The most bytes of an answer.
        package var maxResponseBytes: Int

        /// A configuration of those parts.
        package init(
            baseURL: String, rule: EgressRule, key: Secret? = nil, codec: ChatCodec,
            connectDeadline: Duration = .seconds(3), maxResponseBytes: Int = 4 << 20
        ) {
            self.baseURL = baseURL
            self.rule = rule
            self.key = key
            self.codec = codec
            self.connectDeadline = connectDeadline
            self.maxResponseBytes = maxResponseBytes
        }
    }

    package let name = "openai-compatible"
    private let client: HTTPClient
    private let configuration: Configuration
    private let url: WebURL
    private let headers: [UpstreamHeader]

    /// A model whose requests go through `client`. Nothing when the base URL is no http(s) URL or the key holds bytes
    /// that a header cannot carry.
    package init?(_ configuration: Configuration, client: HTTPClient) {
        let base = configuration.baseURL.utf8.last == UInt8(ascii: "/") ? "" : "/"
        let text = configuration.baseURL + base + "chat/completions"
        guard !configuration.baseURL.contains("?"), let url = try? WebURL(text) else { return nil }
        var headers = [
            UpstreamHeader("Content-Type", "application/json"), UpstreamHeader("Accept", "text/event-stream"),
        ].compactMap(\.self)
        if let key = configuration.key {
            guard let bearer = UpstreamHeader(bearer: key) else { return nil }
            headers.append(bearer)
        }
        self.client = client
        self.configuration = configuration
        self.url = url
        self.headers = headers
    }

    package func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task(executorPreference: client.loop) {
                do throws(ModelError) {
                    try await answer(request) { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func answer(_ request: ModelRequest, deliver: (ModelEvent) -> Void) async throws(ModelError) {
        var reader = ChatAnswerReader()
        let answer = client.stream(upstreamRequest(request))
        do {
            for try await event in answer {
                try reader.take(event, deliver: deliver)
                if reader.isFinished { return drain(answer) }
            }
        } catch let error as UpstreamError {
            throw ModelError(error)
        } catch let error as ModelError {
            throw error
        } catch {
            throw .unreachable
        }
        guard !Task.isCancelled else { throw .cancelled }
        try reader.end(deliver: deliver)
    }

    /// Reads an answer to its end after its last event, apart from the one who waits: only then can the connection be
    /// kept warm for the next turn. A server that does not come to an end is left after `drainDeadline`.
    private func drain(_ answer: AsyncThrowingStream<UpstreamEvent, any Error>) {
        let task = Task(executorPreference: client.loop) { for try await _ in answer {} }
        client.loop.schedule(after: Self.drainDeadline) { task.cancel() }
    }

    private static let drainDeadline: Duration = .seconds(1)

    private func upstreamRequest(_ request: ModelRequest) -> UpstreamRequest {
        UpstreamRequest(
            .post, url, headers: headers, body: configuration.codec.body(of: request), rule: configuration.rule,
            deadline: request.deadline, connectDeadline: configuration.connectDeadline,
            maxResponseBytes: configuration.maxResponseBytes, isIdempotent: true)
    }
}

extension ModelError {
    /// What a transport failure means to the one who asked a model.
    init(_ error: UpstreamError) {
        switch error {
        case .forbidden, .invalidRequest, .unresolvable, .unreachable, .untrusted, .broken: self = .unreachable
        case .timedOut: self = .timedOut
        case .malformed: self = .malformed
        case .tooLarge: self = .tooLarge
        case .overloaded: self = .overloaded
        case .cancelled, .closed: self = .cancelled
        }
    }
}
