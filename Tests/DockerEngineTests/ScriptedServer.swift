import Containers
import DockerEngine
import GatewayTesting
import NIOCore
import NIOPosix
import Synchronization

// NIO has another.
import class EventLoop.EventLoop

/// A server that says what no engine at hand says: other versions, nonsense, silence.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (_ requestLine: String) -> Answer

    /// What is done with a request; the text is sent as it stands.
    enum Answer: Sendable {
        case send(String)
        case silence
        case close
    }

    let engine: DockerEngine
    let loop: EventLoop
    /// The request lines that came, in order.
    let requests = Mutex<[String]>([])
    private let script: Script

    private init(socketPath: String, _ script: @escaping Script) throws {
        engine = DockerEngine(endpoint: try DockerEndpoint(dockerHost: "unix://\(socketPath)"))
        loop = try EventLoop(label: "test")
        self.script = script
    }

    static func use(
        _ script: @escaping Script, _ body: (ScriptedServer) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        // Capitals, a space and a percent sign: the path goes through a URL.
        let path = "\(folder.path)/A b%20.sock"
        let server = try ScriptedServer(socketPath: path, script)
        let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await ServerBootstrap(group: threads)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Connection(server))
                }
            }
            .bind(unixDomainSocketPath: path).get()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        await server.engine.shutdown()
        try await listener.close()
        try await threads.shutdownGracefully()
        await server.loop.stop()
        try result.get()
    }

    static func http(_ status: Int, _ body: String = "", fields: String...) -> Answer {
        let fields = fields.map { "\($0)\r\n" }.joined()
        return .send("HTTP/1.1 \(status) x\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// An engine of the given versions, for the calls that `other` is not for.
    static func engine(
        _ version: String = "1.41", minimum: String = "1.12",
        _ other: @escaping Script = { _ in .close }
    ) -> Script {
        { line in
            if line == "GET /_ping HTTP/1.1" { return http(200, "OK", fields: "Api-Version: \(version)") }
            if line.hasSuffix("/version HTTP/1.1") {
                return http(200, #"{"Version":"99.1","MinAPIVersion":"\#(minimum)"}"#)
            }
            return other(line)
        }
    }

    fileprivate func answer(_ line: String) -> Answer {
        requests.withLock { $0.append(line) }
        return script(line)
    }

    /// One client's connection; its requests' bodies are taken in and forgotten.
    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: ScriptedServer
        private var received = ""

        init(_ server: ScriptedServer) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            while let end = received.firstRange(of: "\r\n\r\n") {
                let lines = received[..<end.lowerBound].split(separator: "\r\n")
                let length =
                    lines.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
                guard received[end.upperBound...].utf8.count >= length else { return }
                received = String(received[end.upperBound...].dropFirst(length))
                switch server.answer(String(lines[0])) {
                case .send(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
                case .silence: break
                case .close: context.close(promise: nil)
                }
            }
        }
    }
}
