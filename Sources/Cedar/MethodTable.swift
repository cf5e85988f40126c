/// What may be called on a value.
enum MethodTable {
    private static let binary: [BinaryOperator] = [.contains, .containsAll, .containsAny, .getTag, .hasTag]

    /// The node for `value.name(arguments)`, or an error made by `refusal` from a message.
    static func call(
        _ name: Text, on value: Expression, _ arguments: [Expression], refusal: (String) -> CedarError
    ) throws(CedarError) -> Expression.Kind {
        if let operation = binary.first(where: { $0.rawValue == name.string }) {
            guard let argument = arguments.first, arguments.count == 1 else {
                throw refusal("`\(name)` takes one argument, not \(arguments.count)")
            }
            return .binary(operation, value, argument)
        }
        if name == "isEmpty" {
            guard arguments.isEmpty else { throw refusal("`isEmpty` takes no argument") }
            return .unary(.isEmpty, value)
        }
        guard let function = ExtensionFunction(rawValue: name.string), !function.isConstructor else {
            let isFunction = ExtensionFunction(rawValue: name.string) != nil
            throw refusal("there is no method `\(name)`; \(isFunction ? "write `\(name)(…)`" : advice(name))")
        }
        return .call(function, [value] + arguments)
    }

    /// Whether `name` is a method.
    static func isMethod(_ name: Text) -> Bool { methods.contains(name) }

    /// A hint at the nearest known name.
    static func advice(_ name: Text) -> String {
        let known = methods + [Text("ip"), "decimal", "datetime", "duration"]
        guard let near = nearest(to: name, among: known) else { return "see the list of operators" }
        return "did you mean `\(near)`?"
    }

    private static let methods: [Text] =
        (binary.map(\.rawValue) + ["isEmpty"] + ExtensionFunction.allCases.filter { !$0.isConstructor }.map(\.rawValue))
        .map { Text($0) }
}

/// The candidate that differs from `name` in the fewest letters, if that is at most a third of them.
func nearest(to name: Text, among candidates: some Sequence<Text>) -> Text? {
    guard name.count <= 64 else { return nil }
    let word = lowercase(name)
    var best: (distance: Int, text: Text)?
    for candidate in candidates where candidate.count <= 64 {
        let distance = editDistance(word, lowercase(candidate))
        if distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    guard let best, best.distance <= max(1, name.count / 3) else { return nil }
    return best.text
}

private func lowercase(_ text: Text) -> [UInt8] {
    text.string.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
}

/// Levenshtein distance.
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (rowIndex, letter) in first.enumerated() {
        var previous = row[0]
        row[0] = rowIndex + 1
        for (column, other) in second.enumerated() {
            let substituted = previous + (letter == other ? 0 : 1)
            previous = row[column + 1]
            row[column + 1] = min(substituted, previous + 1, row[column] + 1)
        }
    }
    return row[second.count]
}
