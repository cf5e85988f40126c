import Glibc

/// The loudness of sound.
package enum Level {
    /// What silence measures, in dB relative to full scale: about the smallest step of 16 bits.
    package static let silence = -96.0

    /// The root mean square of `samples` in dB relative to full scale, -96 to 0. Of no samples: -96.
    package static func decibels(_ samples: some Collection<Int16>) -> Double {
        guard !samples.isEmpty else { return silence }
        let energy = samples.reduce(into: 0.0) { $0 += Double($1) * Double($1) } / Double(samples.count)
        return max(silence, 10 * log10(max(energy, 1e-9) / (32_768 * 32_768)))
    }

    /// `samples` louder by `decibels` (or softer, when negative), clipped to 16 bits.
    package static func scale(_ samples: [Int16], by decibels: Double) -> [Int16] {
        let factor = pow(10, decibels / 20)
        return samples.map { Int16(clamping: Int((Double($0) * factor).rounded())) }
    }
}
