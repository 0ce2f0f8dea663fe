import ArgumentParser

struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "The users who may log in.",
        discussion: "Changes take effect at the next login, also while the server runs.",
        subcommands: [
            UserAddCommand.self, UserListCommand.self, UserShowCommand.self, UserRemoveCommand.self,
            UserDisableCommand.self, UserEnableCommand.self, UserPasswordCommand.self,
            UserForwardingCommand.self, UserAdminCommand.self, UserSetCommand.self,
        ])
}
