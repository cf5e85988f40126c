import Glibc

/// The loudness of a stream of sound in some bands of the telephone's range, frame by frame.
struct BandAnalysis: Sendable {
    static let bands = 12
    static let framesPerSecond = 50
    /// Frames to either side that the mean is taken over when changes are asked for.
    private static let reach = 25
    /// Under this, in natural logarithm of mean square, a band counts as silent.
    private static let floor: Float = 4

    private var filters: [BandFilter]
    private var framer: Framer

    init(rate: Int) {
        // Evenly on a logarithmic scale from 250 to 3,400 Hz.
        filters = (0..<Self.bands).map { band in
            BandFilter(centre: 250 * pow(13.6, Double(band) / Double(Self.bands - 1)), rate: Double(rate))
        }
        framer = Framer(length: rate / Self.framesPerSecond)
    }

    /// The frames that `samples` complete: for each band the logarithm of its power.
    mutating func add(_ samples: [Int16]) -> [[Float]] {
        framer.add(samples).map { frame in
            filters.indices.map { band in max(log(filters[band].power(of: frame) + 1), Self.floor) }
        }
    }

    /// The frames from the first to the last that is within 30 dB of the loudest: pauses around an answer have
    /// nothing to compare.
    static func spoken(_ frames: [[Float]]) -> [[Float]] {
        let levels = frames.map { $0.max() ?? 0 }
        guard let loudest = levels.max(), loudest > floor else { return [] }
        let gate = max(loudest - 6.9, floor)
        guard let first = levels.firstIndex(where: { $0 > gate }), let last = levels.lastIndex(where: { $0 > gate })
        else { return [] }
        return [[Float]](frames[first...last])
    }

    /// What changes: each band less its mean over a second around, all frames in a row.
    static func changes(in frames: [[Float]]) -> [Float] {
        var sums = [[Float]](repeating: [Float](repeating: 0, count: bands), count: frames.count + 1)
        for (index, frame) in frames.enumerated() {
            for band in 0..<bands { sums[index + 1][band] = sums[index][band] + frame[band] }
        }
        return frames.indices.flatMap { index in
            let (first, end) = (max(0, index - reach), min(frames.count, index + reach + 1))
            return (0..<bands).map { band in
                frames[index][band] - (sums[end][band] - sums[first][band]) / Float(end - first)
            }
        }
    }
}

/// A band-pass filter of second order (R. Bristow-Johnson's cookbook formulae, constant peak gain).
struct BandFilter: Sendable {
    private let b0: Float, a1: Float, a2: Float
    private var x1: Float = 0, x2: Float = 0, y1: Float = 0, y2: Float = 0

    /// A filter about a third of an octave wide.
    init(centre: Double, rate: Double) {
        let angle = 2 * Double.pi * centre / rate
        let alpha = sin(angle) / (2 * 4.3)
        b0 = Float(alpha / (1 + alpha))
        a1 = Float(-2 * cos(angle) / (1 + alpha))
        a2 = Float((1 - alpha) / (1 + alpha))
    }

    /// The mean square of the next samples inside the band.
    mutating func power(of samples: [Int16]) -> Float {
        var energy: Float = 0
        for sample in samples {
            let x = Float(sample)
            let y = b0 * (x - x2) - a1 * y1 - a2 * y2
            (x2, x1, y2, y1) = (x1, x, y1, y)
            energy += y * y
        }
        return energy / Float(max(samples.count, 1))
    }
}
