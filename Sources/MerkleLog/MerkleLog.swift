// MerkleLog: see ARCHITECTURE.md.
