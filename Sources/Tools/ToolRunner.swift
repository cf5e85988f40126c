import Approval
import Audit
import Cryptography
import Primitives
import Taint
import Transport
import Wire

/// Runs approved calls, and nothing else: the only way in is an `ApprovedCall`, which running consumes. The outcome is
/// written to the audit log before it is given to the conversation.
package struct ToolRunner: Sendable {
    private let endpoints: [String: ToolEndpoint]
    private let client: HTTPClient
    private let audit: AuditLog
    private let clock: Clock

    /// A runner for tools at those endpoints, by the ids of the tools.
    package init(endpoints: [String: ToolEndpoint], client: HTTPClient, audit: AuditLog, clock: Clock) {
        self.endpoints = endpoints
        self.client = client
        self.audit = audit
        self.clock = clock
    }

    /// Runs the call and gives its outcome. Never throws: whatever goes wrong is an outcome.
    package func run(_ approved: consuming ApprovedCall, session: SessionID) async -> ToolOutcome {
        let (call, intent) = (approved.call, approved.intent)
        let began = clock.now()
        let outcome = await send(call, approved.body, session)
        let event = AuditEvent.toolFinished(
            call: call.id, tool: call.tool.id, disposition: outcome.status.audited,
            result: SHA256.hash(Array(outcome.result.value.utf8)), status: outcome.httpStatus,
            duration: clock.now() - began, intent: intent)
        _ = try? await audit.append(AuditRecord(event, scope: AuditScope(session: session)))
        return outcome
    }

    private func send(_ call: ProposedCall, _ body: [UInt8], _ session: SessionID) async -> ToolOutcome {
        guard let endpoint = endpoints[call.tool.id.text], let request = request(endpoint, call, body, session) else {
            return .ended(.unreachable, "The tool has no endpoint.")
        }
        do throws(UpstreamError) {
            return read(try await client.send(request), endpoint, call.tool)
        } catch {
            switch error {
            case .timedOut: return .ended(.timedOut, "The tool did not answer in time; it may have acted.")
            case .broken, .malformed: return .ended(.failed, "The tool's answer was cut off; it may have acted.")
            case .tooLarge: return .ended(.failed, "The tool's answer was too large.")
            default: return .ended(.unreachable, "The tool could not be reached.")
            }
        }
    }

    private func request(
        _ endpoint: ToolEndpoint, _ call: ProposedCall, _ body: [UInt8], _ session: SessionID
    ) -> UpstreamRequest? {
        let secret = endpoint.credential.map { $0.withBytes { "Bearer " + String(decoding: $0, as: UTF8.self) } }
        let fields: [(String, String?)] = [
            ("Authorization", secret), ("Content-Type", "application/json"), ("Accept", "application/json"),
            ("Idempotency-Key", call.digest.description), ("X-Sayso-Session", session.text),
        ]
        let present = fields.compactMap { field in field.1.map { (field.0, $0) } }
        let headers = present.compactMap { UpstreamHeader($0.0, $0.1) }
        guard headers.count == present.count else { return nil }
        return UpstreamRequest(
            endpoint.method, endpoint.url, headers: headers, body: body, rule: endpoint.rule,
            deadline: endpoint.timeout, maxResponseBytes: endpoint.maxResultBytes,
            isIdempotent: call.tool.effect == .read)
    }

    private func read(_ response: UpstreamResponse, _ endpoint: ToolEndpoint, _ tool: ToolDefinition) -> ToolOutcome {
        guard let json = try? JSON.parse(response.body) else {
            return .ended(.failed, "The tool's answer is not JSON.", response.status)
        }
        if let violation = endpoint.output?.violations(in: json).first, response.status < 300 {
            return .ended(
                .failed, "The tool's answer is not what it promised: \(violation.path) \(violation.message)",
                response.status)
        }
        let label = Label(tool.hasTrustedResults ? .tenant : .external)
        let text = String(decoding: json.serialized(), as: UTF8.self)
        let status: ToolOutcome.Status = (200..<300).contains(response.status) ? .ok : .failed
        return ToolOutcome(status: status, result: Labeled(text, label), httpStatus: response.status)
    }
}

extension ToolOutcome {
    /// An outcome without a result, with a sentence of ours.
    static func ended(_ status: Status, _ reason: String, _ httpStatus: Int? = nil) -> ToolOutcome {
        let json: JSON = ["status": JSON(status.rawValue), "reason": JSON(reason)]
        let text = String(decoding: json.serialized(), as: UTF8.self)
        return ToolOutcome(status: status, result: Labeled(text, Label(.operator_)), httpStatus: httpStatus)
    }
}

extension ToolOutcome.Status {
    var audited: AuditedDisposition {
        switch self {
        case .ok: .succeeded
        case .failed: .failed
        case .timedOut: .timedOut
        case .unreachable: .cancelled
        }
    }
}
