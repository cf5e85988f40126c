import Glibc

/// The process's standard streams, written whole lines at a time without a lock of the C library.
package enum StandardStream {
    /// Writes to standard output.
    @Sendable package static func output(_ text: String) { write(text, to: 1) }

    /// Writes to standard error.
    @Sendable package static func error(_ text: String) { write(text, to: 2) }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = ArraySlice(text.utf8)
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
