/// Reads a YAML file by libyaml into nodes that know their place.
///
/// A configuration file needs no more than maps, lists and scalars. What lets a file mean something else than it shows
/// is refused: aliases and anchors (also against their expansion without bound), tags, directives, several documents,
/// keys that stand twice.
package enum YAMLDocument {
    /// Reads one document. `file` is the name that errors show.
    package static func parse(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = .standard
    ) throws(YAMLError) -> YAMLNode {
        let start = YAMLPosition(file: file, line: 1, column: 1)
        guard bytes.count <= limits.maximumBytes else {
            throw YAMLError(.tooLarge(limit: limits.maximumBytes), at: start)
        }
        var composer = Composer(source: try EventSource(bytes, file: file), limits: limits)
        return try composer.document()
    }
}

/// Builds nodes from events; recursion is bounded by the limit of depth.
private struct Composer {
    let source: EventSource
    let limits: YAMLLimits
    private var nodes = 0

    init(source: EventSource, limits: YAMLLimits) {
        self.source = source
        self.limits = limits
    }

    mutating func document() throws(YAMLError) -> YAMLNode {
        _ = try source.next()
        let start = try source.next()
        guard case .documentStart(let hasDirective) = start.kind else {
            throw YAMLError(.documentCount, at: start.position)
        }
        guard !hasDirective else { throw YAMLError(.directive, at: start.position) }
        let root = try node(try source.next(), depth: 0, key: nil)
        _ = try source.next()
        let end = try source.next()
        guard end.kind == .streamEnd else { throw YAMLError(.documentCount, at: end.position) }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int, key: String?) throws(YAMLError) -> YAMLNode {
        nodes += 1
        guard nodes <= limits.maximumNodes else {
            throw YAMLError(.tooManyNodes(limit: limits.maximumNodes), at: event.position)
        }
        guard depth <= limits.maximumDepth else {
            throw YAMLError(.tooDeep(limit: limits.maximumDepth), at: event.position)
        }
        guard !event.hasAnchor else { throw YAMLError(.anchor, at: event.position) }
        guard !event.hasTag else { throw YAMLError(.tag, at: event.position) }
        switch event.kind {
        case .scalar(let text, let isPlain):
            return YAMLNode(.scalar(text: text, isPlain: isPlain), at: event.position, key: key)
        case .listStart: return YAMLNode(.list(try elements(depth: depth + 1)), at: event.position, key: key)
        case .mapStart: return YAMLNode(.map(try entries(depth: depth + 1)), at: event.position, key: key)
        case .alias: throw YAMLError(.alias, at: event.position)
        default: throw YAMLError(.syntax("something unexpected"), at: event.position)
        }
    }

    private mutating func elements(depth: Int) throws(YAMLError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try source.next()
            if event.kind == .listEnd { return elements }
            elements.append(try node(event, depth: depth, key: nil))
        }
    }

    private mutating func entries(depth: Int) throws(YAMLError) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var lines: [[UInt8]: Int] = [:]
        while true {
            let event = try source.next()
            if event.kind == .mapEnd { return entries }
            let key = try key(event, depth: depth)
            if let line = lines.updateValue(event.position.line, forKey: Array(key.utf8)) {
                throw YAMLError(.duplicateKey(key, firstLine: line), at: event.position)
            }
            let value = try node(try source.next(), depth: depth, key: key)
            entries.append(YAMLEntry(key: key, keyPosition: event.position, value: value))
        }
    }

    private mutating func key(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> String {
        if case .listStart = event.kind { throw YAMLError(.keyNotText, at: event.position) }
        if case .mapStart = event.kind { throw YAMLError(.keyNotText, at: event.position) }
        let key = try node(event, depth: depth, key: nil)
        guard case .scalar(let text, let isPlain) = key.content, !isPlain || !text.isEmpty else {
            throw YAMLError(.keyNotText, at: event.position)
        }
        return text
    }
}
