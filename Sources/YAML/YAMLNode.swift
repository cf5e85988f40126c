/// A part of a YAML file, with its place.
package struct YAMLNode: Sendable {
    /// What it is.
    package let content: Content
    /// Where it begins.
    package let position: YAMLPosition
    /// The key whose value it is, for messages; nil for elements of a list and the whole document.
    package let key: String?

    /// A scalar, a list or a map.
    package enum Content: Sendable {
        /// Text; plain when it was not quoted, so that it may be a number or another word of the core schema.
        case scalar(text: String, isPlain: Bool)
        /// Nodes in order.
        case list([YAMLNode])
        /// Entries in order, no key twice.
        case map([YAMLEntry])
    }

    /// A node of that content at that place.
    package init(_ content: Content, at position: YAMLPosition, key: String? = nil) {
        self.content = content
        self.position = position
        self.key = key
    }
}

/// One entry of a map.
package struct YAMLEntry: Sendable {
    /// The key.
    package let key: String
    /// Where the key stands.
    package let keyPosition: YAMLPosition
    /// The value.
    package let value: YAMLNode
}

extension YAMLNode {
    /// The value of a key, compared byte for byte; nil when there is none or this is no map.
    package subscript(key: String) -> YAMLNode? {
        guard case .map(let entries) = content else { return nil }
        return entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// What this is, for messages; says nothing of its value.
    package var typeName: String {
        switch content {
        case .list: "a list"
        case .map: "a map"
        case .scalar: value.typeName
        }
    }

    /// The error that this should have been something else.
    package func wrongType(expected: String) -> YAMLError {
        YAMLError(.wrongType(key: key, expected: expected, found: typeName), at: position)
    }
}
