/// An entity: attributes, tags and the entities it is directly in.
package struct Entity: Sendable, Hashable {
    /// Its identity.
    package let uid: EntityUID
    /// Its attributes.
    package let attributes: CedarRecord
    /// Its tags.
    package let tags: CedarRecord
    /// The entities it is directly in.
    package let parents: [EntityUID]

    /// An entity with those attributes, tags and parents.
    package init(
        _ uid: EntityUID, attributes: CedarRecord = .empty, tags: CedarRecord = .empty, parents: [EntityUID] = []
    ) {
        self.uid = uid
        self.attributes = attributes
        self.tags = tags
        self.parents = parents
    }

    /// Whether both say the same, whatever the order of their parents.
    func isSame(as other: Entity) -> Bool {
        uid == other.uid && attributes == other.attributes && tags == other.tags && Set(parents) == Set(other.parents)
    }
}
