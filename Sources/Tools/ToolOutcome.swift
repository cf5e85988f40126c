import Taint

/// How a call ended, as the model is told it and the log has it.
package struct ToolOutcome: Sendable, Equatable {
    /// The ways to end.
    package enum Status: String, Sendable {
        /// The tool answered as it should.
        case ok
        /// The tool answered that it would not or could not.
        case failed
        /// It did not answer in time: nobody knows whether it acted.
        case timedOut = "timed_out"
        /// It could not be asked.
        case unreachable
    }

    /// How it ended.
    package var status: Status
    /// The result, or the reason, as JSON text with where it came from.
    package var result: Labeled<String>
    /// The HTTP status, when there was an answer.
    package var httpStatus: Int?
}
