/// The entities that a decision can look at, with all ancestors of each worked out beforehand.
package struct Entities: Sendable {
    /// An entity with its ancestors.
    final class Node: Sendable {
        let entity: Entity
        /// Every entity it is in, directly or not.
        let ancestors: [EntityUID]
        /// The ancestors' hashes, in the same order, so that a look-up touches few objects.
        private let hashes: [Int]

        init(_ entity: Entity, _ ancestors: [EntityUID]) {
            self.entity = entity
            self.ancestors = ancestors.sorted { $0.hash < $1.hash }
            hashes = self.ancestors.map(\.hash)
        }

        /// Whether `uid` is an ancestor.
        func isIn(_ uid: EntityUID) -> Bool {
            let wanted = uid.hash
            var index = 0
            if hashes.count > 16 {
                var high = hashes.count
                while index < high {
                    let middle = (index + high) / 2
                    if hashes[middle] < wanted { index = middle + 1 } else { high = middle }
                }
            } else {
                while index < hashes.count, hashes[index] < wanted { index += 1 }
            }
            while index < hashes.count, hashes[index] == wanted {
                if ancestors[index] == uid { return true }
                index += 1
            }
            return false
        }
    }

    private let nodes: [EntityUID: Node]

    /// No entities.
    package static let none = Entities(nodes: [:])

    private init(nodes: [EntityUID: Node]) { self.nodes = nodes }

    /// Those entities. Throws when two different ones have one identity, when an entity would be its own ancestor, or when there are
    /// too many. Parents may be missing: then they are ancestors without attributes.
    package init(_ entities: [Entity], limits: CedarLimits = .standard) throws(CedarError) {
        guard entities.count <= limits.entities else {
            throw CedarError(.limit, "more than \(limits.entities) entities")
        }
        var byUID: [EntityUID: Entity] = Dictionary(minimumCapacity: entities.count)
        for entity in entities {
            if let other = byUID.updateValue(entity, forKey: entity.uid), !other.isSame(as: entity) {
                throw CedarError(.entities, "an entity of type `\(entity.uid.type)` is there twice")
            }
        }
        var closure = AncestorClosure(byUID, limits: limits)
        var nodes: [EntityUID: Node] = Dictionary(minimumCapacity: byUID.count)
        for (uid, entity) in byUID { nodes[uid] = Node(entity, Array(try closure.ancestors(of: uid))) }
        self.nodes = nodes
    }

    /// These entities and `more`, which may replace some. For a few entities of one call on top of a tenant's.
    package func adding(_ more: [Entity], limits: CedarLimits = .standard) throws(CedarError) -> Entities {
        let replaced = Set(more.map(\.uid))
        return try Entities(all.filter { !replaced.contains($0.uid) } + more, limits: limits)
    }

    /// Every entity, in no particular order.
    package var all: [Entity] { nodes.values.map(\.entity) }

    /// The entity of that identity.
    package subscript(_ uid: EntityUID) -> Entity? { nodes[uid]?.entity }

    func node(_ uid: EntityUID) -> Node? { nodes[uid] }

    /// Every entity that `uid` is in, directly or not.
    package func ancestors(of uid: EntityUID) -> [EntityUID] { nodes[uid]?.ancestors ?? [] }
}

/// Works out ancestors, each entity's once, without recursion.
private struct AncestorClosure {
    private let entities: [EntityUID: Entity]
    private let limits: CedarLimits
    private var known: [EntityUID: Set<EntityUID>] = [:]
    private var pairs = 0

    init(_ entities: [EntityUID: Entity], limits: CedarLimits) {
        self.entities = entities
        self.limits = limits
    }

    mutating func ancestors(of uid: EntityUID) throws(CedarError) -> Set<EntityUID> {
        var open = [uid]
        var onPath: Set<EntityUID> = []
        while let current = open.last {
            guard known[current] == nil, let parents = entities[current]?.parents else {
                open.removeLast()
                continue
            }
            if onPath.insert(current).inserted {
                let unknown = parents.filter { known[$0] == nil && entities[$0] != nil }
                if unknown.contains(where: { onPath.contains($0) }) {
                    throw CedarError(.entities, "an entity of type `\(current.type)` is its own ancestor")
                }
                open += unknown
                if !unknown.isEmpty { continue }
            }
            var found = Set(parents)
            for parent in parents { found.formUnion(known[parent] ?? []) }
            pairs += found.count
            guard pairs <= limits.ancestorPairs else {
                throw CedarError(.limit, "the entities have too many ancestors")
            }
            known[current] = found
            onPath.remove(current)
            open.removeLast()
        }
        return known[uid] ?? []
    }
}
