import CSQLite
import Glibc

/// A prepared statement; it is finalised with the last reference.
@safe final class SQLiteStatement {
    private let handle: OpaquePointer

    init(_ text: String, on database: OpaquePointer) throws(StorageError) {
        var prepared: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        var rest = 0
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        let code = unsafe text.withCString { start in
            let code = unsafe sqlite3_prepare_v3(database, start, -1, flags, &prepared, &tail)
            if let tail = unsafe tail { rest = unsafe strlen(tail) }
            return code
        }
        guard code == SQLITE_OK else { throw StorageError(sqlite: code) }
        guard let statement = unsafe prepared else { throw .statement(code: SQLITE_MISUSE) }
        guard rest == 0 else {
            unsafe sqlite3_finalize(statement)
            throw .statement(code: SQLITE_MISUSE)
        }
        unsafe handle = statement
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Binds as many values as the statement has parameters.
    func bind(_ values: [SQLValue]) throws(StorageError) {
        guard unsafe Int(sqlite3_bind_parameter_count(handle)) == values.count else {
            throw .statement(code: SQLITE_RANGE)
        }
        for (index, value) in values.enumerated() {
            let code = try bind(value, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw StorageError(sqlite: code) }
        }
    }

    /// Goes to the next row; false when there is none.
    func step() throws(StorageError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw StorageError(sqlite: code)
        }
    }

    /// The current row, copied.
    func row() throws(StorageError) -> Row {
        var values: [SQLValue] = []
        for index in 0..<(unsafe sqlite3_column_count(handle)) { values.append(try column(index)) }
        return Row(values: values)
    }

    /// Makes it ready to run again, and forgets the bound values.
    func reset() {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    private func bind(_ value: SQLValue, at index: Int32) throws(StorageError) -> Int32 {
        switch value {
        case .null: return unsafe sqlite3_bind_null(handle, index)
        case .integer(let number): return unsafe sqlite3_bind_int64(handle, index, number)
        case .real(let number): return unsafe sqlite3_bind_double(handle, index, number)
        case .text(let text):
            let bytes = Array(text.utf8)
            guard let count = Int32(exactly: bytes.count) else { throw .tooLarge }
            guard count > 0 else { return unsafe sayso_bind_text(handle, index, "", 0) }
            return unsafe bytes.withUnsafeBytes { bytes in
                unsafe sayso_bind_text(handle, index, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), count)
            }
        case .blob(let blob):
            guard let count = Int32(exactly: blob.count) else { throw .tooLarge }
            guard count > 0 else { return unsafe sqlite3_bind_zeroblob(handle, index, 0) }
            return unsafe blob.withUnsafeBytes { bytes in
                unsafe sayso_bind_blob(handle, index, bytes.baseAddress, count)
            }
        }
    }

    private func column(_ index: Int32) throws(StorageError) -> SQLValue {
        switch unsafe sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(handle, index))
        case SQLITE_NULL: return .null
        case SQLITE_BLOB: return .blob(bytes(index))
        default:
            let text = bytes(index)
            guard let valid = String(validating: text, as: UTF8.self) else { throw .malformedRow(column: Int(index)) }
            return .text(valid)
        }
    }

    private func bytes(_ index: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, index) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, index))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
