import Primitives

/// A piece of a tenant's configuration: an agent, a tool, a policy set. Kind and id are compared byte by byte.
package struct TenantDocument: Sendable, Hashable {
    /// What kind of thing it is, such as `agent`, and its name among those.
    package let kind: String, id: String
    /// Counts from 1 for each kind and id; goes up with each change.
    package let version: Int64
    /// The content: JSON in UTF-8, by convention of its users; nothing for a version that says that it was removed.
    package let body: [UInt8]?
    /// When this version was stored.
    package let created: WallTime

    /// A document as it is to be stored.
    package struct Draft: Sendable, Hashable {
        /// What kind of thing it is, and its name among those: 1 to 128 bytes each.
        package let kind: String, id: String
        /// The content: at most 1 MiB.
        package let body: [UInt8]

        /// A draft of that kind, id and content.
        package init(kind: String, id: String, body: [UInt8]) {
            self.kind = kind
            self.id = id
            self.body = body
        }
    }

    init(_ row: Row) throws(StorageError) {
        kind = try row.get(0)
        id = try row.get(1)
        version = try row.get(2)
        body = try row.get(3)
        created = try row.get(4)
    }
}

/// What a replacement of a tenant's configuration changed.
package struct ConfigurationChange: Sendable, Hashable {
    /// The generation afterwards; the same as before when nothing changed.
    package let generation: Int64
    /// How many documents were new, changed, removed and left as they were.
    package var added = 0, changed = 0, removed = 0, unchanged = 0
}

/// A tenant's whole configuration at one moment.
package struct ConfigurationSnapshot: Sendable, Hashable {
    /// Goes up with each change.
    package let generation: Int64
    /// All current documents, by kind and id.
    package let documents: [TenantDocument]
}
