import AdminAPI
import ArgumentParser
import Model

struct WorkspaceStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start workspaces; one that is not there is made.")

    @OptionGroup var admin: AdminOption
    @Argument(help: "The users.", transform: UserName.argument) var names: [UserName]

    func run() async throws {
        try await admin.withServer { server in
            try await UserBatch(users: names).run { user in
                try await server.start(user)
                    ? "started the workspace of \(user)" : "the workspace of \(user) runs already"
            }
        }
    }
}
