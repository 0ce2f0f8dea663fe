import AdminAPI
import ArgumentParser
import Foundation

struct WorkspaceListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the running workspaces, by user.")

    @OptionGroup var list: WorkspaceList

    func run() async throws { try await list.print() }
}

/// The same, in one word.
struct WorkspacesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workspaces", abstract: "List the running workspaces, by user.")

    @OptionGroup var list: WorkspaceList

    func run() async throws { try await list.print() }
}

/// What both names of the command take and do.
struct WorkspaceList: ParsableArguments {
    @OptionGroup var admin: AdminOption
    @Flag(help: "Stopped ones, too.") var all = false
    @Flag(help: "Print JSON.") var json = false

    func print() async throws {
        let workspaces = try await admin.withServer { try await $0.workspaces() }.filter { all || $0.isRunning }
        guard !json else { return try StandardOutput.print(try JSONOutput.text(workspaces)) }
        try StandardOutput.print(Self.table(workspaces, at: .now))
    }

    static func table(_ workspaces: [WorkspaceEntry], at now: Date) -> Table {
        var table = Table("USER", "STATE", "PROFILE", "BEHIND IN", "SESSIONS", "FORWARDS", "IDLE", "STOPS", "SINCE")
        for workspace in workspaces {
            table.append(
                workspace.user, workspace.state, workspace.profile, workspace.behind ?? "-", "\(workspace.sessions)",
                "\(workspace.forwards)", workspace.idleText(at: now), workspace.stopText(at: now),
                workspace.since?.formatted(.iso8601) ?? "-")
        }
        return table
    }
}
