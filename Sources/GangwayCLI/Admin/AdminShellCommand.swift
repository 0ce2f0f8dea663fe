import ArgumentParser
import Foundation
import Glibc
import Model

/// What an administrator's login by ssh starts: one command, or a prompt for several.
///
/// The server starts it, with the command in SSH_ORIGINAL_COMMAND. It gives the commands of `AdminCommands` and nothing
/// else: no shell, no files of this machine, no other server's socket.
struct AdminShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin-shell", abstract: "The commands for an administrator who came by ssh.",
        shouldDisplay: false)

    private static let variable = "SSH_ORIGINAL_COMMAND"

    @Option(help: "Who it is.", transform: UserName.argument) var actor: UserName
    @Option(help: "The server's admin socket.") var socket: String
    @Option(name: .customShort("c"), help: "The command line.") var command: String?

    func run() async throws {
        if let command = command ?? Environment.value(Self.variable) {
            let code = await AdminAccess.$current.withValue(.remote(actor: actor, socket: socket)) {
                await Self.execute(command)
            }
            guard code == 0 else { throw ExitCode(code) }
        } else {
            let code = try AdminPrompt(actor: actor, socket: socket).run()
            guard code == 0 else { throw ExitCode(code) }
        }
    }

    /// - Returns: the exit code.
    private static func execute(_ line: String) async -> Int32 {
        do {
            let words = try ShellWords.split(line)
            var command = try AdminCommands.parseAsRoot(words.first == "gangway" ? Array(words.dropFirst()) : words)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return 0
        } catch let failure as ShellWords.Failure {
            FileHandle.standardError.write(Data("Error: \(failure)\n".utf8))
            return ExitCode.validationFailure.rawValue
        } catch {
            let code = AdminCommands.exitCode(for: error)
            let text = AdminCommands.fullMessage(for: error)
            let output = code == .success ? FileHandle.standardOutput : .standardError
            if !text.isEmpty { output.write(Data((text + "\n").utf8)) }
            return code.rawValue
        }
    }
}
