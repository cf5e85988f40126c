/// Bytes that must not be printed, logged or compared in variable time. Reading them is spelled `withBytes`, so that
/// every use can be found by its name.
package final class Secret: Sendable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    /// A secret of those bytes.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many bytes it has.
    package var count: Int { bytes.count }

    /// Lends the bytes to `body`. What `body` returns must not contain them.
    package func withBytes<Result>(_ body: ([UInt8]) throws -> Result) rethrows -> Result { try body(bytes) }

    package var description: String { "[secret]" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
