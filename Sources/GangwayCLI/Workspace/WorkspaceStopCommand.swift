import AdminAPI
import ArgumentParser
import Model

struct WorkspaceStopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop workspaces in an orderly way; their sessions are told, and end.",
        discussion: "The next login starts one again.")

    @OptionGroup var selection: RunningSelection

    func run() async throws {
        try await selection.admin.withServer { server in
            guard let users = try await selection.users(of: server, verb: "stop") else { return }
            try await UserBatch(users: users).run { user in
                try await server.stop(user)
                    ? "stopped the workspace of \(user); the next login starts it again"
                    : "the workspace of \(user) does not run"
            }
        }
    }
}
