import Approval
import Audit
import Cryptography
import Models
import Primitives
import Taint
import Tools
import Wire

// Tool calls: policy is asked, the approval is made, the call runs. What the log must have first is awaited first.
extension CallSession {
    /// The facts of the call as they are now.
    private var sceneNow: CallScene {
        var scene = scene
        scene.callerWords = conversation.callerWords
        scene.toolResults = conversation.entries.compactMap { entry in
            guard case .toolResult(_, _, let result) = entry.item else { return nil }
            return (result.value, result.label.integrity >= .tenant)
        }
        scene.riskScore = min(100, risk)
        scene.uses = uses
        return scene
    }

    func rule(_ proposal: ToolProposal) {
        let scene = sceneNow
        Task { [self] in
            let review = await services.approver.review(
                proposal.id, tool: proposal.name, arguments: proposal.arguments, in: scene)
            // One call at a time is dealt with: an older one that never ran is forgotten.
            reviewed = review.call.map { [proposal.id: $0] } ?? [:]
            if review.isDenied { risk += 20 }
            count("sayso_tool_rulings_total", "What became of proposed tool calls.", ["ruling": review.ruling.name])
            handle(.ruled(call: proposal.id, review.ruling))
        }
    }

    func run(_ proposal: ToolProposal, isConfirmed: Bool) {
        guard let call = reviewed.removeValue(forKey: proposal.id) else {
            return handle(.toolEnded(call: proposal.id, .refused("denied", reason: "The call was not checked.")))
        }
        let confirmation = isConfirmed ? conversation.takeConfirmation(for: proposal.id) : nil
        let scene = sceneNow
        uses[proposal.name, default: 0] += 1
        let held = Held(confirmation)
        trail.add { session in
            await session.approveAndRun(call, held.take(), session.confirmations[proposal.id], scene)
        }
    }

    private func approveAndRun(
        _ call: ProposedCall, _ confirmation: consuming Confirmation?, _ confirmed: AuditReceipt?, _ scene: CallScene
    ) async {
        do throws(ApprovalError) {
            let approved = try await services.approver.approve(
                call, confirmation: confirmation, confirmed: confirmed, in: scene)
            let held = Held(approved)
            Task { [self] in
                guard let approved = held.take() else { return }
                let began = services.clock.now()
                let outcome = await services.runner.run(approved, session: scene.session)
                services.metrics.observe(
                    "sayso_tool_seconds", "How long tools took.",
                    ["tool": call.tool.id.text, "status": outcome.status.rawValue],
                    services.clock.now() - began)
                handle(
                    .toolEnded(call: call.id, ToolReport(disposition: outcome.status.rawValue, result: outcome.result)))
            }
        } catch {
            handle(.toolEnded(call: call.id, .refused("denied", reason: error.description)))
        }
    }
}
