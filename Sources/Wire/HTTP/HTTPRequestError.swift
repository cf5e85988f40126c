/// Which rule a request broke. None of the cases holds anything of the request.
package enum HTTPRequestError: Error, Sendable, Equatable, CaseIterable, CustomStringConvertible {
    case bareCarriageReturn
    case bareLineFeed
    case forbiddenByte
    case requestLineMalformed
    case requestLineTooLong
    case versionUnsupported
    case methodUnknown
    case targetMalformed
    case headTooLarge
    case tooManyFields
    case fieldMalformed
    case fieldFolded
    case fieldRepeated
    case fieldDisguised
    case hostMissing
    case hostMalformed
    case contentLengthMalformed
    case transferCodingUnsupported
    case framingAmbiguous
    case bodyWithoutMeaning
    case bodyTooLarge
    case chunkMalformed
    case trailersRefused
    case connectionMalformed
    case upgradeUnsupported
    case expectationUnknown

    /// The status that says so to the client (RFC 9110, section 15). The connection is closed after it.
    package var status: Int {
        switch self {
        case .requestLineTooLong: 414
        case .versionUnsupported: 505
        case .methodUnknown, .transferCodingUnsupported: 501
        case .headTooLarge, .tooManyFields: 431
        case .bodyTooLarge: 413
        case .expectationUnknown: 417
        default: 400
        }
    }

    package var description: String {
        switch self {
        case .bareCarriageReturn: "a carriage return without a line feed"
        case .bareLineFeed: "a line feed without a carriage return"
        case .forbiddenByte: "a byte that no request head may hold"
        case .requestLineMalformed: "the first line is not a request line"
        case .requestLineTooLong: "the request line is too long"
        case .versionUnsupported: "only HTTP/1.1 is spoken here"
        case .methodUnknown: "the method is unknown"
        case .targetMalformed: "the request target is malformed or not a plain path"
        case .headTooLarge: "the request head is too large"
        case .tooManyFields: "the request has too many header fields"
        case .fieldMalformed: "a header field is malformed"
        case .fieldFolded: "a header field is folded over lines"
        case .fieldRepeated: "a header field that may occur once is repeated"
        case .fieldDisguised: "a header field looks like one that delimits the message"
        case .hostMissing: "the Host field is missing"
        case .hostMalformed: "the Host field is malformed"
        case .contentLengthMalformed: "the Content-Length field is malformed or too large"
        case .transferCodingUnsupported: "the only transfer coding spoken here is chunked"
        case .framingAmbiguous: "the message has both a length and a transfer coding"
        case .bodyWithoutMeaning: "a request of this method has no body"
        case .bodyTooLarge: "the request body is too large"
        case .chunkMalformed: "a chunk of the body is malformed"
        case .trailersRefused: "trailer fields are not accepted"
        case .connectionMalformed: "the Connection field is malformed"
        case .upgradeUnsupported: "the only upgrade spoken here is websocket"
        case .expectationUnknown: "the only expectation met here is 100-continue"
        }
    }
}
