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

    /// How long it lasts.
    package var duration: Duration { .nanoseconds(Int64(samples.count) * 1_000_000_000 / Int64(rate)) }
}
