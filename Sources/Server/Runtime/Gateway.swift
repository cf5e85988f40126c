import Approval
import Audit
import Dialogue
import EmbeddedSpeech
import Identity
import Limits
import Models
import Platform
import Primitives
import Providers
import Sessions
import Storage
import Synchronization
import Telemetry
import Tools
import Transport

/// The gateway put together: who may call, what runs, where it is written down. Routes and endpoints use it; it knows
/// nothing of HTTP.
package final class Gateway: Sendable {
    let configuration: GatewayConfiguration
    let directory: Directory
    let admissions: AdmissionControl
    let failures: RateLimiter<AddressBlock>
    let calls = LiveCalls()
    let clock: Clock
    let log: Log
    let metrics: Metrics
    private let folder: DataFolder
    private let pool: WorkerPool
    private let resolver: NameResolver
    private let speech: SpeechEngines
    private let logs: AuditLogs
    private let runtimes = Mutex<[TenantID: TenantRuntime]>([:])
    private let clients = Mutex<[ObjectIdentifier: HTTPClient]>([:])

    /// Opens the data folder and the speech engines. Blocking; at start-up. Throws what went wrong, in domain words.
    package init(
        _ configuration: GatewayConfiguration, folder: DataFolder, clock: Clock, log: Log, metrics: Metrics
    ) throws {
        self.configuration = configuration
        self.folder = folder
        self.clock = clock
        self.log = log
        self.metrics = metrics
        pool = WorkerPool(name: "store", threads: 4, queueLimit: 4096)
        resolver = NameResolver(pool: WorkerPool(name: "resolve", threads: 2, queueLimit: 256))
        directory = try Directory(folder: folder, pool: pool, clock: clock) { use in
            log(
                .info, "a system job was used",
                ["tenant": LogValue(use.tenant), "job": LogValue(configured: use.job.rawValue)])
        }
        admissions = AdmissionControl(platform: configuration.limits, at: clock.now())
        failures = RateLimiter(Rate(20, per: .seconds(60)))
        speech = try SpeechEngines(configuration.speech)
        logs = AuditLogs(folder: folder, pool: pool, clock: clock, metrics: metrics)
    }

    /// The log of what belongs to no tenant.
    func gatewayLog() async throws -> AuditLog { try await logs.gateway() }

    /// The tenant's configuration as it is now, prepared; loaded again when it has changed.
    func runtime(of tenant: TenantID) async throws -> TenantRuntime {
        let principal = try await directory.systemPrincipal(.configuration, tenant: tenant)
        let documents = directory.database(for: principal).documents
        let generation = try await documents.generation()
        if let known = runtimes.withLock({ $0[tenant] }), known.generation == generation { return known }
        let snapshot = try await documents.snapshot()
        let declared = try TenantDocumentCodec.configuration(snapshot.documents, tenant: tenant)
        let runtime = try TenantRuntime(
            declared, generation: snapshot.generation, audit: try await logs.log(of: tenant), clock: clock,
            allowsLoopback: configuration.allowsLoopbackTools)
        runtimes.withLock { $0[tenant] = runtime }
        return runtime
    }

    /// What a call to an agent needs, on a loop.
    func services(for agent: AgentConfiguration, of runtime: TenantRuntime, on loop: EventLoop) throws -> CallServices {
        let client = client(of: loop)
        let dialogue = runtime.dialogues[agent.id]
        let today = today(runtime)
        let grammar: @Sendable ([ConversationItem]) -> SpeechGrammar? = { items in
            dialogue.map { DialogueEngine($0, today: today()).grammar(after: items) }
        }
        return CallServices(
            transcriber: speech.transcriber, grammar: grammar, listener: speech.listener,
            model: try model(agent, dialogue, client, runtime), synthesizer: speech.synthesizer, voice: agent.voice,
            approver: runtime.approver,
            runner: ToolRunner(endpoints: runtime.endpoints, client: client, audit: runtime.audit, clock: clock),
            audit: runtime.audit, clock: clock, log: log, metrics: metrics)
    }

    private func client(of loop: EventLoop) -> HTTPClient {
        clients.withLock { clients in
            if let known = clients[ObjectIdentifier(loop)] { return known }
            let client = HTTPClient(loop: loop, resolver: resolver)
            clients[ObjectIdentifier(loop)] = client
            return client
        }
    }

    /// Ends all calls and closes the logs.
    package func stop() async {
        await calls.endAll(reason: "the gateway is stopping")
        await logs.stop()
        pool.stop()
    }
}
