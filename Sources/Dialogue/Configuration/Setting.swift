import Models
import Wire

/// A value of the configuration with its place, so that every complaint can name it.
struct Setting {
    /// The most members or elements of one value.
    static let limit = 500

    let json: JSON
    let pointer: String

    /// The value of a key that must be there.
    func required(_ key: String) throws(DialogueError) -> Setting {
        guard let value = try optional(key) else { throw .missing(at: "\(pointer)/\(key)") }
        return value
    }

    /// The value of a key that may be there.
    func optional(_ key: String) throws(DialogueError) -> Setting? {
        guard let object = json.objectValue else { throw .wrongType(at: place, expected: "a mapping") }
        return object[key].flatMap { $0.isNull ? nil : Setting(json: $0, pointer: "\(pointer)/\(key)") }
    }

    /// Complains about a key that is none of these.
    func allow(_ keys: String...) throws(DialogueError) {
        guard let object = json.objectValue else { throw .wrongType(at: place, expected: "a mapping") }
        for key in object.keys where !keys.contains(key) {
            let nearest = keys.min { distance($0, key) < distance($1, key) } ?? ""
            throw .unknownKey(at: "\(pointer)/\(key)", nearest: nearest)
        }
    }

    /// The members of a mapping in order.
    func members() throws(DialogueError) -> [(key: String, value: Setting)] {
        guard let object = json.objectValue else { throw .wrongType(at: place, expected: "a mapping") }
        guard object.count <= Self.limit else { throw .tooMany(at: place, limit: Self.limit) }
        return object.members.map { ($0.key, Setting(json: $0.value, pointer: "\(pointer)/\($0.key)")) }
    }

    /// The elements of a list; a single string counts as a list of it.
    func elements() throws(DialogueError) -> [Setting] {
        if case .string = json { return [self] }
        guard let array = json.arrayValue else { throw .wrongType(at: place, expected: "a list") }
        guard array.count <= Self.limit else { throw .tooMany(at: place, limit: Self.limit) }
        return array.enumerated().map { Setting(json: $0.element, pointer: "\(pointer)/\($0.offset)") }
    }

    func string() throws(DialogueError) -> String {
        guard let text = json.stringValue, !text.isEmpty else { throw .wrongType(at: place, expected: "a text") }
        guard text.utf8.count <= 2000 else { throw .invalid(at: place, reason: "is longer than 2000 bytes") }
        return text
    }

    func strings() throws(DialogueError) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.string()) }
        return texts
    }

    func bool() throws(DialogueError) -> Bool {
        guard let truth = json.boolValue else { throw .wrongType(at: place, expected: "true or false") }
        return truth
    }

    func template() throws(DialogueError) -> SpokenTemplate {
        let text = try string()
        do { return try SpokenTemplate(text) } catch { throw .template(at: place, error) }
    }

    /// The pointer, or a word for the whole section.
    var place: String { pointer.isEmpty ? "the dialogue section" : pointer }
}

/// How many single-byte changes lead from one word to the other (Levenshtein), for words of up to 64 bytes.
private func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.utf8.prefix(64)), Array(right.utf8.prefix(64)))
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, other) in right.enumerated() {
            let cost = min(diagonal + (byte == other ? 0 : 1), row[column] + 1, row[column + 1] + 1)
            (diagonal, row[column + 1]) = (row[column + 1], cost)
        }
    }
    return row[right.count]
}
