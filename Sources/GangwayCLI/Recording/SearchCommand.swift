import AdminAPI
import ArgumentParser
import Foundation
import Model

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Search what recorded terminals showed, and commands.",
        discussion: "Exit code 1: nothing was found. The place of each match is what replay takes as --from.")

    @OptionGroup var admin: AdminOption
    @Argument(help: "The text, as it is.") var text: String
    @Option(help: "Only in this user's recordings.", transform: UserName.argument) var user: UserName?
    @Option(name: [.customShort("C"), .long], help: "Lines before and after each match.") var context = 2
    @Option(help: "How many matches.") var limit = 100
    @Flag(name: [.customShort("i"), .long], help: "Take capitals and small letters for the same.")
    var ignoreCase = false
    @Flag(help: "Print one JSON object for each match.") var json = false

    func validate() throws {
        guard !text.isEmpty else { throw ValidationError("the text must not be empty") }
        guard (0...100).contains(context) else { throw ValidationError("--context: from 0 to 100") }
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit: from 1 to 10000") }
    }

    func run() async throws {
        let query = SearchQuery(
            text: text, user: user?.description, context: context, limit: limit, ignoresCase: ignoreCase)
        let (json, isColoured) = (json, StandardOutput.isColoured)
        var count = 0
        try await admin.withServer { server in
            try await server.search(query) { match in
                count += 1
                if json {
                    try StandardOutput.print(try JSONOutput.line(match))
                } else {
                    try StandardOutput.print((count > 1 ? "\n" : "") + match.text(isColoured: isColoured))
                }
            }
        }
        if count == 0 {
            if !json { FileHandle.standardError.write(Data("nothing was found\n".utf8)) }
            throw ExitCode(1)
        }
        if count == limit, !json {
            FileHandle.standardError.write(Data("these are the first \(limit); --limit shows more\n".utf8))
        }
    }
}
