public import ArgumentParser

/// `gangway`: the words after it choose the command.
///
/// Exit codes: 0; 1 if what was asked cannot be done, with one sentence on stderr; 64 for wrong usage.
public struct GangwayCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "gangway",
        abstract: "An SSH gateway that gives each user a container of their own.",
        version: VersionCommand.text,
        subcommands: [
            ServeCommand.self, CheckConfigCommand.self, UserCommand.self, KeyCommand.self, SessionsCommand.self,
            SessionCommand.self, WorkspacesCommand.self, WorkspaceCommand.self, WatchCommand.self, TailCommand.self,
            RecordingsCommand.self, ReplayCommand.self,
            SearchCommand.self, ExportCommand.self, LogCommand.self, VersionCommand.self, AdminShellCommand.self,
        ])

    public init() {}
}
