/// Which rule of RFC 6455, or bound, a peer broke.
package enum WebSocketProtocolError: Error, Sendable, Equatable, CaseIterable, CustomStringConvertible {
    case reservedBits
    case reservedOpcode
    case notMasked
    case masked
    case controlFragmented
    case controlTooLong
    case lengthNotMinimal
    case lengthTooLarge
    case continuationWithoutStart
    case messageInterrupted
    case tooManyFragments
    case frameTooLarge
    case messageTooLarge
    case notUTF8
    case closeMalformed
    case closeCodeInvalid
    case tooManyControlFrames

    /// The code with which the connection is closed (RFC 6455, section 7.4.1).
    package var closeCode: UInt16 {
        switch self {
        case .frameTooLarge, .messageTooLarge: 1009
        case .notUTF8: 1007
        case .tooManyControlFrames, .tooManyFragments: 1008
        default: 1002
        }
    }

    package var description: String {
        switch self {
        case .reservedBits: "a reserved bit is set though no extension was agreed"
        case .reservedOpcode: "the frame has a reserved opcode"
        case .notMasked: "a frame of the client is not masked"
        case .masked: "a frame of the server is masked"
        case .controlFragmented: "a control frame is fragmented"
        case .controlTooLong: "a control frame is longer than 125 bytes"
        case .lengthNotMinimal: "the payload length is not in its shortest form"
        case .lengthTooLarge: "the payload length has its highest bit set"
        case .continuationWithoutStart: "a continuation without a message to continue"
        case .messageInterrupted: "a new message begins inside another"
        case .tooManyFragments: "the message has too many fragments"
        case .frameTooLarge: "the frame is too large"
        case .messageTooLarge: "the message is too large"
        case .notUTF8: "the text is not UTF-8"
        case .closeMalformed: "the close frame has a payload of one byte"
        case .closeCodeInvalid: "the close code may not be sent"
        case .tooManyControlFrames: "too many control frames"
        }
    }
}
