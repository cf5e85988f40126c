import Platform
import Primitives
import Synchronization
import Transport
import Wire

/// A caller's microphone: sends 20 ms of sound every 20 ms, silence when there is nothing to say.
final class Microphone: Sendable {
    private let pending = Mutex<[Int16]>([])
    private let isOpen = Atomic(true)

    /// Sends to `client` on a thread of its own until `close`.
    init(client: WebSocketClient) {
        startThread(named: "microphone") { [self] in run(client) }
    }

    /// Adds speech after what is still to be said.
    func say(_ samples: [Int16]) { pending.withLock { $0 += samples } }

    /// Whether everything was said.
    var isSilent: Bool { pending.withLock(\.isEmpty) }

    func close() { isOpen.store(false, ordering: .relaxed) }

    private func run(_ client: WebSocketClient) {
        var due = SystemClock.now()
        while isOpen.load(ordering: .relaxed) {
            guard (try? client.send(text: message(next()))) != nil else { return }
            due = due + .milliseconds(20)
            SystemClock.sleep(until: due)
        }
    }

    private func next() -> [Int16] {
        pending.withLock { pending in
            let frame = Array(pending.prefix(480))
            pending.removeFirst(frame.count)
            return frame + [Int16](repeating: 0, count: 480 - frame.count)
        }
    }

    private func message(_ samples: [Int16]) -> [UInt8] {
        let bytes = samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        return Array("{\"type\":\"input_audio_buffer.append\",\"audio\":\"\(Base64.encode(bytes))\"}".utf8)
    }
}
