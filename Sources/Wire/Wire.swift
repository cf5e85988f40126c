package enum JSON: Sendable, Equatable { case null }
