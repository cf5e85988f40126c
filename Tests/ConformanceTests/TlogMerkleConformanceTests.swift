import MerkleLog
import Testing
import Wire

/// What the transparency-dev probes, the classic reference tree and the tile tables say (tlog/README.md).
@Suite("tlog: trees and tiles") struct TlogMerkleConformanceTests {
    /// The rows of a JSON lines file.
    private func rows(_ file: String) throws -> [JSON] {
        guard ConformanceData.folder != nil else { return [] }
        let bytes = try ConformanceData.bytes(of: file, in: "tlog")
        return try bytes.split(separator: 0x0A).map { try JSON.parse([UInt8]($0)) }
    }

    /// The hash of a base 64 string, which may be missing or of another length.
    private func hash(_ value: JSON?) -> TreeHash? {
        value?.stringValue.flatMap { Base64.decode($0) }.flatMap { TreeHash($0) }
    }

    /// The proof of a row; nil when one of its hashes has not 32 bytes.
    private func proof(_ value: JSON?) -> [TreeHash]? {
        let items = value?.arrayValue ?? []
        let hashes = items.compactMap { hash($0) }
        return hashes.count == items.count ? hashes : nil
    }

    private func number(_ value: JSON?) -> UInt64? {
        value?.numberValue.flatMap { UInt64($0.text) }
    }

    @Test("Inclusion probes") func inclusion() throws {
        var tally = ConformanceTally("merkle/inclusion")
        for row in try rows("merkle/inclusion.jsonl") {
            let isAccepted = (try? verifyInclusion(row)) != nil
            tally.record(isAccepted != row["wantErr"]?.boolValue, row["name"]?.stringValue ?? "?")
        }
        if ConformanceData.folder != nil { tally.report() }
    }

    private func verifyInclusion(_ row: JSON) throws {
        guard let hashes = proof(row["proof"]), let leaf = hash(row["leafHash"]), let root = hash(row["root"]),
            let index = number(row["leafIdx"]), let size = number(row["treeSize"])
        else { throw ProofError.rootMismatch }
        try InclusionProof(index: index, size: size, hashes: hashes).verify(leaf: leaf, root: root)
    }

    @Test("Consistency probes") func consistency() throws {
        var tally = ConformanceTally("merkle/consistency")
        for row in try rows("merkle/consistency.jsonl") {
            let name = row["name"]?.stringValue ?? "?"
            guard name != "additional/sizes-are-equal-one-and-proof-is-empty" else {
                tally.skip("its roots have 12 bytes; a root here is a SHA-256 hash")
                continue
            }
            guard let proof = proof(row["proof"]), let old = hash(row["root1"]), let new = hash(row["root2"]),
                let oldSize = number(row["size1"]), let newSize = number(row["size2"])
            else {
                tally.record(row["wantErr"]?.boolValue == true, name)
                continue
            }
            let claim = ConsistencyProof(oldSize: oldSize, newSize: newSize, hashes: proof)
            let isAccepted = (try? claim.verify(oldRoot: old, newRoot: new)) != nil
            tally.record(isAccepted != row["wantErr"]?.boolValue, name)
        }
        if ConformanceData.folder != nil { tally.report() }
    }

    @Test("Reference tree") func referenceTree() throws {
        guard ConformanceData.folder != nil else { return }
        var tally = ConformanceTally("merkle/reference_tree")
        let tree = try JSON.parse(ConformanceData.bytes(of: "merkle/reference_tree.json", in: "tlog"))
        let inputs = (tree["leaf_inputs_hex"]?.arrayValue ?? []).compactMap {
            $0.stringValue.flatMap { Hex.decode($0) }
        }
        let levels = (tree["node_hashes_hex_by_level"]?.arrayValue ?? []).map { level in
            (level.arrayValue ?? []).compactMap { $0.stringValue }
        }
        let roots = (tree["root_hashes_hex_by_size_0_to_8"]?.arrayValue ?? []).compactMap { $0.stringValue }
        var range = CompactRange()
        tally.record(Hex.encode(range.root.bytes) == roots.first, "size 0")
        for (index, input) in inputs.enumerated() {
            let leaf = TreeHash(leaf: input)
            tally.record(Hex.encode(leaf.bytes) == levels[0][index], "leaf \(index)")
            range.append(leaf) { node, hash in
                tally.record(Hex.encode(hash.bytes) == levels[node.level][Int(node.index)], "node \(node)")
            }
            tally.record(Hex.encode(range.root.bytes) == roots[index + 1], "size \(index + 1)")
        }
        tally.report()
    }

