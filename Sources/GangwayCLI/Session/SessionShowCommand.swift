import ArgumentParser
import Model

struct SessionShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show all that is known of a session.")

    @OptionGroup var admin: AdminOption
    @Argument(help: "The session.", transform: SessionID.argument) var id: SessionID
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let session = try await admin.withServer { try await $0.session(id) }
        try StandardOutput.print(json ? try JSONOutput.text(session) : session.text)
    }
}
