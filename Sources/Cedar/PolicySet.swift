/// Policies, compiled and indexed, ready to decide.
package struct PolicySet: Sendable {
    /// The policies that take part in decisions: static ones and linked templates, in order.
    package let policies: [Policy]
    /// The templates, which take no part until they are linked.
    package let templates: [Policy]
    let program: Program
    let index: ScopeIndex

    /// How policies that are read from a text get their ids.
    package enum Naming: Sendable {
        /// By `@id("…")`; a policy without one by the text's name and its place, `name#3`.
        case annotation
        /// By place: `policy0`, `policy1`, ….
        case position
    }

    /// Reads the policies and templates of a text. `name` stands for the text in messages and ids.
    package static func parse(
        _ text: String, name: String, naming: Naming = .annotation, limits: CedarLimits = .standard
    ) throws(CedarError) -> PolicySet {
        let source = SourceText(name: name, bytes: Array(text.utf8))
        let policies = try PolicyParser.policies(in: source, limits: limits) { place, annotations in
            switch naming {
            case .position: "policy\(place)"
            case .annotation: annotations.first { $0.name == "id" }?.value.string ?? "\(name)#\(place)"
            }
        }
        return try PolicySet(policies.filter(\.slots.isEmpty), templates: policies.filter { !$0.slots.isEmpty })
    }

    /// A set of those policies and templates. Throws when two have one id, or a policy has a hole.
    package init(_ policies: [Policy], templates: [Policy] = []) throws(CedarError) {
        var seen: Set<Text> = []
        for policy in policies + templates where !seen.insert(Text(policy.id)).inserted {
            throw CedarError(.name, "two policies have the id `\(policy.id)`", at: policy.position)
        }
        for policy in policies where !policy.slots.isEmpty {
            throw CedarError(.template, "the policy `\(policy.id)` has a slot: it is a template", at: policy.position)
        }
        self.policies = policies
        self.templates = templates
        program = Compiler.program(for: policies)
        index = ScopeIndex(program.policies)
    }

    /// This set and `other` in one. Throws when they share an id.
    package func merging(_ other: PolicySet) throws(CedarError) -> PolicySet {
        try PolicySet(policies + other.policies, templates: templates + other.templates)
    }

    /// This set with the template `template` filled in as the policy `id`. Every hole needs an entity, and every
    /// entity a hole.
    package func linking(
        _ template: String, as id: String, principal: EntityUID? = nil, resource: EntityUID? = nil
    ) throws(CedarError) -> PolicySet {
        guard let found = templates.first(where: { Text($0.id) == Text(template) }) else {
            throw CedarError(.template, "there is no template `\(template)`")
        }
        return try PolicySet(
            policies + [found.linked(as: id, principal: principal, resource: resource)], templates: templates)
    }

    /// This set with every template linked to one tenant: both holes are filled with `tenant`, and each policy keeps its
    /// template's id.
    package func linkingAll(to tenant: EntityUID) throws(CedarError) -> PolicySet {
        var linked = policies
        for template in templates {
            let slots = template.slots
            linked.append(
                try template.linked(
                    as: template.id, principal: slots.contains(.principal) ? tenant : nil,
                    resource: slots.contains(.resource) ? tenant : nil))
        }
        return try PolicySet(linked)
    }

    /// Decides a request. Policies that fail take no part, as in the Cedar specification; a gateway must not use this
    /// alone to allow something (see `GateEvaluator`).
    package func authorize(_ request: Request, _ entities: Entities) -> Response {
        Authorizer.authorize(self, Evaluator(program, request, entities))
    }
}

extension Policy {
    /// This template with its holes filled.
    func linked(as id: String, principal: EntityUID?, resource: EntityUID?) throws(CedarError) -> Policy {
        guard self.principal.slot == (principal != nil), self.resource.slot == (resource != nil) else {
            throw CedarError(.template, "the link `\(id)` must fill exactly the slots of `\(self.id)`", at: position)
        }
        return Policy(
            id: id, effect: effect, annotations: annotations, principal: self.principal.filled(with: principal),
            action: action, resource: self.resource.filled(with: resource), conditions: conditions, position: position,
            source: source)
    }
}
