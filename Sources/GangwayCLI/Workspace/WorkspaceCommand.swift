import ArgumentParser

struct WorkspaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workspace",
        abstract: "The users' workspaces: see, start, stop, keep, renew and remove them, run commands in them.",
        subcommands: [
            WorkspaceListCommand.self, WorkspaceShowCommand.self, WorkspaceStartCommand.self,
            WorkspaceStopCommand.self, WorkspaceRestartCommand.self, WorkspaceRemoveCommand.self,
            WorkspaceHoldCommand.self, WorkspaceLogsCommand.self, WorkspaceStatsCommand.self,
            WorkspaceUpgradeCommand.self, WorkspaceExecCommand.self,
        ])
}