    @Test("Tile paths") func tilePaths() throws {
        guard ConformanceData.folder != nil else { return }
        var tally = ConformanceTally("tiles/paths")
        let table = try JSON.parse(ConformanceData.bytes(of: "tiles/paths.json", in: "tlog"))
        for row in table["entries_path_for_index"]?.arrayValue ?? [] {
            let path = TilePath.entries(index: number(row[0]) ?? 0, size: number(row[1]) ?? 0)
            tally.record(path?.text == row[2]?.stringValue, "entries \(row)")
        }
        for row in table["tile_path"]?.arrayValue ?? [] {
            let width = Int(row[2]?.int64Value ?? 0)
            let tile = Tile(
                level: Int(row[0]?.int64Value ?? -1), index: number(row[1]) ?? 0, width: width == 0 ? 256 : width)
            tally.record(tile.map { TilePath.hashes($0).text } == row[3]?.stringValue, "path \(row)")
        }
        for row in table["parse_ok"]?.arrayValue ?? [] {
            let width = Int(row[4]?.int64Value ?? 0)
            let tile = Tile(
                level: Int(row[2]?.int64Value ?? -1), index: number(row[3]) ?? 0, width: width == 0 ? 256 : width)
            tally.record(parsed(row) == tile.map(TilePath.hashes) && tile != nil, "parse \(row)")
        }
        for row in table["parse_reject"]?.arrayValue ?? [] { tally.record(parsed(row) == nil, "reject \(row)") }
        for row in table["node_to_tile"]?.arrayValue ?? [] {
            let place = Tile.holding(NodeID(level: Int(row[0]?.int64Value ?? 0), index: number(row[1]) ?? 0))
            let above = Int(row[4]?.int64Value ?? 0)
            let first = Int(row[5]?.int64Value ?? 0) << above
            let isRight = place.level == Int(row[2]?.int64Value ?? -1) && place.index == number(row[3])
            tally.record(isRight && place.hashes == first..<first + (1 << above), "node \(row)")
        }
        tally.report()
    }

    private func parsed(_ row: JSON) -> TilePath? {
        TilePath("tile/\(row[0]?.stringValue ?? "")/\(row[1]?.stringValue ?? "")")
    }

    @Test("Tile geometry of the specification") func geometry() throws {
        guard ConformanceData.folder != nil else { return }
        var tally = ConformanceTally("tiles/spec_geometry")
        let table = try JSON.parse(ConformanceData.bytes(of: "tiles/spec_geometry.json", in: "tlog"))
        for row in table["cases"]?.arrayValue ?? [] {
            for level in 0...2 {
                guard let want = row["level\(level)"] else { continue }
                let counts = Tile.counts(level: level, size: number(row["tree_size"]) ?? 0)
                let isRight =
                    counts.full == number(want["full"])
                    && counts.partial == Int(want["partial_width"]?.int64Value ?? -1)
                tally.record(isRight, "level \(level) of \(row)")
            }
        }
        for row in table["path_examples"]?.arrayValue ?? [] {
            let path = Tile(level: 0, index: number(row["n"]) ?? 0).map { TilePath.hashes($0).text }
            tally.record(path == row["path"]?.stringValue.map { "tile/0/" + $0 }, "\(row)")
        }
        tally.report()
    }
}
