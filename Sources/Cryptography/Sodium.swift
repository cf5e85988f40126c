import CSodium

/// libsodium, initialised once before its first use.
enum Sodium {
    /// True after `sodium_init`; the library can only fail here when the kernel has no random source at all, and a
    /// gateway that cannot make keys must not run.
    static let ready: Bool = {
        precondition(sodium_init() >= 0, "libsodium could not initialise: no random source")
        return true
    }()
}
