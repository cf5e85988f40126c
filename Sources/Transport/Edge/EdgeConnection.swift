import Wire

/// One accepted connection.
actor EdgeConnection {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(loop: EventLoop) { self.loop = loop }

    enum Opcode { case text, binary }
    var bufferedBytes: Int { 0 }

    func send(_ payload: [UInt8], opcode: Opcode) {}

    func closeWebSocket(code: UInt16, reason: String) {}
}
