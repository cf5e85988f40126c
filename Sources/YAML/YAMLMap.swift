/// A map whose keys were checked: none is unknown, none of the required ones is missing.
///
///     let map = try node.map(required: ["name"], optional: ["port", "timeout"])
///     let name = try map.require("name").string()
///     let port = try map["port"]?.int(in: 1...65_535) ?? 8443
package struct YAMLMap: Sendable {
    /// The entries in order.
    package let entries: [YAMLEntry]
    /// Where the map begins.
    package let position: YAMLPosition

    /// The value of a key; nil when it is not there. A key without a value is there, and no typed value takes it.
    package subscript(key: String) -> YAMLNode? { entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value }

    /// The value of a key that must be there.
    package func require(_ key: String) throws(YAMLError) -> YAMLNode {
        guard let value = self[key] else { throw YAMLError(.missingKey(key), at: position) }
        return value
    }
}

extension YAMLNode {
    /// A map that has all `required` keys and no others than these and the `optional` ones. An unknown key is an error
    /// that names its place and the nearest valid key.
    package func map(required: [String] = [], optional: [String] = []) throws(YAMLError) -> YAMLMap {
        let map = YAMLMap(entries: try entries(), position: position)
        let valid = required + optional
        for entry in map.entries where !valid.contains(where: { $0.utf8.elementsEqual(entry.key.utf8) }) {
            let nearest = NearestName.of(entry.key, among: valid)
            throw YAMLError(.unknownKey(entry.key, nearest: nearest), at: entry.keyPosition)
        }
        for key in required { _ = try map.require(key) }
        return map
    }

    /// The entries of a map with free keys, such as names.
    package func entries(maximumCount: Int = .max) throws(YAMLError) -> [YAMLEntry] {
        guard case .map(let entries) = content else { throw wrongType(expected: "a map") }
        guard entries.count <= maximumCount else { throw outOfRange("must have at most \(maximumCount) entries") }
        return entries
    }
}
