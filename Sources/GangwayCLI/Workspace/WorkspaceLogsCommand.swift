import AdminAPI
import ArgumentParser
import Model

struct WorkspaceLogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print what a workspace's main command wrote.",
        discussion: """
            That is the guest agent, and what programs in the workspace write to it: whatever they like. So what could \
            command a terminal is shown in words, also in a pipe.
            """)

    @OptionGroup var admin: AdminOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Option(help: ArgumentHelp("The last lines, 10000 at most.", valueName: "lines")) var tail = 200
    @Flag(help: "The bytes as they are; not to a terminal.") var raw = false

    func validate() throws {
        guard (1...10_000).contains(tail) else { throw ValidationError("--tail: from 1 to 10000") }
    }

    func run() async throws {
        if raw, StandardOutput.isTerminal { throw CommandError.rawToTerminal }
        let bytes = try await admin.withServer { try await $0.logs(of: name, tail: tail) }
        try StandardOutput.write(raw ? bytes : Array(Self.printable(bytes).utf8))
    }

    /// Lines that no terminal takes for a command; what is no UTF-8 is shown as U+FFFD.
    static func printable(_ bytes: [UInt8]) -> String {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { line in
            let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            return Printable.text(String(decoding: text, as: UTF8.self).replacing("\t", with: "    ")) + "\n"
        }.joined()
    }
}
