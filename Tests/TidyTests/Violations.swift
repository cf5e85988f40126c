import Testing

/// Fails the test that calls it when there are violations, naming each place and what to do instead.
func expectNone(_ violations: [String], instead: String, sourceLocation: SourceLocation = #_sourceLocation) {
    guard !violations.isEmpty else { return }
    let places = violations.sorted().joined(separator: "\n  ")
    Issue.record("\(instead)\n  \(places)", sourceLocation: sourceLocation)
}

/// Prints what is worth a look and fails nothing.
func report(_ title: String, _ findings: [String]) {
    guard !findings.isEmpty else { return }
    print("tidy, for information: \(title)\n  \(findings.joined(separator: "\n  "))")
}
