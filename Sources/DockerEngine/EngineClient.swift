import AsyncHTTPClient
import Containers
import NIOCore
import NIOPosix
import Synchronization

/// Calls to the engine over its Unix socket, on a thread and a connection pool of its own.
///
/// The API version is settled before the first call, and again after every failure to reach the engine: the one that
/// comes back may be another. An engine that was exchanged between two calls shows by refusing the version with 400.
final class EngineClient: Sendable {
    struct State {
        var version: APIVersion?
        var running = 0
        var isShutDown = false
        /// Resumed by the last running call.
        var idle: CheckedContinuation<Void, Never>?
    }

    let endpoint: DockerEndpoint
    private let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let http: HTTPClient
    /// For calls that take their time. Their connections are others, so many of them keep nobody waiting.
    private let patient: HTTPClient
    let state = Mutex(State())

    /// Containers that start hold a connection each for seconds; more calls than this wait their turn.
    private static let connections = 64
    /// Between two pieces of an answer.
    private static let longestSilence = TimeAmount.seconds(60)

    init(endpoint: DockerEndpoint) {
        self.endpoint = endpoint
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // "Connect" includes waiting for a connection of the pool.
        configuration.timeout = .init(connect: .seconds(30), read: Self.longestSilence)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connections
        // A socket that nobody listens on is an answer, not something to wait for.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        http = HTTPClient(eventLoopGroupProvider: .shared(threads), configuration: configuration)
        configuration.timeout.read = nil
        patient = HTTPClient(eventLoopGroupProvider: .shared(threads), configuration: configuration)
    }

    func http(for request: EngineRequest) -> HTTPClient { request.isSilent ? patient : http }

    deinit {
        // The HTTP client traps when it is dropped open.
        let (http, patient, threads, isShutDown) = (http, patient, threads, state.withLock(\.isShutDown))
        if isShutDown { return }
        Task {
            try? await http.shutdown()
            try? await patient.shutdown()
            try? await threads.shutdownGracefully()
        }
    }

    /// Ends connections and the thread; running calls fail. Calling it again does nothing.
    func shutdown() async {
        let isFirst = state.withLock { state in
            defer { state.isShutDown = true }
            return !state.isShutDown
        }
        guard isFirst else { return }
        // All fail only where they were closed before.
        try? await http.shutdown()
        try? await patient.shutdown()
        // A call must not find its thread gone.
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.running > 0 { state.idle = continuation }
                return state.running == 0
            }
            if isIdle { continuation.resume() }
        }
        try? await threads.shutdownGracefully()
    }

    /// Counts a call in, until its `end`.
    /// - Throws: `.unreachable` after `shutdown`.
    func begin(_ request: EngineRequest) throws(EngineError) {
        let isShutDown = state.withLock { state in
            if !state.isShutDown { state.running += 1 }
            return state.isShutDown
        }
        if isShutDown { throw EngineError(.unreachable, "\(request.call): Gangway has closed its connections") }
    }

    func end() {
        let idle = state.withLock { state in
            state.running -= 1
            return state.running == 0 ? state.idle.take() : nil
        }
        idle?.resume()
    }
}
