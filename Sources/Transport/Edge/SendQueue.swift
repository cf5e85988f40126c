import Primitives

/// What waits to be sent on one connection: plaintext in order, and behind the last `seal` the rest of its ciphertext.
/// Knows by when the peer must have taken what waits, whatever is added later: a trickle cannot extend that.
struct SendQueue {
    private var plain = ByteQueue()
    private var sealed = ByteQueue()
    private var sent: UInt64 = 0
    private var target: UInt64 = 0
    private var mark: Instant?

    /// Bytes that wait.
    var count: Int { plain.count + sealed.count }
    /// By when what waited at the last mark must be gone; nothing while nothing is stuck.
    var deadline: Instant? { mark }

    var hasPlain: Bool { plain.count > 0 }
    var hasSealed: Bool { sealed.count > 0 }

    mutating func append(_ bytes: [UInt8]) { plain.append(bytes) }

    /// Lets `body` append to the plaintext in place.
    mutating func append(_ body: (inout [UInt8]) -> Void) { plain.append(body) }

    mutating func appendSealed(_ bytes: UnsafeRawBufferPointer) {
        sealed.append { unsafe $0.append(contentsOf: bytes) }
    }

    func withPlain<Value, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try unsafe plain.withBytes(body)
    }

    func withSealed<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        unsafe sealed.withBytes(body)
    }

    mutating func dropPlain(_ count: Int) { plain.drop(count) }

    mutating func dropSealed(_ count: Int) { sealed.drop(count) }

    /// Counts bytes that left for the network.
    mutating func countSent(_ bytes: Int) { sent &+= UInt64(bytes) }

    /// Bytes that left for the network since the beginning.
    var totalSent: UInt64 { sent }

    /// The peer does not take more: sets the deadline for what waits, unless one already runs for it.
    mutating func stall(at now: Instant, within base: Duration, bytesPerSecond: Int) {
        guard mark == nil || sent >= target else { return }
        target = sent &+ UInt64(count)
        mark = now + base + .milliseconds(count * 1000 / max(1, bytesPerSecond))
    }

    /// Forgets what waits.
    mutating func clear() {
        (plain, sealed) = (ByteQueue(), ByteQueue())
        mark = nil
    }

    /// Nothing waits any more.
    mutating func drain() { mark = nil }
}

/// Bytes that are appended at one end and taken from the other; gives its memory back when it is empty.
struct ByteQueue {
    /// An empty queue keeps at most this much memory.
    private static let kept = 2048
    private var bytes: [UInt8] = []
    private var head = 0

    var count: Int { bytes.count - head }

    mutating func append(_ more: [UInt8]) { bytes += more }

    mutating func append(_ body: (inout [UInt8]) -> Void) { body(&bytes) }

    mutating func drop(_ count: Int) {
        head += count
        if head == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.kept)
            head = 0
        } else if head > 65_536, head > bytes.count / 2 {
            bytes.removeSubrange(0..<head)
            head = 0
        }
    }

    func withBytes<Value, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try unsafe bytes.span.extracting(head..<bytes.count).withUnsafeBytes(body)
    }
}
