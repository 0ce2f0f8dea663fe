import AdminAPI
import ArgumentParser
import Model

struct WorkspaceRestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stop workspaces and start them again; their sessions are told, and end.",
        discussion: "One that is behind its image or its profile is made anew by this.")

    @OptionGroup var selection: RunningSelection

    func run() async throws {
        try await selection.admin.withServer { server in
            guard let users = try await selection.users(of: server, verb: "restart") else { return }
            try await UserBatch(users: users).run { user in
                try await server.restart(user)
                return "restarted the workspace of \(user)"
            }
        }
    }
}
