public import Containers
public import Foundation
public import Model

/// The workspaces.
extension AdminClient {
    /// Those that have a container, by user.
    public func workspaces() async throws -> [WorkspaceEntry] { try await get("/workspaces") }

    /// With its signs of life.
    public func workspace(of user: UserName) async throws -> WorkspaceEntry { try await get("/workspaces/\(user)") }

    /// What those that run use.
    public func usage() async throws -> [WorkspaceReading] { try await get("/usage") }

    /// - Returns: false where it ran already.
    public func start(_ user: UserName) async throws -> Bool { try await order(user, "start", Done()).changed }

    /// - Returns: false where it did not run.
    public func stop(_ user: UserName) async throws -> Bool { try await order(user, "stop", Done()).changed }

    public func restart(_ user: UserName) async throws {
        _ = try await post("/workspaces/\(user)/restart", Done(), limit: Self.noLimit) as Done
    }

    /// - Parameter home: its home, too.
    public func remove(_ user: UserName, home: Bool) async throws -> Removed {
        try await post("/workspaces/\(user)/remove", RemoveBody(home: home), limit: Self.noLimit)
    }

    /// Keeps it from being stopped as idle.
    ///
    /// - Parameter seconds: nil: no longer.
    /// - Returns: until when.
    public func hold(_ user: UserName, seconds: Int?) async throws -> Date? {
        let answer: HeldUntil = try await post(
            "/workspaces/\(user)/hold", HoldBody(seconds: seconds), limit: Self.limit)
        return answer.until
    }

    /// What its container's main command wrote, as it is: not for a terminal.
    public func logs(of user: UserName, tail: Int) async throws -> [UInt8] {
        let response = try await execute(
            .GET, "/workspaces/\(user)/logs", [("tail", "\(tail)")], limit: Self.limit)
        var bytes: [UInt8] = []
        try await response.pieces { piece in
            guard bytes.count + piece.count <= Self.bodyLimit else {
                throw AdminClientError.broken("a log without an end")
            }
            bytes += piece
        }
        return bytes
    }

    /// Makes it anew where it is behind, and does not run or `now` is said.
    ///
    /// - Returns: whether that was done.
    public func upgrade(_ user: UserName, now: Bool) async throws -> Bool {
        try await order(user, "upgrade", UpgradeBody(now: now)).changed
    }

    /// Starts a workspace, and keeps it from being stopped as idle while `body` runs.
    ///
    /// - Parameters:
    ///   - command: what will be run, for the log; nil: the login shell.
    ///   - terminal: it gets one.
    ///   - onLoss: called where the server ends before `body` does: then nothing keeps the workspace any more.
    ///   - body: opens it.
    public func exec<Value>(
        in user: UserName, command: String?, terminal: Bool, onLoss: @escaping @Sendable () -> Void = {},
        _ body: (WorkspaceEntrance) async throws -> Value
    ) async throws -> Value {
        let order = try AdminCoding.encoder().encode(ExecBody(command: command, terminal: terminal))
        let response = try await execute(
            .POST, "/workspaces/\(user)/exec", body: Array(order), limit: Self.noLimit)
        return try await AdminLines(response).withFirstLine(onEnd: onLoss) { line in
            let entrance: WorkspaceEntrance
            do {
                entrance = try AdminCoding.decoder().decode(WorkspaceEntrance.self, from: Data(line))
            } catch {
                throw AdminClientError.broken("\(error)")
            }
            return try await body(entrance)
        }
    }

    /// An image may have to be pulled, or sessions be waited for.
    private func order(_ user: UserName, _ word: String, _ body: some Encodable) async throws -> Changed {
        try await post("/workspaces/\(user)/\(word)", body, limit: Self.noLimit)
    }
}
