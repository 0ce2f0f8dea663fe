import AdminAPI
import ArgumentParser
import Foundation
import Model

struct WorkspaceUpgradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade", abstract: "Make workspaces anew that are behind their image or profile.",
        discussion: """
            Shows first who is behind in what, and asks. A stopped workspace's container is removed, and made anew at \
            the next login; a running one is left alone, as that happens at its next start by itself, unless --now is \
            said. Homes and volumes stay; what was changed in a container outside them is gone. Without names and \
            --all it only shows. To go back, name the old tag in workspace.image, and upgrade again.
            """)

    @OptionGroup var admin: AdminOption
    @Argument(help: "The users.", transform: UserName.argument) var names: [UserName] = []
    @Flag(help: "All that are behind.") var all = false
    @Flag(help: "Running ones, too: they are stopped, made anew and started.") var now = false
    @Flag(help: "Only show what would be done.") var dryRun = false
    @Flag(help: "Do not ask.") var yes = false
    @Flag(help: "Print what would be done as JSON, and do nothing.") var json = false

    func validate() throws {
        guard !all || names.isEmpty else { throw ValidationError("name users, or say --all") }
    }

    func run() async throws {
        let now = now
        try await admin.withServer { server in
            let workspaces = try await server.workspaces()
            for name in names where !workspaces.contains(where: { $0.user == name.description }) {
                throw CommandError.noWorkspace(user: name.description)
            }
            let steps = workspaces.compactMap { WorkspaceRenewal($0, now: now) }
                .filter { step in names.isEmpty || names.contains { $0.description == step.user } }
            guard !json else { return try StandardOutput.print(try JSONOutput.text(steps)) }
            guard !steps.isEmpty else { return try StandardOutput.print("no workspace is behind") }
            try StandardOutput.print(WorkspaceRenewal.table(steps))
            let users = steps.filter { $0.what != .later }.compactMap { UserName($0.user) }
            guard !dryRun, all || !names.isEmpty else {
                return FileHandle.standardError.write(Data("nothing was done\n".utf8))
            }
            guard !users.isEmpty else {
                return FileHandle.standardError.write(Data("nothing to do now; --now forces it\n".utf8))
            }
            try Question.confirm("renew \(Count.text(users.count, "workspace"))?", unless: yes)
            try await UserBatch(users: users).run { user in
                try await server.upgrade(user, now: now)
                    ? "renewed the workspace of \(user)" : "the workspace of \(user) was left as it is"
            }
        }
    }
}
