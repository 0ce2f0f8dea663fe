import AdminAPI
import ArgumentParser
import Model

struct WorkspaceRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Stop a workspace and remove its container; the home stays.",
        discussion: """
            What was changed in the container outside the home is gone. The next login makes a new one. With --home the \
            home folder is removed, too, after its user's name was typed.
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
        let hadContainer = try await admin.withServer { try await $0.remove(name, home: home) }
        switch (hadContainer, home) {
        case (_, false):
            try StandardOutput.print(
                "removed the workspace of \(name); the home and the account stay, and the next login makes a new one")
        case (true, true):
            try StandardOutput.print("removed the workspace and the home of \(name); the account and volumes stay")
        case (false, true):
            try StandardOutput.print("removed the home of \(name), who had no workspace; the account and volumes stay")
        }
    }
}
