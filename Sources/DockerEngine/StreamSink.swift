/// Takes an answer in that comes as a stream, piece by piece.
protocol StreamSink: Sendable {
    /// What it throws ends the call.
    mutating func append(_ bytes: [UInt8]) throws
    /// After the last piece.
    mutating func finish() throws
}

/// How a streamed call went.
enum Streamed<Sink: StreamSink>: Sendable {
    case success(Sink)
    /// The engine said no.
    case failure(EngineResponse)
}
