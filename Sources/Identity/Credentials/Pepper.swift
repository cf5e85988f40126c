import Cryptography
import Primitives
import Storage

/// The key under which credentials are hashed. It lies in a file beside the database, so that a copy of the database alone
/// allows no test of a guess.
struct Pepper: Sendable {
    private let key: Secret

    /// The key of this data folder, made on first use.
    init(in folder: DataFolder) throws(IdentityError) {
        do throws(StorageError) {
            key = try KeyFile.loadOrCreate("pepper", count: KeyedHash.length, in: folder)
        } catch { throw .unavailable(error) }
    }

    /// What is stored of a credential and compared with it: 32 bytes.
    func digest(of credential: Secret) throws(IdentityError) -> [UInt8] {
        try hash(credential.withBytes { Array("sayso credential 1\0".utf8) + $0 })
    }

    /// A value that shows whether a database belongs to this key.
    func check() throws(IdentityError) -> [UInt8] { try hash(Array("sayso pepper check 1\0".utf8)) }

    private func hash(_ bytes: [UInt8]) throws(IdentityError) -> [UInt8] {
        do throws(CryptographyError) { return try KeyedHash.hash(bytes, key: key) } catch { throw .wrongKeyFile }
    }
}
