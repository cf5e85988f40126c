import Platform
import Server
import Wire

extension Command {
    static let policyCheck = CommandSpec(
        path: ["policy", "check"], summary: "check the policies of a tenant file, with the platform's",
        options: [.value("file", "FILE", "the tenant file (also -f)")]
    ) { arguments in
        let path = try arguments.required("file")
        let (_, configuration) = try declaration(path)
        let policy = try PolicyLibrary.policy(for: configuration)
        report(
            arguments, ["valid": true, "policy_version": JSON(policy.version)],
            ["the policies hold together; version \(policy.version)"])
    }
}
