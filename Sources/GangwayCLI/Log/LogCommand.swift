import ArgumentParser

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The session log's files.", subcommands: [LogVerifyCommand.self])
}
