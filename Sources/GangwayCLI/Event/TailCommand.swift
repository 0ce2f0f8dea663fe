import AdminAPI
import ArgumentParser
import Foundation
import Model
import Recording

struct TailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show the session log, one line for each event.",
        discussion: """
            Without --since the last events are shown, --lines of them. Options for users and kinds may be given several \
            times: any of them will do.
            """)

    @OptionGroup var admin: AdminOption
    @Flag(name: [.customShort("f"), .long], help: "Go on with the events that come, until ^C.") var follow = false
    @Option(name: [.customShort("n"), .long], help: "How many of the last events (default: 20).") var lines: Int?
    @Option(help: ArgumentHelp("Only this user's events.", valueName: "name")) var user: [String] = []
    @Option(help: ArgumentHelp("Only such events: session.opened, or session for all of them.", valueName: "kind"))
    var kind: [String] = []
    @Option(help: "Only this session's.", transform: SessionID.argument) var session: SessionID?
    @Option(help: "From this time on: \(Moment.rule).", transform: Moment.argument) var since: EventTime?
    @Option(help: "Before this time.", transform: Moment.argument) var until: EventTime?
    @Flag(help: "Print the log's own lines, which are JSON.") var json = false

    func validate() throws {
        if let lines, !(0...100_000).contains(lines) { throw ValidationError("--lines: from 0 to 100000") }
    }

    func run() async throws {
        var filter = EventFilter()
        filter.users = Set(user)
        filter.kinds = kind
        filter.session = session
        filter.since = since
        filter.until = until
        let query = EventQuery(filter: filter, last: lines ?? (since == nil ? 20 : nil), follows: follow)
        let (json, isColoured) = (json, StandardOutput.isColoured)
        let zone = TimeZone.current
        try await admin.withServer { server in
            try await server.events(query) { events in
                try await events.eachLine { line in
                    guard !json else { return try StandardOutput.write(line + [UInt8(ascii: "\n")]) }
                    // A later server's line that this program cannot read is shown as it is.
                    let text = EventRecord(line[...]).map { record in
                        let date = Date(timeIntervalSince1970: Double(record.time.microseconds) / 1e6)
                        return EventLine(record).text(isColoured: isColoured, offset: zone.secondsFromGMT(for: date))
                    }
                    try StandardOutput.print(text ?? Printable.text(String(decoding: line, as: UTF8.self)))
                }
            }
        }
    }
}

extension Moment {
    /// For `@Option(transform:)`.
    static func argument(_ text: String) throws -> EventTime {
        guard let time = parse(text) else { throw ValidationError("must be \(rule)") }
        return time
    }
}
