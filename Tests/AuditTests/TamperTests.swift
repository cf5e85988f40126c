import Cryptography
import FoundationEssentials
import MerkleLog
import Primitives
import Storage
import Testing

@testable import Audit

/// One way to change a store behind the log's back, and what the checker must say of it.
struct Tampering: Sendable, CustomTestStringConvertible {
    let name: String
    /// What one of the failures must contain.
    let expected: String
    let change: @Sendable (SQLiteDatabase, SoundLog) throws -> Void

    init(_ name: String, _ expected: String, _ change: @escaping @Sendable (SQLiteDatabase, SoundLog) throws -> Void) {
        (self.name, self.expected, self.change) = (name, expected, change)
    }

    var testDescription: String { name }
}

/// The body of an entry.
private func body(_ database: SQLiteDatabase, _ index: Int) throws -> [UInt8] {
    try database.value("SELECT body FROM entry WHERE position = \(index)")
}

/// Puts `body` in the place of an entry, with the hash and the columns that belong to it.
private func replace(_ database: SQLiteDatabase, _ index: Int, with body: [UInt8], time: Int64? = nil) throws {
    let leaf = TreeHash(leaf: body).bytes
    try database.execute("UPDATE entry SET body = \(body), leaf = \(leaf) WHERE position = \(index)")
    if let time { try database.execute("UPDATE entry SET time = \(time) WHERE position = \(index)") }
}

/// The bytes with one text in the place of another of the same meaning to SQL.
private func edit(_ bytes: [UInt8], _ old: String, _ new: String) throws -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    try #require(text.contains(old), "the entry has no \(old)")
    return [UInt8](text.replacing(old, with: new).utf8)
}

/// Rebuilds leaf hashes and, with `signer`, checkpoints and tiles over whatever bodies the store now has: what someone
/// with full control of the store does.
private func rebuild(_ database: SQLiteDatabase, origin: String, signer: SignerKey?) throws {
    let bodies = try database.rows("SELECT body FROM entry ORDER BY position").map { try $0.get(0, as: [UInt8].self) }
    var (tree, hashes): (CompactRange, [TreeHash]) = (CompactRange(), [])
    for (index, body) in bodies.enumerated() {
        let leaf = TreeHash(leaf: body)
        try database.execute("UPDATE entry SET leaf = \(leaf.bytes) WHERE position = \(index)")
        tree.append(leaf)
        hashes.append(leaf)
    }
    try database.execute("DELETE FROM tile")
    for number in 0..<hashes.count / 256 {
        try TileStore(database: database).add(Array(hashes[number * 256..<number * 256 + 256]), number: UInt64(number))
    }
    guard let signer else { return }
    let checkpoint = Checkpoint(origin: origin, size: tree.size, root: tree.root)
    let note = try SignedNote(text: checkpoint.text, signers: [signer]).bytes
    try database.execute("DELETE FROM checkpoint")
    try database.execute("INSERT INTO checkpoint VALUES (\(Int(tree.size)), 1, \(note))")
}

private func renumber(_ database: SQLiteDatabase, from index: Int, by step: Int) throws {
    try database.execute("UPDATE entry SET position = position + 100000 WHERE position >= \(index)")
    try database.execute("UPDATE entry SET position = position - 100000 + \(step) WHERE position >= 100000")
}

private func flip(_ database: SQLiteDatabase, _ bytes: [UInt8], at place: Int) -> [UInt8] {
    var changed = bytes
    changed[place % bytes.count] ^= 1
    return changed
}

