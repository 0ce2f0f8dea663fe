import Containers
import EventLoop

/// A connection to the engine that one request has turned from HTTP into a command's raw two-way stream.
///
/// The request asks for an upgrade as RFC 9110 §7.8 has it, to the protocol "tcp". The engine answers 101 (200 where it
/// ignores the upgrade, with the same effect), and every byte after that head is the command's.
struct UpgradedConnection: ~Copyable {
    private let socket: LoopSocket
    /// Stream bytes that came with the head.
    let received: [UInt8]

    /// In bytes.
    private static let largestRefusal = 16 << 10

    /// Call it on `loop`.
    /// - Throws: `.notRunning` where the container was stopped or paused since the command was created.
    init(
        _ request: EngineRequest, version: APIVersion, to endpoint: DockerEndpoint, on loop: EventLoop
    ) async throws(EngineError) {
        do {
            let socket = try await LoopSocket(connectingTo: endpoint.socketPath, on: loop, within: request.limit)
            try await socket.send(request.wire(version, http: "1.1", fields: ["Connection: Upgrade", "Upgrade: tcp"]))
            let (head, rest) = try await Self.head(from: socket)
            guard head.status == 101 || head.status == 200 else {
                throw try await Self.refusal(of: request, head, rest, from: socket)
            }
            self.socket = socket
            received = rest
        } catch {
            throw request.failure(error, at: endpoint)
        }
    }

    /// Gives the connection's descriptor away.
    consuming func release() -> OwnedDescriptor { socket.release() }

    private static func head(
        from socket: borrowing LoopSocket
    ) async throws -> (head: HTTPResponseHead, rest: [UInt8]) {
        var bytes: [UInt8] = []
        while true {
            let piece = try await socket.receive()
            guard !piece.isEmpty else { throw LoopSocket.Ended() }
            bytes += piece
            if let head = try HTTPResponseHead(bytes) { return (head, [UInt8](bytes[head.length...])) }
        }
    }

    private static func refusal(
        of request: EngineRequest, _ head: HTTPResponseHead, _ rest: [UInt8], from socket: borrowing LoopSocket
    ) async throws -> EngineError {
        var body = rest
        // Without a length there is no telling where the body ends: what has come must do.
        let length = min(head.contentLength ?? 0, largestRefusal)
        while body.count < length {
            let piece = try await socket.receive()
            guard !piece.isEmpty else { break }
            body += piece
        }
        let answer = EngineResponse(call: request.call, status: head.status, apiVersion: nil, body: body)
        return answer.refusal([404, 409].contains(head.status) ? .notRunning : .refused)
    }
}
