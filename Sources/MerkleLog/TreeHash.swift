import Cryptography

/// A SHA-256 hash of a leaf or an inner node of a Merkle tree (RFC 6962, section 2.1).
package struct TreeHash: Hashable, Sendable {
    /// The number of bytes in a hash.
    package static let length = 32

    /// Four words of 8 bytes. Not a SIMD vector of 32: that wants to lie at a multiple of 32 bytes, and a task whose
    /// closure captured one wrote beyond its heap block (Swift 6.3.1; `T07ToolAbuseTests.race` aborted by it).
    private struct Words: Hashable, Sendable {
        var first: UInt64 = 0, second: UInt64 = 0, third: UInt64 = 0, fourth: UInt64 = 0
    }

    /// The 32 bytes, in the order in which they lie in memory.
    private var words = Words()

    /// The hash of those 32 bytes; nothing for another number of bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.init(trusted: bytes[...])
    }

    /// The hash of those 32 bytes; nothing for another number of bytes.
    package init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        self.init(trusted: bytes)
    }

    private init(trusted bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { source in
            unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyMemory(from: source) }
        }
    }

    /// The hash of a tree without leaves: SHA-256 of nothing.
    package static let emptyTree = TreeHash(trusted: SHA256.hash([])[...])

    /// The hash of a leaf that holds `entry`: SHA-256 of a zero byte and the entry.
    package init(leaf entry: [UInt8]) {
        var input: [UInt8] = []
        input.reserveCapacity(entry.count + 1)
        input.append(0)
        input.append(contentsOf: entry)
        self.init(trusted: SHA256.hash(input)[...])
    }

    /// The hash of an inner node: SHA-256 of a one byte and the hashes of its children.
    package init(left: TreeHash, right: TreeHash) {
        var input: [UInt8] = []
        input.reserveCapacity(2 * Self.length + 1)
        input.append(1)
        left.append(to: &input)
        right.append(to: &input)
        self.init(trusted: SHA256.hash(input)[...])
    }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length)
        append(to: &bytes)
        return bytes
    }

    /// Appends the 32 bytes to `output`.
    package func append(to output: inout [UInt8]) {
        unsafe withUnsafeBytes(of: words) { unsafe output.append(contentsOf: $0) }
    }
}
