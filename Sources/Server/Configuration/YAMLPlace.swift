import YAML

/// Where in a YAML file a JSON pointer points, as `file:line:column`; the nearest place around it when it is missing.
package enum YAMLPlace {
    /// The place of `pointer` in the document `node`.
    package static func of(_ pointer: String, in node: YAMLNode) -> YAMLPosition {
        var node = node
        for step in pointer.split(separator: "/") {
            let next = Int(step).flatMap { element($0, of: node) } ?? node[String(step)]
            guard let next else { break }
            node = next
        }
        return node.position
    }

    private static func element(_ index: Int, of node: YAMLNode) -> YAMLNode? {
        guard let elements = try? node.list(), elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}
