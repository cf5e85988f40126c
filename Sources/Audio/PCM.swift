/// Mono sound: signed 16-bit linear samples at a rate.
package struct PCM: Sendable, Equatable {
    /// The samples, in order.
    package var samples: [Int16]
    /// Samples per second: 8000, 16000 or 24000 in this product.
    package let rate: Int

    /// Sound of those samples at `rate` samples per second.
    package init(_ samples: [Int16], rate: Int) {
        self.samples = samples
        self.rate = rate
    }

    /// Sound from bytes, two to a sample, low byte first; an odd last byte is left out.
    package init(littleEndian bytes: some Collection<UInt8>, rate: Int) {
        var samples: [Int16] = []
        samples.reserveCapacity(bytes.count / 2)
        var low: UInt8?
        for byte in bytes {
            if let first = low {
                samples.append(Int16(bitPattern: UInt16(first) | UInt16(byte) << 8))
                low = nil
            } else {
                low = byte
            }
        }
        self.init(samples, rate: rate)
    }

    /// How long it lasts.
    package var duration: Duration { .nanoseconds(Int64(samples.count) * 1_000_000_000 / Int64(rate)) }

    /// The samples as bytes, low byte first.
    package var littleEndian: [UInt8] {
        samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    /// The root mean square in dB relative to full scale, -96 to 0.
    package var decibels: Double { Level.decibels(samples) }

    /// Silence of that length.
    package static func silence(_ duration: Duration, rate: Int) -> PCM {
        let (seconds, attoseconds) = duration.components
        let whole = Int(max(seconds, 0)) * rate
        return PCM(
            [Int16](repeating: 0, count: whole + Int(max(attoseconds, 0) / 1_000_000_000) * rate / 1_000_000_000),
            rate: rate)
    }
}
