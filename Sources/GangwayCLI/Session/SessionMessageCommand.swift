import ArgumentParser
import Model

struct SessionMessageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "message", abstract: "Show a line of text in a session.")

    @OptionGroup var admin: AdminOption
    @Argument(help: "The session.", transform: SessionID.argument) var id: SessionID
    @Argument(help: "The text, in one or several words.") var words: [String]

    func run() async throws {
        try await admin.withServer { try await $0.message(id, words.joined(separator: " ")) }
        try StandardOutput.print("told the session \(id)")
    }
}
