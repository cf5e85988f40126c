/// A place in a file: lines and columns count from 1, columns in Unicode scalars.
package struct YAMLPosition: Sendable, Equatable, CustomStringConvertible {
    /// The file as it was named when reading.
    package let file: String
    /// The line.
    package let line: Int
    /// The column.
    package let column: Int

    /// A place.
    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}

/// Why a YAML file is refused, and where. Descriptions name keys and choices, never values: those can be secrets.
package struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    package let reason: Reason
    /// Where.
    package let position: YAMLPosition

    /// An error of that reason at that place.
    package init(_ reason: Reason, at position: YAMLPosition) {
        self.reason = reason
        self.position = position
    }

    /// `file:line:column: what is wrong`.
    package var description: String { "\(position): \(reason)" }

    /// What can be wrong.
    package enum Reason: Sendable, Equatable {
        /// libyaml can't read it.
        case syntax(String)
        /// The file is longer than the limit in bytes.
        case tooLarge(limit: Int)
        /// Lists and maps are nested deeper than the limit.
        case tooDeep(limit: Int)
        /// There are more nodes than the limit.
        case tooManyNodes(limit: Int)
        /// An alias (`*name`) stands for another part of the file.
        case alias
        /// An anchor (`&name`) marks a part of the file.
        case anchor
        /// A tag (`!name`) changes what a value is.
        case tag
        /// A second document follows, or there is none.
        case documentCount
        /// A directive (`%YAML`, `%TAG`) stands before the document.
        case directive
        /// A key is no plain or quoted text.
        case keyNotText
        /// A key stands twice in one map; the first is in that line.
        case duplicateKey(String, firstLine: Int)
        /// A key has no meaning here.
        case unknownKey(String, nearest: String?)
        /// A key is missing.
        case missingKey(String)
        /// A value is of another type than its key needs.
        case wrongType(key: String?, expected: String, found: String)
        /// A value is none of the allowed words.
        case unknownChoice(key: String?, allowed: [String], nearest: String?)
        /// A value is outside what is allowed, in words.
        case outOfRange(key: String?, String)
    }
}

extension YAMLError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .syntax(let problem): problem
        case .tooLarge(let limit): "the file is longer than \(limit) bytes"
        case .tooDeep(let limit): "lists and maps are nested more than \(limit) deep"
        case .tooManyNodes(let limit): "the file has more than \(limit) nodes"
        case .alias: "aliases (*name) are not allowed"
        case .anchor: "anchors (&name) are not allowed"
        case .tag: "tags (!name) are not allowed"
        case .documentCount: "the file must hold exactly one document"
        case .directive: "directives (%) are not allowed"
        case .keyNotText: "a key must be text"
        case .duplicateKey(let key, let line): "the key \"\(key)\" stands here again; it stands first in line \(line)"
        case .unknownKey(let key, let nearest): "unknown key \"\(key)\"" + Self.suggestion(nearest)
        case .missingKey(let key): "the key \"\(key)\" is missing"
        case .wrongType(let key, let expected, let found): Self.name(key) + "expected \(expected), found \(found)"
        case .unknownChoice(let key, let allowed, let nearest):
            Self.name(key) + "expected one of \(allowed.joined(separator: ", "))" + Self.suggestion(nearest)
        case .outOfRange(let key, let words): Self.name(key) + words
        }
    }

    private static func name(_ key: String?) -> String { key.map { "\"\($0)\": " } ?? "" }

    private static func suggestion(_ nearest: String?) -> String { nearest.map { "; did you mean \"\($0)\"?" } ?? "" }
}
