import CSodium
import Primitives

/// Unpredictable bytes from the kernel, by libsodium.
package enum RandomBytes {
    /// `count` fresh bytes; none for a count below one.
    package static func make(_ count: Int) -> [UInt8] {
        precondition(Sodium.ready)
        var bytes = [UInt8](repeating: 0, count: max(0, count))
        let size = bytes.count
        unsafe randombytes_buf(&bytes, size)
        return bytes
    }

    /// A fresh secret of `count` bytes.
    package static func makeSecret(_ count: Int) -> Secret { Secret(make(count)) }
}
