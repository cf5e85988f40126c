/// The identity of an entity: its type's full name and its id, both compared by bytes. The hash is computed once.
package final class EntityUID: Sendable {
    /// The full name of the type, such as `Shop::Tenant`.
    package let type: Text
    /// The id within the type; any string.
    package let id: Text
    /// A hash of both, keyed per process so that ids chosen by an attacker cannot collide on purpose.
    let hash: Int

    /// The identity of the entity `id` of `type`.
    package init(type: Text, id: Text) {
        self.type = type
        self.id = id
        var hasher = Hasher()
        hasher.combine(type)
        hasher.combine(type.count)
        hasher.combine(id)
        hash = hasher.finalize()
    }

    /// The identity of the entity `id` of `type`.
    package convenience init(_ type: String, _ id: String) { self.init(type: Text(type), id: Text(id)) }
}

extension EntityUID: Hashable, Comparable, CustomStringConvertible {
    package static func == (left: EntityUID, right: EntityUID) -> Bool {
        left === right || (left.hash == right.hash && left.id == right.id && left.type == right.type)
    }

    package static func < (left: EntityUID, right: EntityUID) -> Bool { left.order(right) < 0 }

    /// Negative, zero or positive as this identity stands before, at or after `other`: by type, then by id.
    func order(_ other: EntityUID) -> Int {
        if self === other { return 0 }
        let byType = type.order(other.type)
        return byType != 0 ? byType : id.order(other.id)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    /// Cedar syntax: `Tenant::"acme"`.
    package var description: String { "\(type)::\(quoted(id))" }
}