private func stranger(_ origin: String) throws -> SignerKey {
    SignerKey(name: try #require(KeyName(origin)), pair: Ed25519.generate())
}

private let flips: [Tampering] = [
    Tampering("flip a byte of the first entry", "entry 0") { database, _ in
        let changed = flip(database, try body(database, 0), at: 40)
        try database.execute("UPDATE entry SET body = \(changed) WHERE position = 0")
    },
    Tampering("flip the last byte of the last entry", "entry 35") { database, _ in
        let old = try body(database, 35)
        let changed = flip(database, old, at: old.count - 1)
        try database.execute("UPDATE entry SET body = \(changed) WHERE position = 35")
    },
    Tampering("flip a digit of a digest and mend the leaf hash", "another root") { database, _ in
        let old = try body(database, 3)
        let pattern = [UInt8]("\"digest\":\"".utf8)
        let offset = try #require((0..<old.count - 80).first { old[$0...].starts(with: pattern) }) + pattern.count
        var changed = old
        changed[offset] = changed[offset] == 0x30 ? 0x31 : 0x30
        try replace(database, 3, with: changed)
    },
    Tampering("flip a byte of a leaf hash", "entry 5: its stored hash") { database, _ in
        let leaf: [UInt8] = try database.value("SELECT leaf FROM entry WHERE position = 5")
        try database.execute("UPDATE entry SET leaf = \(flip(database, leaf, at: 9)) WHERE position = 5")
    },
    Tampering("flip a byte of the newest checkpoint's text", "checkpoint of 36") { database, _ in
        let note: [UInt8] = try database.value("SELECT note FROM checkpoint WHERE size = 36")
        try database.execute("UPDATE checkpoint SET note = \(flip(database, note, at: 30)) WHERE size = 36")
    },
    Tampering("flip a byte of a checkpoint's signature", "checkpoint of 1") { database, _ in
        let note: [UInt8] = try database.value("SELECT note FROM checkpoint WHERE size = 1")
        try database.execute("UPDATE checkpoint SET note = \(flip(database, note, at: note.count - 12)) WHERE size = 1")
    },
    Tampering("change the time column", "columns") { database, _ in
        try database.execute("UPDATE entry SET time = time + 1 WHERE position = 9")
    },
    Tampering("change the kind column", "columns") { database, _ in
        try database.execute("UPDATE entry SET kind = 'audit.read' WHERE position = 9")
    },
    Tampering("take the session column away", "columns") { database, _ in
        try database.execute("UPDATE entry SET session = NULL WHERE position = 9")
    },
    Tampering("change the subject column", "columns") { database, _ in
        try database.execute("UPDATE entry SET subject = 'c9' WHERE position = 3")
    },
]

private let cuts: [Tampering] = [
    Tampering("cut out the first entry", "entry 0: it is missing") { database, _ in
        try database.execute("DELETE FROM entry WHERE position = 0")
    },
    Tampering("cut out an entry in the middle", "entry 17: it is missing") { database, _ in
        try database.execute("DELETE FROM entry WHERE position = 17")
    },
    Tampering("cut out an entry and close the gap", "entry 17: the entry's sequence") { database, _ in
        try database.execute("DELETE FROM entry WHERE position = 17")
        try renumber(database, from: 18, by: -1)
    },
    Tampering("cut off the last entry", "cut off") { database, _ in
        try database.execute("DELETE FROM entry WHERE position = 35")
    },
    Tampering("cut off the end and its checkpoints", "cut off or rolled back") { database, _ in
        try database.execute("DELETE FROM entry WHERE position >= 1")
        try database.execute("DELETE FROM checkpoint WHERE size > 1")
    },
    Tampering("cut out everything", "cut off") { database, _ in try database.execute("DELETE FROM entry") },
    Tampering("remove the newest checkpoint", "no checkpoint signs") { database, _ in
        try database.execute("DELETE FROM checkpoint WHERE size = 36")
    },
    Tampering("remove all checkpoints", "no checkpoint signs") { database, _ in
        try database.execute("DELETE FROM checkpoint")
    },
    Tampering("remove the log's name", "identity") { database, _ in try database.execute("DELETE FROM identity") },
    Tampering("remove the table of tiles", "database") { database, _ in try database.execute("DROP TABLE tile") },
    Tampering("plant a trigger", "schema") { database, _ in
        try database.execute("CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END")
    },
    Tampering("remove an index", "schema") { database, _ in
        try database.execute("DROP INDEX entry_session")
    },
]

private let moves: [Tampering] = [
    Tampering("swap two entries", "sequence") { database, _ in
        let (one, other) = (try body(database, 11), try body(database, 12))
        try replace(database, 11, with: other)
        try replace(database, 12, with: one)
    },
    Tampering("swap two entries and their numbers", "another root") { database, _ in
        let (one, other) = (try body(database, 20), try body(database, 21))
        try replace(database, 20, with: edit(other, "\"sequence\":21", "\"sequence\":20"))
        try replace(database, 21, with: edit(one, "\"sequence\":20", "\"sequence\":21"))
    },
    Tampering("move the last entry to the front", "sequence") { database, _ in
        try database.execute("UPDATE entry SET position = 1000 WHERE position = 35")
        try renumber(database, from: 0, by: 1)
        try database.execute("UPDATE entry SET position = 0 WHERE position = 1001")
    },
    Tampering("double an entry", "sequence") { database, _ in
        let copy = try body(database, 10)
        try renumber(database, from: 11, by: 1)
        try database.execute(
            "INSERT INTO entry SELECT 11, kind, session, subject, time, leaf, \(copy) FROM entry WHERE position = 10")
    },
    Tampering("give an entry a negative number", "missing") { database, _ in
        try database.execute("UPDATE entry SET position = -1 WHERE position = 0")
    },
    Tampering("give the last entry a huge number", "missing") { database, _ in
        try database.execute("UPDATE entry SET position = \(Int64.max) WHERE position = 35")
    },
    Tampering("swap the signatures of two checkpoints", "checkpoint of") { database, _ in
        let (one, other): ([UInt8], [UInt8]) = (
            try database.value("SELECT note FROM checkpoint WHERE size = 1"),
            try database.value("SELECT note FROM checkpoint WHERE size = 36")
        )
        try database.execute("UPDATE checkpoint SET note = \(other) WHERE size = 1")
        try database.execute("UPDATE checkpoint SET note = \(one) WHERE size = 36")
    },
    Tampering("give a checkpoint another size", "signs another size") { database, _ in
        try database.execute("UPDATE checkpoint SET size = 2 WHERE size = 1")
    },
]

private let forgeries: [Tampering] = [
    Tampering("turn a refusal's reason around, hashes mended", "another root") { database, _ in
        try replace(database, 11, with: edit(body(database, 11), "hung-up", "hung-on"))
    },
    Tampering("insert a forged confirmation", "sequence") { database, _ in
        let forged = try body(database, 5)
        try renumber(database, from: 14, by: 1)
        try database.execute(
            """
            INSERT INTO entry SELECT 14, kind, session, subject, time, \(TreeHash(leaf: forged).bytes), \(forged)
            FROM entry WHERE position = 5
            """)
    },
    Tampering("append a forged entry", "no checkpoint signs") { database, _ in
        let forged = try edit(body(database, 34), "\"sequence\":34", "\"sequence\":36")
        try database.execute(
            """
            INSERT INTO entry SELECT 36, kind, session, subject, time, \(TreeHash(leaf: forged).bytes), \(forged)
            FROM entry WHERE position = 34
            """)
    },
    Tampering("rewrite an entry and the whole tree, unsigned", "another root") { database, sound in
        try replace(database, 11, with: edit(body(database, 11), "hung-up", "hung-on"))
        try rebuild(database, origin: sound.fixture.place.origin, signer: nil)
    },
    Tampering("rewrite an entry and sign with another key", "not its key") { database, sound in
        try replace(database, 11, with: edit(body(database, 11), "hung-up", "hung-on"))
        let forger = try stranger(sound.fixture.place.origin)
        try rebuild(database, origin: sound.fixture.place.origin, signer: forger)
        // The forger's line claims the true key's id.
        let note: [UInt8] = try database.value("SELECT note FROM checkpoint")
        let own = try SignedNote(note)
        let lie =
            own.text + [0x0A]
            + [UInt8](try SignedNote(sound.checkpoint).bytes.split(separator: 0x0A).last ?? []) + [0x0A]
        try database.execute("UPDATE checkpoint SET note = \(lie)")
    },
    Tampering("rewrite all, sign with another key and name it in the store", "another key") { database, sound in
        try replace(database, 11, with: edit(body(database, 11), "hung-up", "hung-on"))
        let forger = try stranger(sound.fixture.place.origin)
        try rebuild(database, origin: sound.fixture.place.origin, signer: forger)
        try database.execute("UPDATE identity SET key = \(forger.verifier.description)")
    },
    Tampering("rewrite all with the true key: a fork", "another root") { database, sound in
        try replace(database, 11, with: edit(body(database, 11), "hung-up", "hung-on"))
        let key = try #require(try KeyFile(path: sound.fixture.place.key).load())
        try rebuild(database, origin: sound.fixture.place.origin, signer: key)
    },
    Tampering("roll back to one entry with the true key", "rolled back") { database, sound in
        try database.execute("DELETE FROM entry WHERE position >= 20")
        let key = try #require(try KeyFile(path: sound.fixture.place.key).load())
        try rebuild(database, origin: sound.fixture.place.origin, signer: key)
    },
    Tampering("sign for another log with the true key", "another log") { database, sound in
        let key = try #require(try KeyFile(path: sound.fixture.place.key).load())
        try rebuild(database, origin: "sayso.local/t/other", signer: key)
    },
    Tampering("name another log in the store", "another log") { database, _ in
        try database.execute("UPDATE identity SET origin = 'sayso.local/t/other'")
    },
    Tampering("add a second signature to a checkpoint", "not as the log writes") { database, sound in
        let note = try SignedNote(sound.checkpoint)
        let other = try stranger("sayso.local/t/other")
        let line = try SignedNote(text: note.text, signers: [other]).bytes.dropFirst(note.text.count + 1)
        try database.execute("UPDATE checkpoint SET note = \(note.bytes + line) WHERE size = 36")
    },
    Tampering("put white space into an entry", "canonical") { database, _ in
        try replace(database, 4, with: edit(body(database, 4), "{\"activity_id\"", "{ \"activity_id\""))
    },
    Tampering("give an entry a field that its kind does not have", "field") { database, _ in
        try replace(database, 4, with: edit(body(database, 4), "\"unmapped\":{", "\"unmapped\":{\"aaa\":1,"))
    },
    Tampering("give an entry to another tenant", "another tenant") { database, _ in
        try replace(database, 4, with: edit(body(database, 4), "\"tenant_uid\":\"acme\"", "\"tenant_uid\":\"evil\""))
    },
    Tampering("empty an entry", "not JSON") { database, _ in try replace(database, 4, with: []) },
    Tampering("fill an entry beyond its limit", "larger") { database, _ in
        try replace(database, 4, with: [UInt8](repeating: 0x20, count: 70_000))
    },
]

private let tiles: [Tampering] = [
    Tampering("flip a byte of a full tile", "tile 0/1") { database, _ in
        let hashes: [UInt8] = try database.value("SELECT hashes FROM tile WHERE level = 0 AND number = 1")
        let changed = flip(database, hashes, at: 77)
        try database.execute("UPDATE tile SET hashes = \(changed) WHERE level = 0 AND number = 1")
    },
    Tampering("flip a byte of a partial tile", "tile 1/0") { database, _ in
        let hashes: [UInt8] = try database.value("SELECT hashes FROM tile WHERE level = 1 AND number = 0")
        let changed = flip(database, hashes, at: 40)
        try database.execute("UPDATE tile SET hashes = \(changed) WHERE level = 1 AND number = 0")
    },
    Tampering("swap two tiles", "tile 0/0") { database, _ in
        try database.execute("UPDATE tile SET number = 9 WHERE level = 0 AND number = 0")
        try database.execute("UPDATE tile SET number = 0 WHERE level = 0 AND number = 1")
        try database.execute("UPDATE tile SET number = 1 WHERE level = 0 AND number = 9")
    },
    Tampering("remove a tile", "tile 0/0: it is missing") { database, _ in
        try database.execute("DELETE FROM tile WHERE level = 0 AND number = 0")
    },
    Tampering("add a tile", "tiles") { database, _ in
        try database.execute("INSERT INTO tile VALUES (3, 0, \([UInt8](repeating: 1, count: 32)))")
    },
    Tampering("cut a tile short", "tile 0/1") { database, _ in
        try database.execute("UPDATE tile SET hashes = substr(hashes, 1, 100) WHERE level = 0 AND number = 1")
    },
    Tampering("flip an entry far back, with its hash and its tile mended", "another root") { database, sound in
        try replace(database, 100, with: edit(body(database, 100), "\"limit\":\"calls\"", "\"limit\":\"cells\""))
        try rebuild(database, origin: sound.fixture.place.origin, signer: nil)
    },
]

extension SoundLog {
    /// The report on a copy of this log after `tampering`.
    fileprivate func report(after tampering: Tampering) throws -> VerificationReport {
        let copy = try LogFixture(tenant: "acme")
        let store = try #require(FileManager.default.contents(atPath: fixture.place.database))
        #expect(FileManager.default.createFile(atPath: copy.place.database, contents: store))
        try tampering.change(copy.vandal(), self)
        return try copy.verify(key: key, checkpoints: [checkpoint])
    }

    fileprivate func expectDetected(_ tampering: Tampering) throws {
        let report = try report(after: tampering)
        let failures = report.failures.map(\.description)
        print("TAMPERED \(tampering.name): \(failures.first ?? "NOT NOTICED")")
        #expect(!report.isSound, "\(tampering.name)")
        #expect(failures.contains { $0.contains(tampering.expected) }, "\(tampering.name): \(failures)")
    }
}

@Test("Every change of the store is noticed, and the place is named")
func tamperingIsDetected() async throws {
    let sound = try await SoundLog()
    try #require(sound.report.isSound && sound.report.entries == 36, "\(sound.report)")
    for tampering in flips + cuts + moves + forgeries { try sound.expectDetected(tampering) }
}

@Test("Every change of the stored tree is noticed, and the place is named")
func treeTamperingIsDetected() async throws {
    let sound = try await SoundLog(padding: 560)
    try #require(sound.report.isSound, "\(sound.report)")
    for tampering in tiles { try sound.expectDetected(tampering) }
}

@Test("Another tenant's store in the place of a tenant's is noticed")
func swappedTenantsAreDetected() async throws {
    let sound = try await SoundLog()
    let other = try LogFixture(tenant: "other")
    let store = try #require(FileManager.default.contents(atPath: sound.fixture.place.database))
    #expect(FileManager.default.createFile(atPath: other.place.database, contents: store))
    let report = try other.verify(key: sound.key)
    #expect(report.failures.contains { $0.description.contains("another log") })
    #expect(report.failures.contains { $0.description.contains("another tenant") })
}

@Test("No flipped byte anywhere in the file changes what a sound log says", arguments: [UInt64(1), 2])
func flippedFileBytesAreDetected(seed: UInt64) async throws {
    let sound = try await SoundLog()
    let copy = try LogFixture(tenant: "acme")
    let store = [UInt8](try #require(FileManager.default.contents(atPath: sound.fixture.place.database)))
    var generator = SeededGenerator(seed: seed)
    var noticed = 0
    for _ in 0..<60 {
        var changed = store
        let place = Int.random(in: 0..<store.count, using: &generator)
        changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy.place.database + suffix) }
        try Data(changed).write(to: URL(filePath: copy.place.database))
        guard let report = try? copy.verify(key: sound.key, checkpoints: [sound.checkpoint]), report.isSound else {
            noticed += 1
            continue
        }
        let same = report.root == sound.report.root && report.counts == sound.report.counts
        #expect(same, "seed \(seed): byte \(place)")
    }
    #expect(noticed > 4, "seed \(seed)")
}

