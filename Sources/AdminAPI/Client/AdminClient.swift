import AsyncHTTPClient
import Foundation
public import Model
import NIOCore

/// Speaks to a running server over its admin socket.
public struct AdminClient: Sendable {
    private let socket: String
    private let actor: UserName?
    private let http: HTTPClient

    /// For answers that come at once.
    static let limit = TimeAmount.seconds(60)
    /// For streams, which end when they do.
    static let noLimit = TimeAmount.hours(24 * 365)
    static let bodyLimit = 64 << 20

    /// Makes a client for the time of `body`.
    ///
    /// - Parameters:
    ///   - socket: the server's admin socket.
    ///   - actor: who asks, where that is not the user of this process.
    /// - Throws: what `body` throws; its calls throw `AdminClientError`.
    public static func with<Value>(
        socket: String, actor: UserName? = nil, _ body: (AdminClient) async throws -> Value
    ) async throws -> Value {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(AdminClient(socket: socket, actor: actor, http: http)))
        } catch {
            result = .failure(error)
        }
        try? await http.shutdown()
        return try result.get()
    }

    // MARK: Sessions

    /// The open sessions, oldest first.
    public func sessions() async throws -> [SessionEntry] { try await get("/sessions") }

    public func session(_ id: SessionID) async throws -> SessionEntry { try await get("/sessions/\(id)") }

    /// Ends a session.
    public func kill(_ id: SessionID) async throws { try await post("/sessions/\(id)/kill", Done()) }

    /// Shows a line of text in a session.
    public func message(_ id: SessionID, _ text: String) async throws {
        try await post("/sessions/\(id)/message", MessageBody(text: text))
    }

    /// The session as lines of asciicast, from its present screen on.
    public func watch<Value>(
        _ id: SessionID, _ body: (AdminLines) async throws -> Value
    ) async throws -> Value {
        try await lines("/sessions/\(id)/watch", [], body)
    }

    // MARK: Events

    /// The log's lines.
    public func events<Value>(
        _ query: EventQuery, _ body: (AdminLines) async throws -> Value
    ) async throws -> Value {
        try await lines("/events", query.parameters, body)
    }

    // MARK: Recordings

    /// The newest first.
    public func recordings() async throws -> [RecordingEntry] { try await get("/recordings") }

    /// A recording as lines of asciicast.
    ///
    /// - Parameters:
    ///   - begin: in seconds; before the events from there on come a resize and output that paint the screen.
    ///   - follows: goes on with a live recording until it ends.
    public func replay<Value>(
        _ id: SessionID, from begin: Double = 0, follows: Bool = false, _ body: (AdminLines) async throws -> Value
    ) async throws -> Value {
        var parameters: [(String, String)] = []
        if begin > 0 { parameters.append(("from", "\(begin)")) }
        if follows { parameters.append(("follow", "true")) }
        return try await lines("/recordings/\(id)", parameters, body)
    }

    /// A recording as it would be in a plain file, in pieces.
    public func export(_ id: SessionID, _ body: ([UInt8]) async throws -> Void) async throws {
        let response = try await execute(.GET, "/recordings/\(id)/export", limit: Self.noLimit)
        try await response.pieces(body)
    }

    /// Calls `body` for each place where the text was found, those in the newest recordings first.
    public func search(_ query: SearchQuery, _ body: (SearchMatch) async throws -> Void) async throws {
        try await lines("/search", query.parameters) { lines in
            try await lines.eachLine { line in
                let match: SearchMatch
                do {
                    match = try AdminCoding.decoder().decode(SearchMatch.self, from: Data(line))
                } catch {
                    throw AdminClientError.broken("\(error)")
                }
                try await body(match)
            }
        }
    }

    // MARK: Requests

    func get<Value: Decodable>(_ path: String) async throws -> Value {
        let response = try await execute(.GET, path, limit: Self.limit)
        return try await response.decoded(limit: Self.bodyLimit)
    }

    private func post(_ path: String, _ value: some Encodable) async throws {
        _ = try await post(path, value, limit: Self.limit) as Done
    }

    func post<Answer: Decodable>(
        _ path: String, _ value: some Encodable, limit: TimeAmount
    ) async throws -> Answer {
        let body = try AdminCoding.encoder().encode(value)
        let response = try await execute(.POST, path, body: Array(body), limit: limit)
        return try await response.decoded(limit: Self.bodyLimit)
    }

    private func lines<Value>(
        _ path: String, _ parameters: [(String, String)], _ body: (AdminLines) async throws -> Value
    ) async throws -> Value {
        let response = try await execute(.GET, path, parameters, limit: Self.noLimit)
        return try await body(AdminLines(response))
    }

    func execute(
        _ method: AdminResponse.Method, _ path: String, _ parameters: [(String, String)] = [], body: [UInt8]? = nil,
        limit: TimeAmount
    ) async throws -> AdminResponse {
        let uri = AdminProtocol.root + path + QueryText.of(parameters)
        return try await AdminResponse.of(method, uri, socket: socket, actor: actor, body: body, by: http, limit: limit)
    }
}
