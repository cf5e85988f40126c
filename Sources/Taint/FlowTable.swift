/// Where data can come from.
package enum FlowSource: String, Sendable, CaseIterable {
    /// What the caller said or typed.
    case caller
    /// The operator's configuration.
    case operatorConfiguration
    /// The tenant's instructions and templates.
    case tenantConfiguration
    /// The language model's words and proposals.
    case model
    /// The result of a tool registered as trusted.
    case trustedResult
    /// The result of any other tool.
    case untrustedResult
    /// A field of a result marked sensitive.
    case sensitiveResult
    /// Credentials of tools and providers.
    case credential
    /// The challenge of a gate.
    case challenge
    /// The caller's sound.
    case audio
}

/// Where data can go.
package enum FlowSink: String, Sendable, CaseIterable {
    /// What a language model is told.
    case modelPrompt
    /// The arguments of a call that runs.
    case toolArguments
    /// The headers of a tool's or provider's request.
    case requestHeaders
    /// What is spoken or shown to the caller.
    case speech
    /// The read-back of a gate.
    case readBack
    /// The context of a policy decision.
    case policyContext
    /// The audit log.
    case audit
    /// Logs, metrics and traces.
    case telemetry
}

/// Under what condition data may flow.
package enum FlowRule: String, Sendable {
    /// As it is.
    case allowed
    /// After the input guard looked at it.
    case afterInputGuard
    /// After the output guard passed the sentence.
    case afterOutputGuard
    /// Only in a call that was approved.
    case afterApproval
    /// Formatted by the gateway from canonical values.
    case formatted
    /// As a digest or encrypted under the caller's key.
    case sealed
    /// As a label, name or count, never the content.
    case labelOnly
}

/// The one list of the flows that there are. What is not in it does not flow.
package enum FlowTable {
    /// The rule for data from `source` at `sink`; nothing when it never flows there.
    package static func rule(from source: FlowSource, to sink: FlowSink) -> FlowRule? { rules[source]?[sink] }

    private static let rules: [FlowSource: [FlowSink: FlowRule]] = [
        .caller: [
            .modelPrompt: .afterInputGuard, .toolArguments: .afterApproval, .readBack: .formatted,
            .policyContext: .labelOnly, .audit: .sealed,
        ],
        .operatorConfiguration: [
            .modelPrompt: .allowed, .speech: .afterOutputGuard, .policyContext: .allowed, .audit: .allowed,
            .telemetry: .allowed,
        ],
        .tenantConfiguration: [
            .modelPrompt: .allowed, .toolArguments: .afterApproval, .speech: .afterOutputGuard, .readBack: .formatted,
            .policyContext: .allowed, .audit: .allowed, .telemetry: .labelOnly,
        ],
        .model: [
            .modelPrompt: .allowed, .toolArguments: .afterApproval, .speech: .afterOutputGuard, .readBack: .formatted,
            .policyContext: .allowed, .audit: .sealed, .telemetry: .labelOnly,
        ],
        .trustedResult: [
            .modelPrompt: .afterInputGuard, .toolArguments: .afterApproval, .speech: .afterOutputGuard,
            .readBack: .formatted, .policyContext: .labelOnly, .audit: .sealed, .telemetry: .labelOnly,
        ],
        .untrustedResult: [
            .modelPrompt: .afterInputGuard, .toolArguments: .afterApproval, .speech: .afterOutputGuard,
            .readBack: .formatted, .policyContext: .labelOnly, .audit: .sealed, .telemetry: .labelOnly,
        ],
        .sensitiveResult: [
            .modelPrompt: .afterInputGuard, .toolArguments: .afterApproval, .speech: .afterOutputGuard,
            .policyContext: .labelOnly, .audit: .sealed, .telemetry: .labelOnly,
        ],
        .credential: [.requestHeaders: .allowed, .audit: .labelOnly, .telemetry: .labelOnly],
        .challenge: [.readBack: .formatted, .audit: .sealed],
        .audio: [.audit: .sealed, .telemetry: .labelOnly],
    ]
}
