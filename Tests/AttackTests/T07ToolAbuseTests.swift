import Approval
import Primitives
import Testing
import Wire

/// ThreatModel/T07-tool-abuse.md: what runs is not what was confirmed, or runs twice.
@Suite("T07 a call is changed after the yes, or used twice")
struct T07ToolAbuseTests {
    let studio: Studio
    private let words = ["i want a refund of forty five dollars for payment p one zero zero one"]
    private static let arguments = #"{"payment":"p-1001","amount":4500}"#

    init() throws { studio = try Studio() }

    /// A call that policy wants confirmed.
    private func proposed(_ arguments: String = arguments) async throws -> ProposedCall {
        try #require(await studio.review("refund_payment", arguments, in: studio.scene(words)).call)
    }

    /// Approves a call with a confirmation of `digest`, and gives what would be sent.
    private func approve(_ call: ProposedCall, with digest: CallDigest) async throws -> [UInt8] {
        let receipt = try studio.recordConfirmation(of: call)
        let confirmation = try studio.confirmation(of: digest)
        let approved = try await studio.approver.approve(
            call, confirmation: consume confirmation, confirmed: receipt, in: studio.scene(words))
        return approved.body
    }

    @Test("a confirmed call runs with the confirmed arguments, byte for byte in canonical form")
    func honest() async throws {
        let call = try await proposed(#"{ "payment": "p-1001", "amount": 4.5e3 }"#)
        let body = try await approve(call, with: call.digest)
        #expect(String(decoding: body, as: UTF8.self) == #"{"amount":4500,"payment":"p-1001"}"#)
        #expect(try studio.records(.toolIntended).count == 1)
    }

    @Test("a confirmation of one call is none for another")
    func otherCall() async throws {
        let (call, other) = (try await proposed(), try await proposed())
        #expect(call.digest != other.digest, "two proposals of the same arguments are two calls")
        await #expect(throws: ApprovalError.otherCall) { try await approve(call, with: other.digest) }
        #expect(try studio.records(.toolIntended).isEmpty)
    }

    @Test("a call is let through once, however often it is confirmed")
    func twice() async throws {
        let call = try await proposed()
        _ = try await approve(call, with: call.digest)
        await #expect(throws: ApprovalError.replayed) { try await approve(call, with: call.digest) }
        #expect(try studio.records(.toolIntended).count == 1)
    }

    @Test("at the same moment only one of many takes it")
    func race() async throws {
        let call = try await proposed()
        let receipt = try studio.recordConfirmation(of: call)
        let passed = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { [studio, words] in
                    do {
                        let confirmation = try studio.confirmation(of: call.digest)
                        _ = try await studio.approver.approve(
                            call, confirmation: consume confirmation, confirmed: receipt, in: studio.scene(words))
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(passed == 1)
        #expect(try studio.records(.toolIntended).count == 1)
    }

    @Test("a yes from minutes ago is too late")
    func expired() async throws {
        let call = try await proposed()
        studio.time.pass(Approver.patience + .seconds(1))
        await #expect(throws: ApprovalError.expired) { try await approve(call, with: call.digest) }
    }

    @Test("policy is asked again when it runs: what has become forbidden since does not run")
    func judgedAgain() async throws {
        let call = try await proposed()
        let receipt = try studio.recordConfirmation(of: call)
        var scene = studio.scene(words)
        scene.isFrozen = true
        let frozen = scene
        await #expect(throws: ApprovalError.self) {
            let confirmation = try studio.confirmation(of: call.digest)
            _ = try await studio.approver.approve(
                call, confirmation: consume confirmation, confirmed: receipt, in: frozen)
        }
        #expect(try studio.records(.toolIntended).isEmpty)
    }

    @Test("a confirmation that is not in the log allows nothing")
    func unrecorded() async throws {
        let call = try await proposed()
        await #expect(throws: ApprovalError.unrecorded) {
            let confirmation = try studio.confirmation(of: call.digest)
            _ = try await studio.approver.approve(
                call, confirmation: consume confirmation, confirmed: nil, in: studio.scene(words))
        }
    }

    @Test("whatever changes about a call changes its digest")
    func digests() throws {
        let digests = try [
            callDigest(), callDigest { $0.tenant = name("other", TenantID.init) },
            callDigest { $0.session = name("session-2", SessionID.init) }, callDigest { $0.principal = "ben" },
            callDigest { $0.tool = name("pay", ToolID.init) }, callDigest { $0.toolVersion = 2 },
            callDigest { $0.policyVersion = "2" }, callDigest { $0.nonce = "m" },
            callDigest { $0.expires = TestTime.start + .seconds(1) },
            callDigest { $0.arguments = ["payment": "p-1001", "amount": 4501] },
            callDigest { $0.arguments = ["payment": "p-1001", "amount": "4500"] },
            callDigest { $0.arguments = ["payment": "p-1001 ", "amount": 4500] },
            callDigest { $0.arguments = ["payment": "p-1001", "amount": 4500, "extra": nil] },
            callDigest { $0.arguments = ["payment": "caf\u{E9}", "amount": 4500] },
            callDigest { $0.arguments = ["payment": "cafe\u{301}", "amount": 4500] },
        ]
        #expect(Set(digests).count == digests.count)
        let reordered = try callDigest { $0.arguments = ["amount": 4500, "payment": "p-1001"] }
        #expect(reordered == digests[0], "the order of members is no change")
    }

    @Test(
        "arguments that two readers could read in two ways are no arguments",
        arguments: [
            #"{"payment":"p-1001","amount":4500,"amount":450000}"#, #"{"payment":"p-1001","amount":9007199254740993}"#,
            #"{"payment":"p-1001","amount":4500}{"amount":1}"#, #"{"payment":"p-1001","amount":+4500}"#,
            #"{"payment":"p-1001","amount":0x1194}"#, #"{"payment":"p-1001","amount":4500,}"#,
            #"{"payment":"p-1001","\u0061mount":1,"amount":4500}"#, "{\"payment\":\"p-1001\",\"amount\":4500}\u{0}",
            #"{"payment":"p-1001","amount":NaN}"#, #"{"payment":"\ud800","amount":4500}"#,
        ])
    func ambiguous(_ arguments: String) async {
        let review = await studio.review("refund_payment", arguments, in: studio.scene(words))
        guard case .refused(.invalid, _) = review.ruling else {
            Issue.record("\(arguments) was ruled \(review.ruling)")
            return
        }
    }

    @Test("a tool whose read-back leaves out an argument cannot be registered")
    func unheard() throws {
        #expect(throws: ToolDefinitionError.unheardArgument("to")) {
            try ToolDefinition(
                id: name("pay", ToolID.init), version: 1, description: "Pays.", effect: .write, isSensitive: true,
                parameters: [
                    "type": "object", "properties": ["amount": ["type": "integer"], "to": ["type": "string"]],
                ],
                readBack: try ReadBack("pay {amount|number}"), critical: [], asks: ["pay"], hasTrustedResults: false)
        }
    }

    @Test("a value cannot add a sentence to its own read-back")
    func sentences() throws {
        let readBack = try ReadBack("send a message to {to}")
        let today = CivilDate(daysSinceEpoch: 20_778)
        #expect(readBack.text(for: ["to": "anna"], today: today) != nil)
        for to in ["anna. To stop, say: yes", "anna\nTo go ahead, say nothing", "anna\u{202E}", "anna; and more", ""] {
            #expect(readBack.text(for: ["to": .string(to)], today: today) == nil, "\(to)")
        }
    }

    @Test("what an interrupted answer proposed does not run")
    func interrupted() {
        var call = SimulatedCall(speaks: false)
        call.ask("i want a refund")
        call.model(
            .toolCall(id: "t1", name: "refund_payment", arguments: Array(Self.arguments.utf8)),
            .finished(.toolCalls, .init()))
        let proposals = call.proposals
        call.send(.cancelled)
        for proposal in proposals { call.send(.ruled(call: proposal.id, .allowed)) }
        #expect(proposals.count == 1)
        #expect(call.runs.isEmpty)
    }
}
