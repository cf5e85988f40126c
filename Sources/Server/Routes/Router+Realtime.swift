import Approval
import Audit
import Identity
import Limits
import Primitives
import Sessions
import Telemetry
import Transport
import Wire

extension Router {
    /// `GET /v1/realtime?model=…`: a call. Admitted by the limits, recorded, and only then upgraded.
    func realtime(_ request: HTTPRequest, _ principal: Principal?, _ loop: EventLoop) async throws -> HTTPAnswer {
        guard let principal else { throw IdentityError.missingCredential }
        let runtime = try await gateway.runtime(of: principal.tenant)
        let tenant = try await gateway.directory.tenants.state(of: principal)
        guard !tenant.frozen else { throw IdentityError.frozen }
        let asked = try model(in: request.query)
        guard let agent = runtime.configuration.agent(named: principal.agent?.text ?? asked) else {
            throw Rejection(404, "model_not_found", "The tenant has no such agent and no default one.")
        }
        let admission = try gateway.admissions.reserve(
            principal.tenant, limits: runtime.configuration.limits, at: gateway.clock.now())
        let authentication = try await runtime.audit.append(
            AuditRecord(
                .authenticationAccepted(
                    method: principal.kind == .clientSecret ? "client-secret" : "api-key", principal: principal.actor,
                    assurance: principal.assurance, key: principal.keyID), scope: AuditScope(request: request.id)))
        let services = try gateway.services(for: agent, of: runtime, on: loop)
        let opening = opening(agent, asked, principal, runtime, services, authentication, admission)
        return .upgrade(
            WebSocketUpgrade(subprotocol: subprotocol(request), limits: Self.socketLimits) { [gateway] connection in
                let endpoint = RealtimeEndpoint(connection: connection, opening: opening)
                gateway.calls.add(endpoint, as: opening.scene.session)
                endpoint.assumeIsolated { $0.open() }
                return endpoint
            })
    }

    /// The name in `?model=…`; empty when there is none.
    private func model(in query: String?) throws(Rejection) -> String {
        do { return try query.map { (text) throws(URLError) in try QueryParameters(text)["model"] ?? "" } ?? "" } catch
        {
            throw Rejection(400, "invalid_query", "The query is not well formed.")
        }
    }

    /// One Realtime event fits into 1 MiB.
    private static var socketLimits: WebSocketLimits {
        var limits = WebSocketLimits()
        limits.messageSize = 1 << 20
        limits.frameSize = 1 << 20
        return limits
    }

    /// A browser that offered `realtime` must be answered with it; other clients offer nothing.
    private func subprotocol(_ request: HTTPRequest) -> HTTPFieldValue? {
        let offered = request.headers(named: "sec-websocket-protocol").flatMap { $0.split(separator: ",") }
        return offered.contains { $0.drop(while: { $0 == " " }).utf8.elementsEqual("realtime".utf8) } ? "realtime" : nil
    }

    private func opening(
        _ agent: AgentConfiguration, _ asked: String, _ principal: Principal, _ runtime: TenantRuntime,
        _ services: CallServices, _ authentication: AuditReceipt, _ admission: Admission
    ) -> CallOpening {
        var random = SystemRandomNumberGenerator()
        let session = SessionID(prefix: "sess-", from: &random)
        var scene = CallScene(
            tenant: principal.tenant, agent: agent.id, session: session,
            principal: principal.callerID?.text ?? session.text, assurance: principal.assurance, channel: "realtime")
        scene.utcOffset = runtime.configuration.utcOffset
        var visible = RealtimeSession(
            id: session.text, model: asked.isEmpty ? agent.id.text : asked, instructions: agent.instructions,
            voice: agent.voice)
        let mayInstruct = principal.scopes.contains(.sessionsConfigure)
        if !mayInstruct { visible.instructions = "" }
        gateway.metrics.count("sayso_calls_total", "Calls that were admitted.", ["tenant": principal.tenant.text])
        gateway.metrics.add("sayso_calls", "Calls that are open.", [:], 1)
        return CallOpening(
            scene: scene, services: services, settings: runtime.settings(of: agent), session: visible,
            permissions: RealtimePermissions(mayInstruct: mayInstruct), authentication: authentication,
            longestCall: agent.longestCall,
            ended: { [gateway] in
                admission.release()
                gateway.calls.remove(session)
                gateway.metrics.add("sayso_calls", "Calls that are open.", [:], -1)
            })
    }

    /// `POST /v1/realtime/client_secrets`: a secret for one session in a browser.
    func clientSecret(_ request: HTTPRequest, _ principal: Principal?) async throws -> HTTPAnswer {
        guard let principal else { throw IdentityError.missingCredential }
        let body = request.body.isEmpty ? JSON.object([:]) : try parse(request.body)
        let seconds = body["expires_after"]?["seconds"]?.int64Value ?? ClientSecretTerms.standardLifetime_s
        var terms = ClientSecretTerms()
        if let name = body["session"]?["model"]?.stringValue {
            terms.agent = try await gateway.runtime(of: principal.tenant).configuration.agent(named: name)?.id
        }
        if let caller = body["sayso"]?["caller"]?.stringValue.flatMap(CallerID.init) {
            terms.caller = caller
            terms.assurance = .claimed
        }
        terms.origin = body["sayso"]?["origin"]?.stringValue
        let minted = try await gateway.directory.clientSecrets.create(for: principal, terms: terms, lifetime_s: seconds)
        return .json([
            "value": JSON(minted.credential.reveal()), "expires_at": JSON(minted.expires.seconds),
            "session": ["type": "realtime", "model": body["session"]?["model"] ?? .null],
        ])
    }

    private func parse(_ bytes: [UInt8]) throws(Rejection) -> JSON {
        do { return try JSON.parse(bytes) } catch {
            throw Rejection(400, "invalid_json", "The body is not JSON within our bounds.")
        }
    }
}
