import AdminAPI
import ArgumentParser
import Foundation
import Model

struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "List the open sessions, oldest first.")

    @OptionGroup var admin: AdminOption
    @Option(help: "Only this user's.", transform: UserName.argument) var user: UserName?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let sessions = try await admin.withServer { try await $0.sessions() }
            .filter { user == nil || $0.user == user?.description }
        guard !json else { return try StandardOutput.print(try JSONOutput.text(sessions)) }
        try StandardOutput.print(Self.table(sessions))
    }

    static func table(_ sessions: [SessionEntry]) -> Table {
        var table = Table("ID", "USER", "FROM", "SINCE", "IDLE", "SENT", "RECEIVED", "WHAT")
        for session in sessions {
            table.append(
                session.id, session.user, session.peer, session.started.formatted(.iso8601),
                Quantity.time(session.idleSeconds), Quantity.bytes(session.sent), Quantity.bytes(session.received),
                session.what)
        }
        return table
    }
}
