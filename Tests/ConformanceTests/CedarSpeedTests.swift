import Cedar
import Testing
import Wire

/// Prints how long an authorisation takes on the benchmark workloads. Only a release build's figures mean something.
@Suite("Cedar speed")
struct CedarSpeedTests {
    @Test("Every workload is decided; its time is printed")
    func workloads() throws {
        guard let root = ConformanceData.folder else { return }
        let folder = CedarFolder(path: "\(root)/cedar/bench")
        for name in ["gdrive5", "github5", "github50", "tinytodo5", "gateway50", "gateway200"] {
            guard let text = try? folder.bytes("\(name)/policies.cedar") else { continue }
            let set = try PolicySet.parse(String(decoding: text, as: UTF8.self), name: name, naming: .position)
            let list =
                try EntityJSON.list(folder.json("\(name)/entities.json"))
                + EntityJSON.list(folder.json("\(name)/actions.json"))
            let entities = try Entities(list)
            let requests = try (folder.json("\(name)/requests.json").arrayValue ?? []).map(
                CedarConformanceTests.request)
            let one = measure(requests) { set.authorize($0, entities).decision == .allow }
            print(
                "CEDAR SPEED \(name): \(set.policies.count) policies, p50 \(one.p50) µs, p99 \(one.p99) µs, \(one.allowed) of \(requests.count) allowed"
            )
            if let gates = try? GateEvaluator(set) {
                let four = measure(requests) { gates.whatIf($0, entities).allowed != .none }
                print("CEDAR SPEED \(name): what-if p50 \(four.p50) µs, p99 \(four.p99) µs")
            }
            #expect(!requests.isEmpty)
        }
    }

    private func measure(_ requests: [Request], _ body: (Request) -> Bool) -> (p50: Double, p99: Double, allowed: Int) {
        let clock = ContinuousClock()
        let allowed = requests.count(where: body)
        var times: [Double] = []
        for _ in 0..<max(1, 4000 / max(1, requests.count)) {
            for request in requests {
                let start = clock.now
                for _ in 0..<4 { _ = body(request) }
                times.append(Double((clock.now - start).components.attoseconds) / 4e12)
            }
        }
        times.sort()
        func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
        return (rounded(times[times.count / 2]), rounded(times[times.count * 99 / 100]), allowed)
    }
}
