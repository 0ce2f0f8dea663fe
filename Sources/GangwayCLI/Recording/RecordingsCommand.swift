import AdminAPI
import ArgumentParser
import Foundation
import Model

struct RecordingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recordings", abstract: "List the recordings, the newest first.")

    @OptionGroup var admin: AdminOption
    @Option(help: "Only this user's.", transform: UserName.argument) var user: UserName?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let recordings = try await admin.withServer { try await $0.recordings() }
            .filter { user == nil || $0.user == user?.description }
        guard !json else { return try StandardOutput.print(try JSONOutput.text(recordings)) }
        var table = Table("ID", "USER", "STARTED", "LENGTH", "SIZE", "TERMINAL", "STATE", "WHAT")
        for recording in recordings {
            table.append(
                recording.id, recording.user, recording.started.formatted(.iso8601),
                recording.durationSeconds.map { Quantity.place($0) } ?? "?", Quantity.bytes(recording.bytes),
                recording.terminal.map { "\($0.columns)x\($0.rows)" } ?? "none", recording.live ? "live" : "ended",
                recording.command ?? recording.subsystem.map { "subsystem \($0)" } ?? "shell")
        }
        try StandardOutput.print(table)
    }
}
