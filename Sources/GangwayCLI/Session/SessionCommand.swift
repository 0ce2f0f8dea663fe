import ArgumentParser

struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "One open session: show it, end it, tell it something.",
        subcommands: [SessionShowCommand.self, SessionKillCommand.self, SessionMessageCommand.self])
}
