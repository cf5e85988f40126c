/// Finds the policies whose scope can fit a request without looking at the others. Each policy is filed once, under
/// the part of its scope that the fewest policies share.
struct ScopeIndex: Sendable {
    private enum Key: Hashable {
        case principal(EntityUID)
        case resource(EntityUID)
        case action(EntityUID)
        case principalType(Text)
        case resourceType(Text)
    }

    private var byPrincipal: [EntityUID: [Int32]] = [:]
    private var byResource: [EntityUID: [Int32]] = [:]
    private var byAction: [EntityUID: [Int32]] = [:]
    private var byPrincipalType: [Text: [Int32]] = [:]
    private var byResourceType: [Text: [Int32]] = [:]
    /// The policies that name nothing, as a bit set.
    private var always: [UInt64]

    init(_ policies: [Program.CompiledPolicy]) {
        always = Array(repeating: 0, count: (policies.count + 63) / 64)
        let choices = policies.map(Self.choices)
        var uses: [Key: Int] = [:]
        for key in choices.joined().joined() { uses[key, default: 0] += 1 }
        for (number, options) in choices.enumerated() {
            let costs = options.map { $0.reduce(0) { $0 + uses[$1, default: 0] } }
            guard let best = costs.indices.min(by: { costs[$0] < costs[$1] }) else {
                always[number / 64] |= 1 << UInt64(number % 64)
                continue
            }
            for key in Set(options[best]) { file(Int32(number), under: key) }
        }
    }

    /// Each way to find a policy: a list of keys one of which every fitting request has.
    private static func choices(_ policy: Program.CompiledPolicy) -> [[Key]] {
        var choices: [[Key]] = []
        switch policy.action {
        case .any: break
        case .equal(let uid), .isIn(let uid): choices.append([.action(uid)])
        case .isInAny(let uids): choices.append(uids.map(Key.action))
        }
        choices += keys(policy.principal, Key.principal, Key.principalType)
        return choices + keys(policy.resource, Key.resource, Key.resourceType)
    }

    private static func keys(
        _ constraint: ScopeConstraint, _ entity: (EntityUID) -> Key, _ type: (Text) -> Key
    ) -> [[Key]] {
        switch constraint {
        case .equal(.entity(let uid)), .isIn(.entity(let uid)): [[entity(uid)]]
        case .isTypeIn(let name, .entity(let uid)): [[entity(uid)], [type(name)]]
        case .isType(let name): [[type(name)]]
        case .any, .equal(.slot), .isIn(.slot), .isTypeIn(_, .slot): []
        }
    }

    private mutating func file(_ policy: Int32, under key: Key) {
        switch key {
        case .principal(let uid): byPrincipal[uid, default: []].append(policy)
        case .resource(let uid): byResource[uid, default: []].append(policy)
        case .action(let uid): byAction[uid, default: []].append(policy)
        case .principalType(let type): byPrincipalType[type, default: []].append(policy)
        case .resourceType(let type): byResourceType[type, default: []].append(policy)
        }
    }

    /// The policies that can fit, as a bit set by number.
    func candidates(_ evaluator: Evaluator) -> [UInt64] {
        var found = always
        let request = evaluator.request
        Self.collect(byAction, request.action, evaluator.action, &found)
        Self.collect(byPrincipal, request.principal, evaluator.principal, &found)
        Self.collect(byResource, request.resource, evaluator.resource, &found)
        if !byPrincipalType.isEmpty { Self.mark(byPrincipalType[request.principal.type], &found) }
        if !byResourceType.isEmpty { Self.mark(byResourceType[request.resource.type], &found) }
        return found
    }

    private static func collect(
        _ index: [EntityUID: [Int32]], _ uid: EntityUID, _ node: Entities.Node?, _ found: inout [UInt64]
    ) {
        guard !index.isEmpty else { return }
        mark(index[uid], &found)
        for ancestor in node?.ancestors ?? [] { mark(index[ancestor], &found) }
    }

    private static func mark(_ policies: [Int32]?, _ found: inout [UInt64]) {
        for policy in policies ?? [] { found[Int(policy) / 64] |= 1 << UInt64(policy % 64) }
    }
}