@Test("Every flipped bit of an entry, a leaf hash or a checkpoint is noticed", arguments: [UInt64(3)])
func flippedDataIsDetected(seed: UInt64) async throws {
    let sound = try await SoundLog()
    var generator = SeededGenerator(seed: seed)
    for round in 0..<60 {
        let index = Int.random(in: 0..<36, using: &generator)
        let place = Int.random(in: 0..<4096, using: &generator)
        let mask = UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
        let report = try sound.report(
            after: Tampering("flip", "") { database, _ in
                let old: [UInt8]
                switch round % 3 {
                case 0: old = try database.value("SELECT body FROM entry WHERE position = \(index)")
                case 1: old = try database.value("SELECT leaf FROM entry WHERE position = \(index)")
                default: old = try database.value("SELECT note FROM checkpoint WHERE size = 36")
                }
                var new = old
                new[place % old.count] ^= mask
                switch round % 3 {
                case 0: try database.execute("UPDATE entry SET body = \(new) WHERE position = \(index)")
                case 1: try database.execute("UPDATE entry SET leaf = \(new) WHERE position = \(index)")
                default: try database.execute("UPDATE checkpoint SET note = \(new) WHERE size = 36")
                }
            })
        #expect(!report.isSound, "seed \(seed), round \(round)")
    }
}

