import AdminAPI
import ArgumentParser
import Model

struct WorkspaceRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Stop a workspace and remove its container; the home stays.",
        discussion: """
            What was changed in the container outside the home is gone. The next login makes a new one. With --home the \
            home, a folder or the user's own volume, is removed, too, after its user's name was typed.
            """)

    @OptionGroup var admin: AdminOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Flag(help: "Remove the home and all files in it, too.") var home = false
    @Flag(help: "Do not ask.") var yes = false

    func run() async throws {
        if home {
            try Question.confirm(
                "This removes the home of \(name) and all files in it, for ever.", byTyping: name.description,
                unless: yes)
        }
        let removed = try await admin.withServer { try await $0.remove(name, home: home) }
        switch (removed.container, removed.home) {
        case (true, true):
            try StandardOutput.print("removed the workspace and the home of \(name); the account stays")
        case (false, true):
            try StandardOutput.print("removed the home of \(name), who had no workspace; the account stays")
        case (true, false) where home:
            try StandardOutput.print("removed the workspace of \(name); there was no home to remove; the account stays")
        case (false, false):
            try StandardOutput.print("\(name) has neither a workspace nor a home, so nothing was removed")
        case (true, false):
            try StandardOutput.print(
                "removed the workspace of \(name); the home and the account stay, and the next login makes a new one")
        }
    }
}
