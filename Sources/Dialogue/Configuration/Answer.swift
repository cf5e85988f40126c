import Models
import Primitives
import Taint
import Wire

/// How an agent tells the result of a call.
struct Answer: Sendable {
    /// A sentence for results of a kind.
    private struct Case: Sendable {
        var conditions: [(path: [String], value: JSON)]
        var say: SpokenTemplate
    }

    private let cases: [Case]
    private let done: SpokenTemplate
    /// By the gateway's word for why a call did not run or failed: `declined`, `denied`, `timed_out`, `otherwise`.
    private let statuses: [String: SpokenTemplate]

    /// `done`: how a result is told; `cases`: other results, by their values; any other key: by the gateway's status.
    init(_ setting: Setting) throws(DialogueError) {
        done = try setting.required("done").template()
        var cases: [Case] = []
        for element in try setting.optional("cases")?.elements() ?? [] { cases.append(try Self.case_(element)) }
        self.cases = cases
        statuses = try Self.statuses(setting, except: ["done", "cases"])
    }

    /// The sentences for statuses in a mapping of them.
    static func statuses(_ setting: Setting, except others: [String] = []) throws(DialogueError) -> [String:
        SpokenTemplate]
    {
        var statuses: [String: SpokenTemplate] = [:]
        for (status, template) in try setting.members() where !others.contains(status) {
            guard known.contains(status) else {
                throw .unknownKey(
                    at: template.pointer,
                    nearest: (others + known).first { $0.hasPrefix(status.prefix(2)) } ?? "otherwise")
            }
            statuses[status] = try template.template()
        }
        return statuses
    }

    /// Why a call did not run or did not succeed, as the gateway says it in `status`.
    private static let known = [
        "declined", "denied", "not_possible", "invalid", "alarmed", "frozen", "unrecorded", "timed_out", "unreachable",
        "failed", "otherwise",
    ]

    private static func case_(_ setting: Setting) throws(DialogueError) -> Case {
        try setting.allow("when", "say")
        var conditions: [(path: [String], value: JSON)] = []
        for (path, value) in try setting.required("when").members() {
            conditions.append((path.split(separator: ".").map { String($0) }, value.json))
        }
        return Case(conditions: conditions, say: try setting.required("say").template())
    }

    /// The sentence for a result. `values` are the slots, to which the result is added as `result`. A `status` is the
    /// gateway's own word only when the gateway labelled it: a tool can't declare itself declined.
    func say(
        _ result: Labeled<JSON>, values: JSONObject, standard: [String: SpokenTemplate], today: CivilDate
    ) -> String {
        var values = values
        values["result"] = result.value
        if result.label.integrity == .operator_, let status = result.value["status"]?.stringValue {
            return render(
                statuses[status] ?? standard[status] ?? statuses["otherwise"] ?? standard["otherwise"], values, today)
        }
        let fitting = cases.first {
            $0.conditions.allSatisfy { Self.holds($0.value, at: $0.path[...], in: result.value) }
        }
        let sentence = try? (fitting?.say ?? done).render(.object(values), today: today)
        return sentence ?? render(statuses["otherwise"] ?? standard["otherwise"], values, today)
    }

    private func render(_ template: SpokenTemplate?, _ values: JSONObject, _ today: CivilDate) -> String {
        (try? template?.render(.object(values), today: today)) ?? "I am sorry, that did not work."
    }

    /// Whether the value at `path` is `wanted`; the text `empty` means an empty array, and `missing` no value.
    private static func holds(_ wanted: JSON, at path: ArraySlice<String>, in json: JSON) -> Bool {
        let value = path.reduce(Optional(json)) { $0?[$1] }
        switch wanted.stringValue {
        case "empty": return value?.arrayValue?.isEmpty ?? false
        case "missing": return value?.isNull ?? true
        default: return value == wanted
        }
    }
}
