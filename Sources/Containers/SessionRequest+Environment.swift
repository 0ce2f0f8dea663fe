import Model

extension SessionRequest {
    /// - Throws: `.processNotStarted` for a command that no process can have as its argument.
    func checkCommand() throws(WorkspaceError) {
        if case .command(let command) = program, command.utf8.contains(0) {
            throw .processNotStarted(cause: "the command has a zero byte")
        }
    }

    /// What a session's process gets beside its workspace's own variables: the client's, `TERM`, both ends of the
    /// connection, and what is forwarded.
    /// - Parameter endpoints: nil: there is no connection.
    func processEnvironment(between endpoints: SessionEndpoints?) -> [String: String] {
        var environment = self.environment.filter { Self.isAllowed($0.key, $0.value) }
        if let type = terminal?.type, !type.isEmpty, !type.utf8.contains(0) { environment["TERM"] = type }
        if let endpoints { environment.merge(endpoints.environment) { $1 } }
        if let agentSocket { environment["SSH_AUTH_SOCK"] = agentSocket }
        if let display { environment["DISPLAY"] = display }
        return environment
    }

    /// What a client may never say of itself, and what no process can be started with. Which other names a client may
    /// set is the gateway's list.
    private static func isAllowed(_ name: String, _ value: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")) && !name.utf8.contains(0) && !value.utf8.contains(0)
            && !name.hasPrefix("SSH_") && !reserved.contains(name)
    }

    private static let reserved: Set<String> = ["HOME", "USER", "SHELL", "LOGNAME", "USERNAME", "USER_ID"]
}
