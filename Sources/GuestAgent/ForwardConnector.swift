import CLinux
import EventLoop
import Glibc
import GuestProtocol

/// Connects one socket for a forward: the host's addresses one after the other, until one answers.
final class ForwardConnector {
    enum Outcome {
        /// The receiver's to close.
        case connected(Int32)
        /// errno, or 0 for a name that is not known.
        case refused(code: Int32)
    }

    private let user: GuestUser
    private let loop: EventLoop
    private var onEnd: ((Outcome) -> Void)?
    private var addresses: [String] = []
    private var port: UInt16 = 0
    private var lastCode: Int32 = 0
    private var socket: Int32 = -1
    private var watch: Watch?
    private var timer: Timer?
    private var resolution: Resolution?

    /// For one address, and for all of a host's together: the gateway waits for two minutes.
    private static let limit: Duration = .seconds(20)
    private static let wholeLimit: Duration = .seconds(60)
    private let deadline = ContinuousClock.now + wholeLimit

    /// - Parameter onEnd: called once, unless `cancel` comes first.
    init(to address: GuestAddress, as user: GuestUser, agent: GuestAgent, onEnd: @escaping (Outcome) -> Void) {
        self.user = user
        loop = agent.loop
        self.onEnd = onEnd
        switch address {
        case .unix(let path): connect(path: path)
        case .tcp(let host, let port):
            self.port = port
            resolve(host, agent)
        }
    }

    private func resolve(_ host: [UInt8], _ agent: GuestAgent) {
        let name = String(decoding: host, as: UTF8.self)
        if let known = Resolution.known(name) {
            addresses = known
            return connectNext()
        }
        guard agent.resolutions < Resolution.countLimit else { return end(.refused(code: EAGAIN)) }
        resolution = Resolution(of: name, as: user, agent: agent) { [weak self] addresses in
            guard let self else { return }
            self.resolution = nil
            self.addresses = addresses
            self.connectNext()
        }
    }

    private func connect(path: [UInt8]) {
        let path = String(decoding: path, as: UTF8.self)
        let socket = Impersonation.run(as: user) { unsafe gangway_connect_unix(path) } ?? -1
        end(socket >= 0 ? .connected(socket) : .refused(code: errno))
    }

    private func connectNext() {
        while !addresses.isEmpty {
            guard .now < deadline else {
                lastCode = ETIMEDOUT
                break
            }
            let address = addresses.removeFirst()
            socket = unsafe gangway_connect_tcp(address, port)
            if socket < 0 {
                lastCode = errno
                continue
            }
            watch = try? loop.watch(socket, for: .writable) { [unowned self] _ in decide() }
            timer = loop.after(Self.limit) { [weak self] in self?.fail(ETIMEDOUT) }
            if watch == nil { fail(ENOMEM) }
            return
        }
        end(.refused(code: lastCode))
    }

    private func decide() {
        let code = gangway_socket_error(socket)
        guard code == 0 else { return fail(code) }
        stopWaiting()
        let socket = self.socket
        self.socket = -1
        end(.connected(socket))
    }

    private func fail(_ code: Int32) {
        lastCode = code
        stopWaiting()
        close(socket)
        socket = -1
        connectNext()
    }

    private func stopWaiting() {
        watch?.cancel()
        watch = nil
        timer?.cancel()
        timer = nil
    }

    private func end(_ outcome: Outcome) {
        // Never before the initialiser has returned.
        loop.defer { [self] in
            if let onEnd {
                self.onEnd = nil
                onEnd(outcome)
            } else if case .connected(let socket) = outcome {
                close(socket)
            }
        }
    }

    /// Nobody wants it any more.
    func cancel() {
        onEnd = nil
        resolution = nil
        addresses = []
        stopWaiting()
        if socket >= 0 { close(socket) }
        socket = -1
    }
}
