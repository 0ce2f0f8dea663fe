public import Gateway
public import Model

/// The open sessions, as far as administration needs them.
public struct AdminSessions: Sendable {
    let list: @Sendable () async -> [SessionStatus]
    let kill: @Sendable (_ session: SessionID, _ actor: String) async -> Bool
    let message: @Sendable (_ session: SessionID, _ text: String) async -> Bool

    public init(
        list: @escaping @Sendable () async -> [SessionStatus],
        kill: @escaping @Sendable (_ session: SessionID, _ actor: String) async -> Bool,
        message: @escaping @Sendable (_ session: SessionID, _ text: String) async -> Bool
    ) {
        self.list = list
        self.kill = kill
        self.message = message
    }

    public init(_ gateway: Gateway) {
        self.init(
            list: { await gateway.sessions() }, kill: { await gateway.kill($0, by: $1) },
            message: { await gateway.message($0, $1) })
    }
}
