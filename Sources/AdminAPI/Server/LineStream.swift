import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// An answer whose lines are made while it is sent, each time the client has taken what was there.
///
/// It ends with its source, when the client goes away (also one that only closes its sending side), and at a shutdown
/// of the server. A slow client holds one batch of lines and what the socket takes, nothing more.
enum LineStream {
    /// - Parameters:
    ///   - type: the body's content type.
    ///   - next: whole lines, each with its end; nil at the end. Waits until there are some.
    ///   - onBegin: called once where the answer is sent.
    ///   - onEnd: called once after that, however it ends.
    static func response(
        to request: Request, type: String = AdminProtocol.lines,
        next: @escaping @Sendable () async throws -> [UInt8]?, onBegin: @escaping @Sendable () -> Void = {},
        onEnd: @escaping @Sendable () -> Void = {}
    ) -> Response {
        let body = ResponseBody { writer in
            onBegin()
            defer { onEnd() }
            do {
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    while let lines = try await cancelWhenGracefulShutdown(next) {
                        try Task.checkCancellation()
                        try await writer.write(ByteBuffer(bytes: lines))
                    }
                }
            } catch is CancellationError where Task.isShuttingDownGracefully {
                // A plain end: the server says no more.
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: type], body: body)
    }
}
