import Synchronization

/// Carries a value that cannot be copied into a closure that runs once.
final class Held<Value: ~Copyable & Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: consuming sending Value?) { self.value = Mutex(value) }

    /// The value, the first time.
    func take() -> Value? { value.withLock { $0.take() } }
}
