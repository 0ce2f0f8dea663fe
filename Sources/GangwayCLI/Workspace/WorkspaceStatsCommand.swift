import AdminAPI
import ArgumentParser
import Foundation

struct WorkspaceStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Show what the running workspaces use; q leaves.",
        discussion: """
            On a terminal it is drawn anew every two seconds. 100 % is one processor. Network and block input and \
            output count from each workspace's start.
            """)

    @OptionGroup var admin: AdminOption
    @Flag(help: "Once, with the processors' use of one second.") var once = false
    @Flag(help: "Print JSON, once.") var json = false

    private static let interval = Duration.seconds(2)

    func run() async throws {
        let end = try await admin.withServer { server -> ScreenPlay.End in
            let first = try await WorkspaceReadings.read(from: server)
            if once || json || !RawTerminal.isThere {
                try await Task.sleep(for: .seconds(1))
                let loads = try await WorkspaceReadings.read(from: server).loads(since: first)
                try json
                    ? StandardOutput.print(try JSONOutput.text(loads))
                    : StandardOutput.print(WorkspaceLoad.table(loads))
                return .ended
            }
            return try await RawTerminal.with {
                try await LivePage(title: "reading…").run(from: first) { earlier in
                    try await Task.sleep(for: Self.interval)
                    let readings = try await WorkspaceReadings.read(from: server)
                    return (readings, WorkspaceLoad.table(readings.loads(since: earlier)))
                }
            }
        }
        if end.exitCode != 0 { throw ExitCode(end.exitCode) }
    }
}
