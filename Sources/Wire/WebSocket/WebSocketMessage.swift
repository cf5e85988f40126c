/// A complete message of a WebSocket (RFC 6455, section 5.6).
package enum WebSocketMessage: Sendable, Equatable {
    /// Text, as valid UTF-8.
    case text([UInt8])
    /// Any bytes.
    case binary([UInt8])

    /// The payload.
    package var bytes: [UInt8] {
        switch self {
        case .text(let bytes), .binary(let bytes): bytes
        }
    }
}

/// Bounds on what a peer of a WebSocket may send.
package struct WebSocketLimits: Sendable, Equatable {
    /// The longest payload of one frame, in bytes.
    package var frameSize: Int
    /// The longest message, in bytes, over all its fragments.
    package var messageSize: Int
    /// The most frames that one message may be cut into.
    package var fragments: Int
    /// The most control frames in any ten seconds; more end the connection.
    package var controlFramesPerTenSeconds: Int

    /// Bounds; those left out fit the realtime protocol, whose largest event is 15 seconds of audio as base64.
    package init(
        frameSize: Int = 1 << 20, messageSize: Int = 1 << 20, fragments: Int = 128,
        controlFramesPerTenSeconds: Int = 100
    ) {
        self.frameSize = frameSize
        self.messageSize = messageSize
        self.fragments = fragments
        self.controlFramesPerTenSeconds = controlFramesPerTenSeconds
    }
}
