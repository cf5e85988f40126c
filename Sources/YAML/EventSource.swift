import CYAML

/// One event of libyaml's parser, with what a refusal needs to know.
struct YAMLEvent {
    enum Kind: Equatable {
        case streamStart
        case streamEnd
        case documentStart(hasDirective: Bool)
        case documentEnd
        case alias
        case scalar(text: String, isPlain: Bool)
        case listStart
        case listEnd
        case mapStart
        case mapEnd
        case unknown
    }

    let kind: Kind
    let hasAnchor: Bool
    let hasTag: Bool
    let position: YAMLPosition
}

/// Owns libyaml's parser and the bytes that it reads. Events are copied out, so no pointer leaves this class.
@safe final class EventSource {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let file: String

    init(_ bytes: [UInt8], file: String) throws(YAMLError) {
        self.file = file
        unsafe input = .allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            throw YAMLError(.syntax("out of memory"), at: YAMLPosition(file: file, line: 1, column: 1))
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event.
    func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { unsafe yaml_event_delete(&event) }
        let anchorAndTag = unsafe anchorAndTag(of: event)
        return YAMLEvent(
            kind: unsafe try kind(of: event), hasAnchor: anchorAndTag.0, hasTag: anchorAndTag.1,
            position: unsafe position(event.start_mark))
    }

    private func kind(of event: yaml_event_t) throws(YAMLError) -> YAMLEvent.Kind {
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_STREAM_END_EVENT: .streamEnd
        case YAML_DOCUMENT_START_EVENT: .documentStart(hasDirective: unsafe hasDirective(event))
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias
        case YAML_SCALAR_EVENT: unsafe try scalar(event)
        case YAML_SEQUENCE_START_EVENT: .listStart
        case YAML_SEQUENCE_END_EVENT: .listEnd
        case YAML_MAPPING_START_EVENT: .mapStart
        case YAML_MAPPING_END_EVENT: .mapEnd
        default: .unknown
        }
    }

    private func hasDirective(_ event: yaml_event_t) -> Bool {
        let start = unsafe event.data.document_start
        return unsafe start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
    }

    private func scalar(_ event: yaml_event_t) throws(YAMLError) -> YAMLEvent.Kind {
        let scalar = unsafe event.data.scalar
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
            throw YAMLError(.syntax("text that is not UTF-8"), at: unsafe position(event.start_mark))
        }
        return .scalar(text: text, isPlain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE)
    }

    private func anchorAndTag(of event: yaml_event_t) -> (Bool, Bool) {
        switch unsafe event.type {
        case YAML_SCALAR_EVENT: unsafe (event.data.scalar.anchor != nil, event.data.scalar.tag != nil)
        case YAML_SEQUENCE_START_EVENT:
            unsafe (event.data.sequence_start.anchor != nil, event.data.sequence_start.tag != nil)
        case YAML_MAPPING_START_EVENT:
            unsafe (event.data.mapping_start.anchor != nil, event.data.mapping_start.tag != nil)
        default: (false, false)
        }
    }

    /// What libyaml says is wrong. Its words are fixed sentences that hold nothing of the file.
    private func problem() -> YAMLError {
        let words = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "the file can't be read"
        guard unsafe parser.pointee.error != YAML_READER_ERROR else {
            return YAMLError(.syntax(words), at: place(ofByte: unsafe parser.pointee.problem_offset))
        }
        return YAMLError(.syntax(words), at: unsafe position(parser.pointee.problem_mark))
    }

    /// libyaml's reader names a byte, not a line.
    private func place(ofByte offset: Int) -> YAMLPosition {
        let before = unsafe input.prefix(max(0, offset))
        let line = unsafe before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        let lineStart = unsafe before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = unsafe before[lineStart...].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return YAMLPosition(file: file, line: line, column: column)
    }

    private func position(_ mark: yaml_mark_t) -> YAMLPosition {
        YAMLPosition(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
