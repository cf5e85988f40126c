/// What a record breaks of the order that every log keeps. The text names rules, never contents.
package struct RuleViolation: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// Throws a violation unless `condition` holds.
func require(_ condition: Bool, _ rule: String) throws(RuleViolation) {
    guard condition else { throw RuleViolation(rule) }
}

/// The value, or a violation when there is none.
func require<Value>(_ value: Value?, _ rule: String) throws(RuleViolation) -> Value {
    guard let value else { throw RuleViolation(rule) }
    return value
}
