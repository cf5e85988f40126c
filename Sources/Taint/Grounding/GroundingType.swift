/// What kind of value a critical argument is, which decides how it can follow from a caller's words.
package enum GroundingType: String, Sendable, CaseIterable {
    /// Words that the caller said in that order.
    case text
    /// A name: its words, or its letters spelled out.
    case name
    /// A whole number.
    case integer
    /// An amount of money in major units, `45.5` or `"45.50"`.
    case money
    /// An amount of money in minor units, `4550`.
    case moneyMinor = "money-minor"
    /// A day, `2026-11-24`.
    case date
    /// A time of day, `10:30`.
    case time
    /// A length of time in minutes.
    case duration
    /// One of a list of values, each with the words that mean it.
    case enumeration
    /// An identifier: spelled out, or that of the one record that the caller's words single out.
    case identifier
    /// A telephone number.
    case phone
}

/// An argument of a tool that decides what the call does, and so must be grounded.
package struct CriticalArgument: Sendable {
    /// The argument's name, at the top of the call's arguments.
    package var name: String
    /// Its kind.
    package var type: GroundingType
    /// For an enumeration: the phrases that mean each value, besides the value itself.
    package var synonyms: [String: [String]]

    /// That argument.
    package init(_ name: String, _ type: GroundingType, synonyms: [String: [String]] = [:]) {
        self.name = name
        self.type = type
        self.synonyms = synonyms
    }
}
