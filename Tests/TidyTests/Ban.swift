/// Something that no Swift file of the program may contain, with what to do instead.
struct Ban: Sendable {
    /// What is banned, in words.
    let name: String
    /// What to write instead.
    let instead: String
    /// Texts of which a file with the banned thing holds at least one.
    let words: [String]
    /// Where it is allowed, each with its reason.
    let exceptions: [String: String]
    /// Finds it in a line of code without comments and texts.
    let finds: @Sendable (Substring) -> Bool

    init(
        _ name: String, instead: String, words: [String], exceptions: [String: String] = [:],
        finds: @escaping @Sendable (Substring) -> Bool
    ) {
        self.name = name
        self.instead = instead
        self.words = words
        self.exceptions = exceptions
        self.finds = finds
    }

    /// Where the source breaks the ban.
    func places(in source: SwiftSource) -> [String] {
        exceptions[source.path] == nil ? source.places(mentioning: words, finds) : []
    }

    /// Exceptions for files that do not need one any more, or do not exist.
    func staleExceptions(among sources: [SwiftSource]) -> [String] {
        exceptions.keys.filter { path in
            !sources.contains { $0.path == path && !$0.places(mentioning: words, finds).isEmpty }
        }
    }
}

extension Ban {
    /// The bans for everything in Sources. Forced unwraps are the linter's business; see `BanTests.linterIsStrict`.
    static let everywhere: [Ban] = [
        Ban("public and open", instead: "Modules meet through 'package'.", words: ["public", "open "]) {
            $0.contains(
                /(^|\s)(public|open)(\(set\)|\s+private\(set\))?\s+(final|static|struct|class|enum|actor|protocol|func|var|let|init|extension|typealias|subscript|indirect|mutating|nonisolated)\b/
            )
        },
        Ban("try!", instead: "Throw a typed error, or handle it where it happens.", words: ["try!"]) {
            $0.contains("try!")
        },
        Ban("as!", instead: "Use 'as?' and refuse what is not that type.", words: ["as!"]) { $0.contains(/\bas!/) },
        Ban(
            "fatalError",
            instead:
                "Throw: bytes, peers and disks must not stop the process. For our own broken invariant: precondition.",
            words: ["fatalError("]
        ) { $0.contains(/\bfatalError\(/) },
        Ban(
            "print and dump", instead: "Use Telemetry's Log, or Platform's StandardStream for what a command answers.",
            words: ["rint(", "dump("], exceptions: printExceptions
        ) { $0.contains(/(^|[^\w.])(print|debugPrint|dump)\(/) },
        Ban(
            "@unchecked Sendable",
            instead: "Keep shared state in a Mutex; hold pointers in a '@safe final class' on one loop.",
            words: ["@unchecked"], exceptions: uncheckedExceptions
        ) { $0.contains("@unchecked Sendable") },
        Ban(
            "nonisolated(unsafe)", instead: "Pass the value, or keep it in a Mutex.", words: ["nonisolated(unsafe)"],
            exceptions: unsafeExceptions
        ) { $0.contains("nonisolated(unsafe)") },
        Ban(
            "a SIMD vector of 32 bytes or more",
            instead: "Keep plain words: a task whose closure captures such a vector corrupts the heap (Swift 6.3.1).",
            words: ["SIMD"]
        ) { $0.contains(/\bSIMD(4<(U?Int|U?Int64|Double)>|8<(?!U?Int8|U?Int16)|16<(?!U?Int8)|32|64)/) },
        Ban(
            "Task.detached", instead: "Use a Task of an actor on its loop, or a WorkerPool.", words: ["Task.detached"],
            exceptions: detachedExceptions
        ) { $0.contains("Task.detached") },
        Ban(
            "a sleeping thread", instead: "Use a timer of the event loop, or a Condition with a deadline.",
            words: ["sleep("],
            exceptions: sleepExceptions
        ) { $0.contains(/(^|[^.\w])(usleep|nanosleep|sleep)\(/) },
    ]

    /// The bans for files that decide: time and randomness are parameters there.
    static let inPureFiles: [Ban] = [
        Ban(
            "a clock", instead: "Take the Instant or the WallTime as a parameter.",
            words: ["ContinuousClock", "SuspendingClock", "Date(", "Date.", "clock_gettime"]
        ) { $0.contains(/\b(ContinuousClock|SuspendingClock|Date|clock_gettime)\b\s*[\(\.]/) },
        Ban(
            "randomness of its own", instead: "Take 'using: inout some RandomNumberGenerator'.",
            words: ["SystemRandomNumberGenerator", "shuffle", "randomElement", ".random(in:"]
        ) {
            $0.contains("SystemRandomNumberGenerator") || $0.contains(/\.(shuffled|randomElement|shuffle)\(\)/)
                || ($0.contains(".random(in:") && !$0.contains("using:"))
        },
    ]

    private static let printExceptions = [
        "Sources/sayso/Call/RecordedCaller.swift": "a method of its own of that name, which writes by StandardStream"
    ]
    private static let uncheckedExceptions = [
        "Sources/EmbeddedSpeech/Decoder.swift": "holds a C decoder; the pool lends it to one worker at a time",
        "Sources/EmbeddedSpeech/FliteVoice.swift": "holds a C voice; one worker speaks with it at a time",
    ]
    private static let unsafeExceptions = [
        "Sources/Platform/Condition.swift": "the pthread objects that the lock itself is made of",
        "Sources/Transport/Loop/EventLoop.swift": "the core is touched on the loop's own thread only, which it checks",
        "Sources/Transport/TLS/TLSContext.swift": "a pointer that OpenSSL guards by its own lock and reference count",
        "Sources/Transport/TLS/TLSIdentity.swift": "pointers to a certificate and a key, never changed after loading",
        "Sources/Transport/TLS/TLSPipe.swift": "a table of functions, made once and never changed",
    ]
    private static let detachedExceptions = [
        "Sources/sayso/Command.swift": "the main thread waits for signals, and no actor is there yet to inherit from"
    ]
    private static let sleepExceptions = [
        "Sources/Platform/SystemClock.swift": "the one place where a thread of a command may wait for an instant",
        "Sources/Transport/Scripted/ScriptedPeer.swift":
            "a faulty peer for tests, on a thread of its own: being slow is its task",
    ]
}
