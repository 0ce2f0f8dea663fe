import AdminAPI
import ArgumentParser
import Model

struct WorkspaceShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show all that is known of a workspace, and what keeps it running.")

    @OptionGroup var admin: AdminOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let workspace = try await admin.withServer { try await $0.workspace(of: name) }
        try StandardOutput.print(json ? try JSONOutput.text(workspace) : workspace.text(at: .now))
    }
}
