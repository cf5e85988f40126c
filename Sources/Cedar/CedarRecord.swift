/// An attribute's name with its fingerprint, computed once.
package struct AttributeName: Hashable, Sendable {
    /// The name.
    package let text: Text
    let fingerprint: UInt64

    init(_ text: Text) {
        self.text = text
        fingerprint = text.fingerprint
    }

    package static func == (left: AttributeName, right: AttributeName) -> Bool {
        left.fingerprint == right.fingerprint && left.text == right.text
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// A record: attributes with values, sorted by name, each name once.
package struct CedarRecord: Hashable, Sendable {
    /// One attribute of a record.
    package struct Field: Hashable, Sendable {
        let name: AttributeName
        /// The attribute's value.
        package let value: CedarValue
    }

    /// The attributes in ascending order of their names' bytes.
    package let fields: [Field]

    /// The record without attributes.
    package static let empty = CedarRecord(fields: [])

    /// A record of those attributes; of two with one name the later counts.
    package init(_ attributes: [(String, CedarValue)]) {
        self.init(attributes.map { (Text($0.0), $0.1) })
    }

    /// A record of those attributes; of two with one name the later counts.
    package init(_ attributes: [(Text, CedarValue)]) {
        self.init(fields: attributes.map { Field(name: AttributeName($0.0), value: $0.1) })
    }

    init(fields: [Field]) {
        guard fields.count > 1 else {
            self.fields = fields
            return
        }
        let order = fields.indices.sorted {
            let byName = fields[$0].name.text.order(fields[$1].name.text)
            return byName != 0 ? byName < 0 : $0 < $1
        }
        var kept: [Field] = []
        kept.reserveCapacity(fields.count)
        for index in order {
            if let last = kept.last, last.name == fields[index].name { kept.removeLast() }
            kept.append(fields[index])
        }
        self.fields = kept
    }

    /// The value of the attribute `name`.
    package subscript(_ name: String) -> CedarValue? { self[AttributeName(Text(name))] }

    subscript(_ name: AttributeName) -> CedarValue? {
        guard let index = index(of: name) else { return nil }
        return fields[index].value
    }

    func has(_ name: AttributeName) -> Bool { index(of: name) != nil }

    /// The record with `value` under `name`, replacing an earlier value.
    package func setting(_ name: String, _ value: CedarValue) -> CedarRecord {
        CedarRecord(fields: fields + [Field(name: AttributeName(Text(name)), value: value)])
    }

    private func index(of name: AttributeName) -> Int? {
        if fields.count > 24 { return search(name.text) }
        for index in fields.indices where fields[index].name.fingerprint == name.fingerprint {
            if fields[index].name.text == name.text { return index }
        }
        return nil
    }

    private func search(_ name: Text) -> Int? {
        var (low, high) = (0, fields.count)
        while low < high {
            let middle = (low + high) / 2
            let order = fields[middle].name.text.order(name)
            if order == 0 { return middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    func order(_ other: CedarRecord) -> Int {
        for (first, second) in zip(fields, other.fields) {
            let byName = first.name.text.order(second.name.text)
            if byName != 0 { return byName }
            let byValue = first.value.order(second.value)
            if byValue != 0 { return byValue }
        }
        return fields.count - other.fields.count
    }
}
