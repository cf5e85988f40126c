/// Finds whether the caller's words single out the one record that holds an identifier: `my booking tomorrow at ten
/// thirty` names the only record of that day and time. A record that an attacker plants beside it makes it ambiguous.
struct RecordLookup {
    private let facts: GroundingFacts

    init(_ facts: GroundingFacts) { self.facts = facts }

    /// Whether exactly one identifier fits what the caller said, and it is `value`.
    func names(_ value: ArgumentValue) -> Bool {
        let names = facts.records.flatMap { record in record.fields.filter { $0.value.isSame(as: value) }.map(\.name) }
        return names.contains { field in isSingledOut(value, by: field) }
    }

    private func isSingledOut(_ value: ArgumentValue, by field: String) -> Bool {
        let rivals = facts.records.filter { record in record.fields.contains { sameBytes($0.name, field) } }
        // Only fields that every rival has count, so that a planted record cannot win by having more of them.
        let common = rivals[0].fields.map(\.name).filter { name in
            !sameBytes(name, field) && rivals.allSatisfy { $0.fields.contains { sameBytes($0.name, name) } }
        }
        var own = 0
        var best = 0
        for record in rivals {
            let matched = record.fields.filter { item in
                common.contains { sameBytes($0, item.name) } && isSaid(item.value)
            }.count
            let isOwn = record.fields.contains { sameBytes($0.name, field) && $0.value.isSame(as: value) }
            if isOwn { own = max(own, matched) } else { best = max(best, matched) }
        }
        return own > 0 && own > best
    }

    /// Whether the caller said the field's value, read by what it looks like.
    private func isSaid(_ value: ArgumentValue) -> Bool {
        let derivation = Derivation(value: value, today: facts.today)
        return types(of: value).contains { type in
            facts.words.utterances.contains { derivation.follows(from: $0, as: CriticalArgument("", type)) }
        }
    }

    private func types(of value: ArgumentValue) -> [GroundingType] {
        switch value {
        case .integer: [.integer, .moneyMinor]
        case .decimal: [.money]
        case .boolean, .compound: []
        case .text(let text):
            TimeOfDay(iso: text) != nil
                ? [.time]
                : text.utf8.count == 10 && text.utf8.first.map { $0 < 0x3A } ?? false
                    ? [.date] : text.utf8.count >= 3 ? [.name, .enumeration] : []
        }
    }
}
