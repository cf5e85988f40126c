/// Memory that everything on one loop shares for the length of one call: what is in it does not outlive the callback.
@safe final class LoopScratch {
    /// What was just received from a socket.
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 32_768, alignment: 16)
    /// What was just decrypted: at most one TLS record.
    let plain = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_640, alignment: 16)
    /// What was just encrypted: a record, or a flight of the handshake.
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

    deinit {
        unsafe input.deallocate()
        unsafe plain.deallocate()
        unsafe output.deallocate()
    }
}
