import Dialogue
import Models
import Primitives
import Providers
import Transport

extension Gateway {
    /// The agent's mind: the embedded rules, or a language model behind an address.
    func model(
        _ agent: AgentConfiguration, _ dialogue: DialogueConfiguration?, _ client: HTTPClient, _ runtime: TenantRuntime
    ) throws -> any LanguageModel {
        switch agent.engine {
        case .dialogue:
            guard let dialogue else {
                throw ConfigurationError("/agents", "the rules of '\(agent.id)' are not prepared")
            }
            return DialogueModel(dialogue, today: today(runtime))
        case .model(let baseURL, let name, let key, let hosts):
            guard let rule = EgressRule(hosts: hosts, allowsPlainLoopback: configuration.allowsLoopbackTools) else {
                throw ConfigurationError("/agents", "an egress host of '\(agent.id)' is not one")
            }
            let settings = ChatCompletionsModel.Configuration(
                baseURL: baseURL, rule: rule, key: try key?.load(), codec: ChatCodec(model: name))
            guard let model = ChatCompletionsModel(settings, client: client) else {
                throw ConfigurationError("/agents", "the base_url of '\(agent.id)' is not a URL")
            }
            return model
        }
    }

    /// The day where the tenant is.
    func today(_ runtime: TenantRuntime) -> @Sendable () -> CivilDate {
        let (clock, offset) = (clock, runtime.configuration.utcOffset)
        return { CivilDate(daysSinceEpoch: floorDivide(clock.wall().seconds + offset, 86_400)) }
    }
}
