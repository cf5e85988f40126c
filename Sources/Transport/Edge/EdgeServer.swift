import Glibc
import Synchronization

/// Serves HTTP/1.1 and WebSockets on a set of loops, one listener per loop (`SO_REUSEPORT`).
package final class EdgeServer: Sendable {
    private struct State {
        var port: UInt16 = 0
        var listeners: [EdgeListener] = []
    }

    private let configuration: EdgeConfiguration
    private let setup: Result<EdgeSetup, EdgeError>
    private let loops: [EventLoop]
    private let state = Mutex(State())

    /// A server that does not listen yet.
    package init(configuration: EdgeConfiguration, loops: [EventLoop], handler: any HTTPHandler) {
        self.configuration = configuration
        self.loops = loops
        do throws(EdgeError) {
            setup = .success(try EdgeSetup(configuration, handler: handler))
        } catch {
            setup = .failure(error)
        }
    }

    /// Listens. Throws `EdgeError` when the address cannot be bound or the identity not used.
    package func start() throws(EdgeError) {
        let setup = try setup.get()
        guard !loops.isEmpty else { throw .noLoops }
        let descriptors = try openSockets()
        let listeners = zip(loops, descriptors).map { loop, descriptor in
            EdgeListener(setup: setup, loop: loop, descriptor: descriptor)
        }
        state.withLock { $0.listeners = listeners }
        for listener in listeners {
            listener.loop.execute { listener.assumeIsolated { $0.start() } }
        }
    }

    /// The port it listens on, after `start`.
    package var port: UInt16 { state.withLock { $0.port } }

    /// The number of connections.
    package var connectionCount: Int { (try? setup.get())?.admission.total ?? 0 }

    /// Stops accepting, lets requests in flight finish, closes WebSockets with 1001, and cuts what is left after `grace`.
    /// Returns when no connection is left.
    package func stop(grace: Duration) async {
        let listeners = state.withLock { $0.listeners }
        await withTaskGroup { group in
            for listener in listeners { group.addTask { await listener.stop(grace: grace) } }
        }
        state.withLock { $0.listeners = [] }
    }

    /// One socket for each loop, all on the same port.
    private func openSockets() throws(EdgeError) -> [Int32] {
        var descriptors: [Int32] = []
        var port = configuration.port
        do throws(EdgeError) {
            for _ in loops {
                guard let address = SocketAddress(configuration.address, port: port) else { throw .addressMalformed }
                descriptors.append(try Socket.open(address))
                port = Socket.port(of: descriptors[0])
            }
        } catch {
            for descriptor in descriptors { close(descriptor) }
            throw error
        }
        state.withLock { $0.port = port }
        return descriptors
    }
}
