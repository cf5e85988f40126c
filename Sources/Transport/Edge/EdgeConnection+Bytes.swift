import Glibc
import Primitives
import Wire

/// Receiving and sending: the socket and TLS.
extension EdgeConnection {
    /// Bytes that a lingering connection still takes before it is closed.
    private static let discardLimit = 1 << 18

    /// Bytes that wait for the peer to read.
    var bufferedBytes: Int { queue.count }

    /// Takes what the kernel has, at most one buffer of it, so that no connection can hold up the others.
    func receive() {
        let scratch = loop.scratch
        let count = unsafe recv(descriptor, scratch.input.baseAddress, scratch.input.count, 0)
        guard count > 0 else {
            if count == 0 { return peerFinished() }
            return errno == EAGAIN || errno == EINTR ? () : cut(nil)
        }
        received &+= UInt64(count)
        guard phase != .lingering else { return discard(count) }
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: scratch.input[..<count])
        guard let tls else { return unsafe accept(bytes) }
        unsafe tls.lend(input: bytes, output: scratch.output)
        decrypt(tls, scratch)
        tls.reclaim()
    }

    /// Sends as much of what is queued as the kernel takes.
    func flush() {
        guard phase != .closed, phase != .lingering else { return }
        do {
            while queue.count > 0 {
                guard try sendSealed(), try sendPlain() else { return stall() }
            }
        } catch {
            return cut(.tlsFailed)
        }
        drained()
    }

    private func decrypt(_ tls: TLSSession, _ scratch: LoopScratch) {
        do {
            guard try handshake(tls, scratch) else { return }
            while phase != .closed {
                let step = try unsafe tls.read(into: scratch.plain)
                sendCiphertext(tls, scratch)
                switch step {
                case .bytes(let count): unsafe accept(UnsafeRawBufferPointer(rebasing: scratch.plain[..<count]))
                case .needsMore: return
                case .ended: return peerFinished()
                }
            }
        } catch {
            sendCiphertext(tls, scratch)
            setup.observer.refused(error == .handshake ? .handshakeFailed : .tlsFailed)
            self.tls = nil
            endWebSocket(code: nil)
            queue.clear()
            if phase != .closed { beginLingering() }
        }
    }

    private func handshake(_ tls: TLSSession, _ scratch: LoopScratch) throws(TLSError) -> Bool {
        guard !tls.isEstablished else { return true }
        let done = try tls.handshake()
        sendCiphertext(tls, scratch)
        if done, phase == .handshake { startHTTP() }
        return done
    }

    /// Takes plaintext from the peer.
    private func accept(_ bytes: UnsafeRawBufferPointer) {
        switch phase {
        case .reading, .answering: unsafe receiveHTTP(bytes)
        case .webSocket: unsafe receiveFrames(RawSpan(_unsafeBytes: bytes))
        case .handshake, .finishing, .lingering, .closed: break
        }
    }

    private func peerFinished() {
        switch phase {
        case .reading where queue.count > 0: finish()
        case .answering: isDraining = true
        case .finishing: break
        default: cut(nil)
        }
    }

    private func discard(_ count: Int) {
        discarded += count
        if discarded > Self.discardLimit { cut(nil) }
    }

    /// Sends what TLS itself has to say, ahead of everything that is not sealed yet.
    private func sendCiphertext(_ tls: TLSSession, _ scratch: LoopScratch) {
        let count = tls.takeOutput()
        guard count > 0, phase != .closed else { return }
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: scratch.output[..<count])
        let taken = queue.hasSealed ? 0 : unsafe write(bytes)
        queue.countSent(taken)
        if taken < count { unsafe queue.appendSealed(UnsafeRawBufferPointer(rebasing: bytes[taken...])) }
    }

    /// Whether no ciphertext is left over.
    private func sendSealed() throws(TLSError) -> Bool {
        guard queue.hasSealed else { return true }
        let taken = unsafe queue.withSealed { unsafe write($0) }
        queue.dropSealed(taken)
        queue.countSent(taken)
        return !queue.hasSealed
    }

    /// Whether the next piece of plaintext was taken by the kernel, through TLS if there is one.
    private func sendPlain() throws(TLSError) -> Bool {
        guard queue.hasPlain else { return true }
        guard let tls else { return try sendUnsealed() }
        let scratch = loop.scratch
        unsafe tls.lend(input: UnsafeRawBufferPointer(start: nil, count: 0), output: scratch.output)
        defer { tls.reclaim() }
        let taken = try unsafe queue.withPlain { (bytes) throws(TLSError) in try unsafe tls.write(bytes) }
        queue.dropPlain(taken)
        sendCiphertext(tls, scratch)
        return !queue.hasSealed
    }

    /// Without TLS. A connection that had it and lost it sends nothing more.
    private func sendUnsealed() throws(TLSError) -> Bool {
        guard setup.tls == nil else { throw .record }
        let (taken, count) = unsafe queue.withPlain { unsafe (write($0), $0.count) }
        queue.dropPlain(taken)
        queue.countSent(taken)
        return taken == count
    }

    /// How many of `bytes` the kernel took. Does not touch the queue, which may be lent at the time.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        unsafe Socket.send(descriptor, bytes)
    }

    private func stall() {
        guard phase != .closed else { return }
        isStalled = true
        queue.stall(
            at: loop.now, within: setup.limits.writeDeadline, bytesPerSecond: setup.limits.slowestReader)
        deadlinesChanged = true
    }

    private func drained() {
        let wasStalled = isStalled
        isStalled = false
        queue.drain()
        if phase == .finishing { return endOutput() }
        guard wasStalled else { return }
        if phase == .webSocket { webSocket?.drained() } else { resumeHTTP() }
    }

    private func endOutput() {
        if let tls, tls.isEstablished {
            let scratch = loop.scratch
            unsafe tls.lend(input: UnsafeRawBufferPointer(start: nil, count: 0), output: scratch.output)
            tls.end()
            sendCiphertext(tls, scratch)
            tls.reclaim()
        }
        beginLingering()
    }

    /// Ends our side and discards what still comes, for a moment: closing with unread bytes would reset the connection
    /// and could destroy the answer on its way (RFC 9112, section 9.6).
    private func beginLingering() {
        tls = nil
        http = nil
        phase = .lingering
        phaseDeadline = loop.now + setup.limits.closeDeadline
        deadlinesChanged = true
        isStalled = false
        if shutdown(descriptor, Int32(SHUT_WR)) != 0 { cut(nil) }
    }
}
