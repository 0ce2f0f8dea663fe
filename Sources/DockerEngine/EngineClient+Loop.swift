import Containers
import EventLoop

/// The calls that every session waits for, on the session's own loop: no thread is crossed, which saves a third of the
/// gateway's work for a session.
extension EngineClient {
    /// In bytes, head and body.
    private static let largestAnswer = 1 << 20

    /// As `send(_:)`. Call it on `loop`.
    func send(_ request: EngineRequest, on loop: EventLoop) async throws(EngineError) -> EngineResponse {
        let version = try await apiVersion()
        let answer = try await exchange(request, version: version, on: loop)
        guard answer.status == 400 else { return answer }
        // As for every call: the engine may have been exchanged for one that speaks another version.
        let current = try await negotiate().version
        return current == version ? answer : try await exchange(request, version: current, on: loop)
    }

    /// By HTTP/1.0: the answer comes in one piece and ends with the connection at the latest.
    private func exchange(
        _ request: EngineRequest, version: APIVersion, on loop: EventLoop
    ) async throws(EngineError) -> EngineResponse {
        do {
            let socket = try await LoopSocket(connectingTo: endpoint.socketPath, on: loop, within: request.limit)
            try await socket.send(request.wire(version, http: "1.0"))
            var bytes: [UInt8] = []
            var head: HTTPResponseHead?
            // Up to the length that the head says, else to the end of the connection.
            while head?.contentLength.map({ bytes.count < (head?.length ?? 0) + $0 }) ?? true {
                let piece = try await socket.receive()
                guard !piece.isEmpty else { break }
                bytes += piece
                guard bytes.count <= Self.largestAnswer else { throw HTTPResponseHead.Malformed() }
                if head == nil { head = try HTTPResponseHead(bytes) }
            }
            guard let head else { throw LoopSocket.Ended() }
            return EngineResponse(
                call: request.call, status: head.status, apiVersion: nil, body: [UInt8](bytes[head.length...]))
        } catch {
            let error = request.failure(error, at: endpoint)
            if error.kind == .unreachable { forgetVersion() }
            throw error
        }
    }
}
