import Primitives
import Wire

/// Reading requests and answering them, one after the other.
extension EdgeConnection {
    /// Requests that one turn answers, and bytes of answers after which it stops to send them: the rest of what a peer
    /// sent at once waits for the next round.
    private static let requestsPerTurn = 16
    private static let answersPerTurn = 65_536

    func startHTTP() {
        http = HTTPExchange(parser: HTTPRequestParser(limits: setup.headLimits))
        phase = .reading
        phaseDeadline = loop.now + setup.limits.headDeadline
    }

    func receiveHTTP(_ bytes: UnsafeRawBufferPointer) {
        http?.parser.append(unsafe Array(bytes)[...])
        if http?.stage == .idle {
            http?.stage = .head
            phaseDeadline = loop.now + setup.limits.headDeadline
        }
        parseRequests()
    }

    /// Goes on with what was received but had to wait.
    func resumeHTTP() {
        http?.willResume = false
        turn { parseRequests() }
    }

    private func parseRequests() {
        guard http?.isParsing == false else { return }
        http?.isParsing = true
        defer { http?.isParsing = false }
        var left = Self.requestsPerTurn
        do {
            while phase == .reading {
                guard left > 0, queue.count < Self.answersPerTurn, !isStalled else { return resumeLater() }
                guard let event = try http?.parser.next() else { return }
                switch event {
                case .head(let head): try begin(head)
                case .body(let body):
                    left -= 1
                    answer(body)
                }
            }
        } catch {
            refuse(error)
        }
    }

    private func resumeLater() {
        guard let exchange = http, !exchange.willResume, !isStalled else { return }
        http?.willResume = true
        loop.execute { [weak self] in self?.assumeIsolated { $0.resumeHTTP() } }
    }

    private func begin(_ head: HTTPRequestHead) throws(HTTPRequestError) {
        http?.head = head
        http?.stage = .body
        if head.framing != .none { phaseDeadline = loop.now + setup.limits.bodyDeadline }
        try http?.parser.allowBody(upTo: max(0, setup.handler.bodyLimit(for: head)))
        if head.expectsContinue { queue.append(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
    }

    private func answer(_ body: [UInt8]) {
        guard let head = http?.head else { return }
        var generator = SystemRandomNumberGenerator()
        let id = RequestID(prefix: "req-", from: &generator)
        let request = HTTPRequest(head: head, body: body, remoteAddress: address.text, id: id)
        phase = .answering
        phaseDeadline = loop.now + setup.limits.answerDeadline
        http?.requests += 1
        let task = Task.immediate {
            let answer = await setup.handler.answer(request, on: loop)
            self.answered(answer)
        }
        if phase == .answering { http?.task = task }
    }

    private func answered(_ answer: HTTPAnswer) {
        guard phase == .answering, let head = http?.head else { return }
        http?.task = nil
        turn {
            switch answer {
            case .response(let response): respond(response, to: head)
            case .upgrade(let upgrade): self.upgrade(head, upgrade)
            }
            parseRequests()
        }
    }

    private func respond(_ response: HTTPResponse, to head: HTTPRequestHead) {
        let isLast = (http?.requests ?? 0) >= setup.limits.requestsPerConnection
        let closing = head.wantsClose || isDraining || isLast
        queue.append(response.serialized(answering: head.method, closing: closing))
        setup.observer.answered(response.status)
        http?.head = nil
        guard !closing else { return finish() }
        phase = .reading
        let idle = http?.isIdle ?? true
        http?.stage = idle ? .idle : .head
        phaseDeadline = loop.now + (idle ? setup.limits.keepAliveDeadline : setup.limits.headDeadline)
    }

    private func upgrade(_ head: HTTPRequestHead, _ upgrade: WebSocketUpgrade) {
        do {
            let accept = try WebSocketHandshake.accept(head)
            guard http?.parser.bufferedBytes == 0 else { throw WebSocketHandshake.Refusal.malformed }
            setup.observer.answered(101)
            openWebSocket(head, upgrade, accept: accept)
        } catch {
            let refusal = error as? WebSocketHandshake.Refusal ?? .malformed
            refuse(with: refusal.response)
        }
    }

    private func refuse(_ error: HTTPRequestError) {
        setup.observer.refused(.malformedRequest)
        refuse(with: HTTPResponse(status: error.status))
    }

    private func refuse(with response: HTTPResponse) {
        queue.append(response.serialized(answering: http?.head?.method, closing: true))
        setup.observer.answered(response.status)
        finish()
    }

    /// A request did not arrive in time, or none came.
    func expireRequest() {
        guard let exchange = http, !exchange.isIdle else { return finish() }
        setup.observer.refused(exchange.stage == .body ? .bodyDeadline : .headDeadline)
        refuse(with: HTTPResponse(status: 408))
    }

    /// The handler did not answer in time.
    func expireAnswer() {
        setup.observer.refused(.answerDeadline)
        http?.task?.cancel()
        refuse(with: HTTPResponse(status: 503))
    }
}
