/// The members of a JSON object in the order they were written. Keys are compared byte for byte. Objects of more than
/// a few members keep an index (hashed with the process's random seed), so finding a key does not grow with the object.
package struct JSONObject: Sendable {
    /// One key with its value.
    package typealias Member = (key: String, value: JSON)

    /// Objects of up to this many members are searched from the front.
    private static let unindexedMembers = 12

    /// The members in order.
    package private(set) var members: [Member] = []
    private var index: [ByteKey: Int] = [:]

    /// An object without members.
    package init() {}

    /// An object of those members; a key given twice keeps its first place and its last value.
    package init(_ members: some Sequence<(String, JSON)>) {
        for (key, value) in members { self[key] = value }
    }

    /// How many members there are.
    package var count: Int { members.count }

    /// Whether there are none.
    package var isEmpty: Bool { members.isEmpty }

    /// The keys in order.
    package var keys: [String] { members.map(\.key) }

    /// The value of a key. Setting a new key appends it; setting nil removes the key.
    package subscript(key: String) -> JSON? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Appends a member, or returns false and changes nothing when the key is there already.
    package mutating func insert(_ key: String, _ value: JSON) -> Bool {
        guard position(of: key) == nil else { return false }
        append(key, value)
        return true
    }

    private func position(of key: String) -> Int? {
        if members.count > Self.unindexedMembers { return index[ByteKey(text: key)] }
        return members.firstIndex { $0.key.hasSameBytes(as: key) }
    }

    private mutating func append(_ key: String, _ value: JSON) {
        members.append((key, value))
        if members.count > Self.unindexedMembers + 1 {
            index[ByteKey(text: key)] = members.count - 1
        } else if members.count == Self.unindexedMembers + 1 {
            buildIndex()
        }
    }

    private mutating func remove(at place: Int) {
        members.remove(at: place)
        index = [:]
        if members.count > Self.unindexedMembers { buildIndex() }
    }

    private mutating func buildIndex() {
        index.reserveCapacity(members.count * 2)
        for (place, member) in members.enumerated() { index[ByteKey(text: member.key)] = place }
    }
}

extension JSONObject: Equatable {
    /// Objects are equal when they have the same members, in whatever order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.members.allSatisfy { right[$0.key] == $0.value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
