import Testing

/// Counts the cases of one conformance file and prints them: what is skipped is always said, never hidden.
struct ConformanceTally {
    /// What is counted, as it is printed.
    let name: String
    private(set) var passed = 0
    private(set) var failed: [String] = []
    private(set) var skipped: [String: Int] = [:]

    /// Nothing counted yet.
    init(_ name: String) { self.name = name }

    /// Counts a case whose verdict is right.
    mutating func pass() { passed += 1 }

    /// Counts a case whose verdict is wrong, by its id.
    mutating func fail(_ id: String) { failed.append(id) }

    /// Counts a case as passed or failed.
    mutating func record(_ isRight: Bool, _ id: @autoclosure () -> String) {
        if isRight { pass() } else { fail(id()) }
    }

    /// Counts a case that this implementation does not judge, with the reason.
    mutating func skip(_ reason: String) { skipped[reason, default: 0] += 1 }

    /// Prints the counts and fails the test when a verdict was wrong or nothing was judged.
    func report(sourceLocation: SourceLocation = #_sourceLocation) {
        let count = skipped.values.reduce(0, +)
        print("CONFORMANCE \(name): \(passed) passed, \(failed.count) failed, \(count) skipped")
        for (reason, count) in skipped.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            print("CONFORMANCE \(name): skipped \(count): \(reason)")
        }
        #expect(failed.isEmpty, "\(name)", sourceLocation: sourceLocation)
        #expect(passed + failed.count > 0, "\(name): no case was judged", sourceLocation: sourceLocation)
    }
}
