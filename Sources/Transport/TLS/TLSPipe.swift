import COpenSSL
import Glibc

/// The memory from which OpenSSL reads ciphertext and into which it writes, during one exchange.
@unsafe struct TLSPipe {
    var input: UnsafeRawPointer?
    var inputLeft = 0
    var output: UnsafeMutableRawPointer?
    var outputRoom = 0
    var outputCount = 0

    /// The kind of OpenSSL's "basic input/output" that works on a pipe; its data is an `UnsafeMutablePointer<TLSPipe>`.
    nonisolated(unsafe) static let method: OpaquePointer? = {
        let method = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "memory pipe")
        unsafe BIO_meth_set_read(method, readFromPipe)
        unsafe BIO_meth_set_write(method, writeToPipe)
        unsafe BIO_meth_set_ctrl(method, controlPipe)
        unsafe BIO_meth_set_create(method, createPipe)
        return unsafe method
    }()
}

private func pipe(of bio: OpaquePointer?) -> UnsafeMutablePointer<TLSPipe>? {
    unsafe BIO_get_data(bio)?.assumingMemoryBound(to: TLSPipe.self)
}

private func createPipe(_ bio: OpaquePointer?) -> Int32 {
    unsafe BIO_set_init(bio, 1)
    return 1
}

private func readFromPipe(_ bio: OpaquePointer?, _ buffer: UnsafeMutablePointer<CChar>?, _ room: Int32) -> Int32 {
    unsafe sayso_bio_ask_no_more(bio)
    guard let pipe = unsafe pipe(of: bio), let buffer = unsafe buffer, room > 0 else { return -1 }
    guard let input = unsafe pipe.pointee.input, unsafe pipe.pointee.inputLeft > 0 else {
        unsafe sayso_bio_ask_again(bio)
        return -1
    }
    let count = unsafe min(Int(room), pipe.pointee.inputLeft)
    unsafe memcpy(buffer, input, count)
    unsafe pipe.pointee.input = unsafe input + count
    unsafe pipe.pointee.inputLeft -= count
    return Int32(count)
}

/// All or nothing: a write for which there is no room breaks the connection.
private func writeToPipe(_ bio: OpaquePointer?, _ bytes: UnsafePointer<CChar>?, _ count: Int32) -> Int32 {
    unsafe sayso_bio_ask_no_more(bio)
    guard let pipe = unsafe pipe(of: bio), let bytes = unsafe bytes, let output = unsafe pipe.pointee.output,
        count >= 0, unsafe pipe.pointee.outputRoom - pipe.pointee.outputCount >= Int(count)
    else { return -1 }
    unsafe memcpy(output + pipe.pointee.outputCount, bytes, Int(count))
    unsafe pipe.pointee.outputCount += Int(count)
    return count
}

private func controlPipe(_: OpaquePointer?, _ command: Int32, _: Int, _: UnsafeMutableRawPointer?) -> Int {
    command == BIO_CTRL_FLUSH ? 1 : 0
}
