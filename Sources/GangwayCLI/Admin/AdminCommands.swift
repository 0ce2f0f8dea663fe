import ArgumentParser

/// What administrators who come by ssh can do.
struct AdminCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gangway",
        abstract: "The gateway's sessions, their log and their recordings, and the workspaces.",
        subcommands: [
            SessionsCommand.self, SessionCommand.self, WatchCommand.self, TailCommand.self, RecordingsCommand.self,
            ReplayCommand.self, SearchCommand.self, ExportCommand.self, SessionShowCommand.self,
            SessionKillCommand.self, SessionMessageCommand.self, WorkspacesCommand.self, WorkspaceCommand.self,
        ])
}
