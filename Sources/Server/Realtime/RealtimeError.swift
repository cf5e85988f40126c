import Wire

/// An error in the shape of the OpenAI Realtime protocol: a type, a code, a sentence, and the parameter that it is about.
/// The sentences hold nothing that the client sent but names of parameters that we know.
package struct RealtimeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// `invalid_request_error`, `server_error` or `rate_limit_error`.
    package var type: String
    /// A word for programs: `unknown_event`.
    package var code: String
    /// A sentence for people.
    package var message: String
    /// The parameter at fault: `session.audio.input.format`.
    package var param: String?

    /// An error of the client's making.
    package static func invalid(_ code: String, _ message: String, param: String? = nil) -> RealtimeError {
        RealtimeError(type: "invalid_request_error", code: code, message: message, param: param)
    }

    package var description: String { message }

    /// The `error` event, naming the client's event when it had an id.
    func event(id: String, cause: String?) -> JSON {
        [
            "type": "error", "event_id": JSON(id),
            "error": [
                "type": JSON(type), "code": JSON(code), "message": JSON(message),
                "param": param.map { JSON($0) } ?? .null, "event_id": cause.map { JSON($0) } ?? .null,
            ],
        ]
    }
}
