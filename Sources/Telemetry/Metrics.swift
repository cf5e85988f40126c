import Primitives
import Synchronization

/// The gateway's counters, gauges and histograms, and their Prometheus text (exposition format 0.0.4).
package final class Metrics: Sendable {
    /// The most label sets of one metric; more are counted under `other`.
    package static let labelSetLimit = 200

    private let families = Mutex<[Family]>([])

    /// An empty registry.
    package init() {}

    /// Adds to a counter.
    package func count(_ name: StaticString, _ help: StaticString, _ labels: Labels = [:], by amount: Double = 1) {
        update(name, help, .counter, labels) { $0.value += amount }
    }

    /// Sets a gauge.
    package func set(_ name: StaticString, _ help: StaticString, _ labels: Labels = [:], to value: Double) {
        update(name, help, .gauge, labels) { $0.value = value }
    }

    /// Adds to a gauge.
    package func add(_ name: StaticString, _ help: StaticString, _ labels: Labels = [:], _ amount: Double) {
        update(name, help, .gauge, labels) { $0.value += amount }
    }

    /// Adds a time to a histogram of seconds.
    package func observe(_ name: StaticString, _ help: StaticString, _ labels: Labels = [:], _ time: Duration) {
        update(name, help, .histogram, labels) { $0.observe(time.seconds) }
    }

    /// Everything, in the text format.
    package func prometheus() -> String {
        families.withLock { $0.map(\.text).joined() }
    }

    private func update(
        _ name: StaticString, _ help: StaticString, _ kind: Family.Kind, _ labels: Labels,
        _ change: (inout Series) -> Void
    ) {
        families.withLock { families in
            let index = families.firstIndex { $0.name == "\(name)" } ?? families.endIndex
            if index == families.endIndex { families.append(Family(name: "\(name)", help: "\(help)", kind: kind)) }
            change(&families[index][labels])
        }
    }
}

/// The labels of a series. Values are names from configuration or fixed words; never what a caller said.
package typealias Labels = KeyValuePairs<StaticString, String>

/// One metric with its label sets.
struct Family: Sendable {
    enum Kind: String, Sendable { case counter, gauge, histogram }

    let name: String
    let help: String
    let kind: Kind
    private var series: [String: Series] = [:]

    init(name: String, help: String, kind: Kind) {
        self.name = name
        self.help = help
        self.kind = kind
    }

    subscript(labels: Labels) -> Series {
        get { series[key(labels)] ?? Series() }
        set { series[key(labels)] = newValue }
    }

    private func key(_ labels: Labels) -> String {
        let key = labels.map { "\($0.key)=\"\(escaped($0.value))\"" }.joined(separator: ",")
        let isKnown = series[key] != nil || series.count < Metrics.labelSetLimit
        return isKnown ? key : labels.map { "\($0.key)=\"other\"" }.joined(separator: ",")
    }

    private func escaped(_ value: String) -> String {
        String(value.unicodeScalars.map { $0 == "\"" || $0 == "\\" || $0.value < 0x20 ? "_" : Character($0) })
    }

    var text: String {
        let head = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        return series.sorted { $0.key < $1.key }.reduce(into: head) { text, entry in
            text += kind == .histogram ? entry.value.histogram(name, entry.key) : line(entry.key, entry.value.value)
        }
    }

    private func line(_ labels: String, _ value: Double) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }
}

/// One series: a number, or a histogram of seconds.
struct Series: Sendable {
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10]

    var value = 0.0
    private var buckets: [Int] = []
    private var count = 0

    mutating func observe(_ seconds: Double) {
        if buckets.isEmpty { buckets = Array(repeating: 0, count: Self.bounds.count) }
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound { buckets[index] += 1 }
        count += 1
        value += seconds
    }

    func histogram(_ name: String, _ labels: String) -> String {
        let lead = labels.isEmpty ? "" : labels + ","
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        var text = ""
        for (bound, bucket) in zip(Self.bounds, buckets) {
            text += "\(name)_bucket{\(lead)le=\"\(bound)\"} \(bucket)\n"
        }
        text += "\(name)_bucket{\(lead)le=\"+Inf\"} \(count)\n"
        return text + "\(name)_sum\(braces) \(value)\n\(name)_count\(braces) \(count)\n"
    }
}
