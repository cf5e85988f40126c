import Audit
import Identity
import Limits
import Primitives
import Telemetry
import Transport
import Wire

/// Every path that the gateway serves, in one table. A route says what it needs; nothing is served that is not here, and
/// nothing but health and static pages without a principal.
package struct Router: HTTPHandler {
    /// What a route needs before it runs.
    enum Access: Sendable, Equatable {
        /// Nothing: health, and pages that hold no data.
        case open
        /// A principal with that scope.
        case scope(Scope)
    }

    /// One route.
    struct Route: Sendable {
        let method: HTTPMethod
        let path: String
        let access: Access
        var bodyLimit = 0
        let answer: @Sendable (Router, HTTPRequest, Principal?, EventLoop) async throws -> HTTPAnswer
    }

    let gateway: Gateway

    /// A router for that gateway.
    package init(gateway: Gateway) { self.gateway = gateway }

    static let routes: [Route] =
        [
            Route(method: .get, path: "/healthz", access: .open) { _, _, _, _ in .text("ok\n") },
            Route(method: .get, path: "/readyz", access: .open) { router, _, _, _ in try await router.ready() },
            Route(method: .get, path: "/metrics", access: .scope(.admin)) { router, _, _, _ in
                .text(router.gateway.metrics.prometheus(), type: "text/plain; version=0.0.4")
            },
            Route(method: .get, path: "/v1/realtime", access: .scope(.realtime)) { router, request, principal, loop in
                try await router.realtime(request, principal, loop)
            },
            Route(method: .post, path: "/v1/realtime/client_secrets", access: .scope(.clientSecrets), bodyLimit: 65_536)
            {
                router, request, principal, _ in try await router.clientSecret(request, principal)
            },
        ] + TalkPage.routes

    package func bodyLimit(for head: HTTPRequestHead) -> Int {
        Self.routes.first { $0.path.utf8.elementsEqual(head.path.utf8) && $0.method == head.method }?.bodyLimit ?? 0
    }

    package func answer(_ request: HTTPRequest, on loop: EventLoop) async -> HTTPAnswer {
        do {
            let route = try find(request)
            let principal = try await principal(for: route, request)
            let answer = try await route.answer(self, request, principal, loop)
            count(route.path, answer.status)
            return answer
        } catch {
            let rejection = Rejection(error)
            gateway.log(
                .info, "a request was refused",
                [
                    "request": LogValue(request.id), "status": LogValue(rejection.status),
                    "code": LogValue(configured: rejection.code),
                ])
            count("refused", rejection.status)
            return .response(rejection.response)
        }
    }

    private func find(_ request: HTTPRequest) throws(Rejection) -> Route {
        let candidates = Self.routes.filter { $0.path.utf8.elementsEqual(request.path.utf8) }
        guard !candidates.isEmpty else { throw Rejection(404, "not_found", "There is nothing at this path.") }
        let method = request.method == .head ? .get : request.method
        guard let route = candidates.first(where: { $0.method == method }) else {
            throw Rejection(405, "method_not_allowed", "This path has another method.")
        }
        return route
    }

    /// The principal that a route needs. Addresses that present many wrong credentials are slowed down first.
    private func principal(for route: Route, _ request: HTTPRequest) async throws -> Principal? {
        guard case .scope(let scope) = route.access else { return nil }
        let address = AddressBlock(request.remoteAddress)
        let now = gateway.clock.now()
        if let wait = gateway.failures.wait(address, at: now) {
            throw Rejection(
                429, "too_many_failures", "Too many wrong credentials came from this address.", retryAfter: wait)
        }
        do throws(IdentityError) {
            let presented = try CredentialParser.credential(
                authorization: request.headers(named: "authorization"),
                subprotocols: request.headers(named: "sec-websocket-protocol"), query: request.query)
            let principal = try await gateway.directory.authenticator.authenticate(
                presented, origin: request.header("origin"))
            try principal.require(scope)
            return principal
        } catch {
            if error == .invalidCredential || error == .credentialInQuery { gateway.failures.count(address, at: now) }
            gateway.metrics.count("sayso_authentication_refused_total", "Requests without a valid credential.")
            // Who shows no credential leaves no record: anybody could fill the disk with them.
            if error != .missingCredential { await recordRefusal(error) }
            throw error
        }
    }

    private func recordRefusal(_ error: IdentityError) async {
        guard let log = try? await gateway.gatewayLog() else { return }
        _ = try? await log.append(AuditRecord(.authenticationRefused(method: "bearer", reason: error.description)))
    }

    private func ready() async throws -> HTTPAnswer {
        _ = try await gateway.gatewayLog()
        return .text("ready\n")
    }

    private func count(_ route: String, _ status: Int) {
        gateway.metrics.count(
            "sayso_requests_total", "Requests by route and status.", ["route": route, "status": String(status)])
    }
}

extension HTTPAnswer {
    /// Plain text.
    static func text(_ text: String, type: HTTPFieldValue = "text/plain; charset=utf-8") -> HTTPAnswer {
        .response(
            HTTPResponse(status: 200, headers: [.contentType: type, .cacheControl: "no-store"], body: Array(text.utf8)))
    }

    /// JSON.
    static func json(_ json: JSON, status: Int = 200) -> HTTPAnswer {
        .response(
            HTTPResponse(
                status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: json.serialized()))
    }

    /// The status, 101 for an upgrade.
    var status: Int {
        switch self {
        case .response(let response): response.status
        case .upgrade: 101
        }
    }
}
