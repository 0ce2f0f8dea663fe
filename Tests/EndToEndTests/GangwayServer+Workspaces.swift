import GatewayTesting
import Testing

/// Workspaces as the engine and administrators see them.
extension GangwayServer {
    /// Runs a `docker` command that must work.
    func docker(_ arguments: String...) async throws {
        let result = try await Command.run(["docker"] + arguments)
        guard result.code == 0 else { throw SSHClient.Failure(description: "docker \(arguments): \(result)") }
    }

    /// What the engine says of the user's container.
    /// - Parameter format: a Go template.
    /// - Returns: empty where there is none.
    func inspect(_ user: String, _ format: String) async throws -> String {
        let result = try await Command.run(["docker", "inspect", "--type", "container", "-f", format, "user-\(user)"])
        return result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
    }

    /// - Parameter values: by Go template.
    func expect(of user: String, _ values: [String: String]) async throws {
        for (format, value) in values {
            let found = try await inspect(user, format)
            #expect(found == value, "\(format)")
        }
    }

    func isRunning(_ user: String) async throws -> Bool {
        try await inspect(user, "{{.State.Running}}") == "true"
    }

    /// The user's line of `gangway workspaces --all`; empty where there is none.
    func workspaceLine(of user: String? = nil) async throws -> String {
        let list = try await gangway(["workspaces", "--all"])
        let line = list.output.split(separator: "\n").first { $0.hasPrefix("\(user ?? self.user) ") }
        return line.map(String.init) ?? ""
    }

    /// What `gangway workspace show` says in the line of `name`.
    func shown(_ name: String, of user: String? = nil) async throws -> String {
        let show = try await gangway(["workspace", "show", user ?? self.user])
        let line = show.output.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
        return line.map { $0.dropFirst(name.count).drop { $0 == " " } }.map(String.init) ?? ""
    }
}
