import MerkleLog
import Testing
import Wire

/// What the Go note tests, the C2SP examples and a complete Tessera log say (tlog/README.md).
@Suite("tlog: notes, checkpoints and a whole log") struct TlogNoteConformanceTests {
    private func table(_ file: String) throws -> JSON {
        try JSON.parse(ConformanceData.bytes(of: file, in: "tlog"))
    }

    private func bytes(_ value: JSON?) -> [UInt8] { [UInt8]((value?.stringValue ?? "").utf8) }

    private func strings(_ value: JSON?) -> [String] { (value?.arrayValue ?? []).compactMap { $0.stringValue } }

    @Test("Verifier keys") func verifierKeys() throws {
        guard ConformanceData.folder != nil else { return }
        var tally = ConformanceTally("note/vkeys")
        let notes = try table("note/sumdb_note.json")
        let valid = strings(notes["vkeys_valid"])
        for key in valid { tally.record((try? VerifierKey(key)) != nil, key) }
        for key in strings(notes["vkeys_invalid"]) { tally.record((try? VerifierKey(key)) == nil, key) }
        let key = [UInt8](try #require(valid.first).utf8)
        for start in key.indices {
            for end in start...key.count where end - start < key.count {
                let part = String(decoding: key[start..<end], as: UTF8.self)
                tally.record((try? VerifierKey(part)) == nil, "part \(start)..<\(end)")
            }
            var changed = key
            changed[start] &+= 1
            tally.record((try? VerifierKey(String(decoding: changed, as: UTF8.self))) == nil, "changed at \(start)")
        }
        tally.report()
    }

    @Test("Signing and opening notes") func notes() throws {
        guard ConformanceData.folder != nil else { return }
        var tally = ConformanceTally("note/sumdb_note")
        let notes = try table("note/sumdb_note.json")
        let signer = try SignerKey(encoded: notes["sign"]?["skey"]?.stringValue ?? "")
        let note = try SignedNote(text: bytes(notes["sign"]?["text"]), signers: [signer])
        tally.record(note.bytes == bytes(notes["sign"]?["want"]), "sign")
        for row in notes["open"]?.arrayValue ?? [] {
            let raw = try #require(Base64.decode(row["note_b64"]?.stringValue ?? ""))
            let keys = try strings(row["vkeys"]).map { try VerifierKey($0) }
            tally.record(opens(raw, keys, row), row["desc"]?.stringValue ?? "?")
        }
        let example = try table("note/c2sp_example.json")
        let key = try VerifierKey(example["vkey"]?.stringValue ?? "")
        tally.record((try? SignedNote(bytes(example["note"])).verified(by: [key])) == [key], "C2SP example")
        tally.report()
    }

    /// Whether the verdict on a note is the wanted one.
    private func opens(_ raw: [UInt8], _ keys: [VerifierKey], _ row: JSON) -> Bool {
        guard let note = try? SignedNote(raw), let verified = try? note.verified(by: keys) else {
            return row["want"]?.stringValue == "reject"
        }
        let names = verified.map(\.name.text)
        let others = note.signatures.map(\.name.text).filter { !names.contains($0) }
        return row["want"]?.stringValue == "ok" && names == strings(row["verified"])
            && others == strings(row["unverified"])
    }

    @Test("Checkpoint bodies") func checkpointBodies() throws {
        guard ConformanceData.folder != nil else { return }
        var tally = ConformanceTally("checkpoint/body_parse")
        for row in try table("checkpoint/body_parse.json")["cases"]?.arrayValue ?? [] {
            let name = row["desc"]?.stringValue ?? "?"
            do throws(NoteError) {
                _ = try Checkpoint(text: bytes(row["body"]))
                tally.record(row["shape_valid"]?.boolValue == true, name)
            } catch {
                // The valid rows carry roots of other lengths, and that must be all that is wrong with them.
                tally.record((error == .rootNotSHA256) == (row["shape_valid"]?.boolValue == true), name)
            }
        }
        let example = try table("checkpoint/c2sp_syntax_example.json")
        let note = try SignedNote(bytes(example["checkpoint"]))
        let checkpoint = try Checkpoint(text: note.text)
        tally.record(checkpoint.origin == example["origin"]?.stringValue, "origin")
        tally.record(Int64(checkpoint.size) == example["size"]?.int64Value, "size")
        tally.record(Base64.encode(checkpoint.root.bytes) == example["root_b64"]?.stringValue, "root")
        let time = note.signatures[1].bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
        tally.record(time == example["cosignature_timestamp"]?.int64Value, "cosignature time")
        tally.report()
    }

    @Test("A Tessera log of fifteen entries, made again byte for byte") func tesseraLog() throws {
        guard ConformanceData.folder != nil else { return }
        var tally = ConformanceTally("log_tessera15")
        let info = try table("log_tessera15/INFO.json")
        let (folder, signer) = ("tlog/log_tessera15", try SignerKey(encoded: info["skey"]?.stringValue ?? ""))
        let origin = info["origin"]?.stringValue ?? ""
        tally.record(signer.verifier.description == info["vkey"]?.stringValue, "vkey")
        let entries = strings(info["leaf_data"]).map { [UInt8]($0.utf8) }
        var (range, leaves): (CompactRange, [TreeHash]) = (CompactRange(), [])
        for size in 0...entries.count {
            let checkpoint = Checkpoint(origin: origin, size: UInt64(size), root: range.root)
            let published = try ConformanceData.bytes(of: "checkpoint.\(size)", in: folder)
            let own = try SignedNote(text: checkpoint.text, signers: [signer]).bytes
            tally.record(own == published, "checkpoint.\(size)")
            let read = try? Checkpoint(note: SignedNote(published), origin: origin, keys: [signer.verifier])
            tally.record(read == checkpoint, "read checkpoint.\(size)")
            if size > 0 {
                let tile = try ConformanceData.bytes(of: "tile/0/000.p/\(size)", in: folder)
                tally.record(tile == leaves.flatMap(\.bytes), "tile \(size)")
                let bundle = try ConformanceData.bytes(of: "tile/entries/000.p/\(size)", in: folder)
                tally.record(EntryBundle.encode([[UInt8]](entries[..<size])) == bundle, "bundle \(size)")
                tally.record(EntryBundle.decode(bundle) == [[UInt8]](entries[..<size]), "read bundle \(size)")
            }
            guard size < entries.count else { break }
            leaves.append(TreeHash(leaf: entries[size]))
            range.append(leaves[size])
        }
        tally.report()
    }

    @Test("Portable proofs") func portableProofs() throws {
        guard ConformanceData.folder != nil else { return }
        var tally = ConformanceTally("proof/tlog_proof_format")
        let formats = try table("proof/tlog_proof_format.json")
        for row in formats["marshal"]?.arrayValue ?? [] {
            let hashes = strings(row["hashes"]).compactMap { Base64.decode($0).flatMap { TreeHash($0) } }
            let proof = PortableProof(
                index: UInt64(row["index"]?.int64Value ?? -1), hashes: hashes,
                extra: row["extra_b64"]?.stringValue.flatMap { Base64.decode($0) }, checkpoint: bytes(row["checkpoint"])
            )
            tally.record(proof.text == bytes(row["want"]), "write \(row)")
            tally.record(PortableProof(text: bytes(row["want"])) == proof, "read \(row)")
        }
        for row in formats["reject"]?.arrayValue ?? [] {
            tally.record(PortableProof(text: bytes(row["proof"])) == nil, row["desc"]?.stringValue ?? "?")
        }
        tally.report()
    }
}
