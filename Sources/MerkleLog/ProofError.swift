/// Why a proof does not prove, or could not be made.
package enum ProofError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The index lies outside the tree, or a size is beyond what trees can have.
    case outOfRange
    /// The first size of a consistency proof is zero, which proves nothing, or larger than the second.
    case sizesOutOfOrder
    /// The proof has the wrong number of hashes.
    case wrongLength(expected: Int, actual: Int)
    /// The hashes do not lead to the root.
    case rootMismatch

    package var description: String {
        switch self {
        case .outOfRange: "the entry lies outside the tree"
        case .sizesOutOfOrder: "the tree sizes are zero or out of order"
        case .wrongLength(let expected, let actual): "the proof has \(actual) hashes where \(expected) are needed"
        case .rootMismatch: "the hashes of the proof do not lead to the root"
        }
    }
}