@Test(
    "A write-ahead log that was never folded in hides no cut: every flipped byte of it is noticed",
    arguments: [UInt64(4)])
func flippedLogBytesAreDetected(seed: UInt64) throws {
    let fixture = try LogFixture()
    let log = try fixture.open()
    try Story(log, fixture.clock).tell()
    let sound = try fixture.verify(key: log.verifier)
    try #require(sound.isSound, "\(sound)")
    let copy = try LogFixture()
    let main = try #require(FileManager.default.contents(atPath: fixture.place.database))
    let tail = [UInt8](try #require(FileManager.default.contents(atPath: fixture.place.database + "-wal")))
    var generator = SeededGenerator(seed: seed)
    var noticed = 0
    for _ in 0..<40 {
        var changed = tail
        let place = Int.random(in: 0..<tail.count, using: &generator)
        changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        try? FileManager.default.removeItem(atPath: copy.place.database + "-shm")
        try Data(main).write(to: URL(filePath: copy.place.database))
        try Data(changed).write(to: URL(filePath: copy.place.database + "-wal"))
        let report = try? copy.verify(key: log.verifier)
        if report?.isSound != true { noticed += 1 } else { #expect(report?.root == sound.root, "byte \(place)") }
    }
    #expect(noticed >= 39, "seed \(seed): \(noticed)")
}
