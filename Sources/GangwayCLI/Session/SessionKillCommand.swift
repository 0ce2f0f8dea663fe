import ArgumentParser
import Model

struct SessionKillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kill",
        abstract: "End a session: its program gets SIGHUP, SIGTERM and SIGKILL, a grace apart.")

    @OptionGroup var admin: AdminOption
    @Argument(help: "The session.", transform: SessionID.argument) var id: SessionID

    func run() async throws {
        try await admin.withServer { try await $0.kill(id) }
        try StandardOutput.print("ending the session \(id)")
    }
}
