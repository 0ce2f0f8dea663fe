import AdminAPI
import ArgumentParser
import Model

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a recording as a plain asciicast file, for asciinema and other players.",
        discussion: "Without --output it goes to standard output: gangway export c12-7.2 | asciinema cat -")

    @OptionGroup var admin: AdminOption
    @Argument(help: "The recording.", transform: SessionID.argument) var id: SessionID
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file, which must not exist yet; - for standard output.", valueName: "file"))
    var output = "-"

    func validate() throws {
        guard output == "-" || !AdminAccess.current.isRemote else {
            throw ValidationError("--output is not for administrators who come by ssh; redirect ssh's output")
        }
    }

    func run() async throws {
        guard output != "-" else {
            guard !StandardOutput.isTerminal else { throw CommandError.exportToTerminal }
            return try await admin.withServer { try await $0.export(id) { try StandardOutput.write($0) } }
        }
        try await admin.withServer { server in
            var file: OutputFile?
            do {
                try await server.export(id) { bytes in
                    // Not before the server has said yes.
                    if file == nil { file = try OutputFile(new: output) }
                    try file?.write(bytes)
                }
            } catch {
                file?.remove()
                throw error
            }
        }
    }
}
