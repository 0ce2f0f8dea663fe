/// An event in words, from the members of its line. What a line lacks is left out; events that are not known here are
/// told by their members.
struct EventWords {
    let record: EventRecord

    init(_ record: EventRecord) {
        self.record = record
    }

    var spoken: (words: String, tone: EventTone) {
        switch record.event {
        case "server.started": ("the server \(text("version")) started as process \(text("pid"))", .good)
        case "server.stopping": ("the server stops", .warning)
        case "server.stopped": ("the server stopped", .warning)
        case "connection.opened": ("connected from \(text("peer"))", .quiet)
        case "connection.refused": ("refused \(text("peer")): the limit \(text("limit")) is reached", .bad)
        case "connection.key_exchange":
            ("keys exchanged with \(text("client_version")) by \(text("algorithms"))\(after)", .quiet)
        case "connection.limited": ("the limit \(text("limit")) is reached\(part(" for ", "peer"))", .bad)
        case "connection.closed": ("disconnected: \(text("reason"))\(traffic)", .quiet)
        case "auth.attempt": attempt
        case "session.opened": opened
        case "session.failed": ("could not open \(program): \(text("cause"))", .bad)
        case "session.ended": ended
        case "forward.opened": ("forward opened: \(forward)", .plain)
        case "forward.refused": ("forward refused: \(forward): \(text("cause"))", .bad)
        case "forward.closed": ("forward closed: \(forward)\(traffic)", .plain)
        case "forward.listening": ("forward listens: \(forward)\(part(", port ", "port"))", .plain)
        case "forward.cancelled": ("forward cancelled: \(forward)", .plain)
        case "workspace.created": ("workspace \(text("workspace")) created\(why)", .good)
        case "workspace.started": ("workspace \(text("workspace")) started\(why)", .good)
        case "workspace.unpaused": ("workspace \(text("workspace")) unpaused\(why)", .good)
        case "workspace.image_pulled": ("image \(text("container")) pulled for \(text("workspace"))\(why)", .good)
        case "workspace.removed": ("container of \(text("workspace")) removed\(why)", .warning)
        case "workspace.stopped": ("workspace \(text("workspace")) stopped\(why)", .warning)
        case "admin.action": action
        case "recording.failed": ("the recording failed: \(text("cause"))", .bad)
        case "recording.gap": ("\(text("bytes")) bytes are not in the recording", .bad)
        case "recording.removed": ("the recording \(text("recording")) was removed for its \(text("reason"))", .quiet)
        case "log.gap":
            ("\(text("lost")) events from \(text("from")) to \(text("to")) are lost: \(text("cause"))", .bad)
        case "log.recovered": ("the log was mended, \(text("bytes")) bytes cut off: \(text("cause"))", .warning)
        case "log.failing": ("the log could not be written from here on: \(text("cause"))", .bad)
        default: unknown
        }
    }

    // MARK: Events of more than a sentence

    private var attempt: (String, EventTone) {
        let method = text("method") + part(" ", "fingerprint")
        let cause = part(": ", "cause")
        return switch text("result") {
        case "accepted": ("logged in by \(method)", .good)
        case "acceptable": ("\(method) would do", .quiet)
        case "partial": ("\(method) accepted, more is asked for", .plain)
        case "violation": ("broke the protocol with \(method)\(cause)", .bad)
        case "error": ("\(method) could not be decided\(cause)", .bad)
        case "refused": ("\(method) refused\(cause)", .warning)
        case let result: ("\(method): \(result)\(cause)", .plain)
        }
    }

    private var opened: (String, EventTone) {
        var words = "opened \(program)"
        if let pty = record["pty"] {
            words += " on \(spoken(pty["term"])) \(spoken(pty["columns"]))x\(spoken(pty["rows"]))"
        }
        words += " in \(text("workspace")) by \(text("way_in"))"
        if let total = record["opening"]?["total_us"]?.integer { words += " after \(Self.duration(total))" }
        if record["recording"] != nil { words += ", recorded" }
        return (words, .good)
    }

    private var ended: (String, EventTone) {
        let reason =
            switch text("reason") {
            case "exited": "ended"
            case "client_left": "ended, the client left"
            case "lost": "ended, the connection was lost"
            case "killed": "ended by an admin"
            case "stopping": "ended, the server stops"
            case "workspace_stopped": "ended with its workspace"
            case "unrecorded": "ended, it could not be recorded"
            case let reason: "ended: \(reason)"
            }
        let exit = record["exit"]
        if let signal = exit?["signal"] {
            let core = exit?["core"] == .boolean(true) ? ", core dumped" : ""
            return ("\(reason) by signal \(spoken(signal))\(core)\(traffic)", .warning)
        }
        guard let status = exit?["status"] else { return (reason + traffic, .plain) }
        return ("\(reason) with status \(spoken(status))\(traffic)", status.integer == 0 ? .plain : .warning)
    }

    private var action: (String, EventTone) {
        ("\(text("actor")) did \(text("action"))\(part(" on ", "target"))\(part(": ", "detail"))", .admin)
    }

    private var unknown: (String, EventTone) {
        let members = record.fields.map { " \(shown($0.name))=\(spoken($0.value))" }
        return (shown(record.event) + members.joined(), .plain)
    }

    // MARK: Parts

    private var program: String {
        switch text("kind") {
        case "shell": "a shell"
        case "exec": "the command '\(text("command"))'" + (isCut("command") ? " (cut)" : "")
        case "subsystem": "the subsystem \(text("subsystem"))"
        case let kind: kind
        }
    }

    private var forward: String {
        let preposition = text("forward") == "local" ? "to" : "at"
        return "\(text("forward")) \(preposition) \(text("address"))\(part(" from ", "peer"))"
    }

    private var why: String { part(": ", "cause") + after }

    private var after: String {
        record["duration_us"]?.integer.map { " after \(Self.duration($0))" } ?? ""
    }

    private var traffic: String {
        guard let sent = record["sent"]?.integer, let received = record["received"]?.integer else {
            return after
        }
        return "\(after), \(Self.size(sent)) sent, \(Self.size(received)) received"
    }

    private func isCut(_ name: String) -> Bool { record["cut"]?[name] != nil }

    /// Empty where the line does not have it.
    private func text(_ name: String) -> String { record[name].map { spoken($0) } ?? "" }

    private func part(_ prefix: String, _ name: String) -> String {
        record[name].map { prefix + spoken($0) } ?? ""
    }

    private func spoken(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: "-"
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let text): text
        case .string(let text): shown(text)
        case .array(let values): "[" + values.map { spoken($0) }.joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(shown($0.name)):\(spoken($0.value))" }.joined(separator: ",") + "}"
        }
    }

    /// `8 ms`, `12.5 s`, `3:07 min`, `2:05 h`.
    static func duration(_ microseconds: Int64) -> String {
        let seconds = microseconds / 1_000_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return switch microseconds {
        case ..<1000: "\(microseconds) µs"
        case ..<1_000_000: "\(microseconds / 1000) ms"
        case ..<60_000_000: "\(seconds).\(microseconds / 100_000 % 10) s"
        case ..<3_600_000_000: "\(seconds / 60):\(two(seconds % 60)) min"
        default: "\(seconds / 3600):\(two(seconds / 60 % 60)) h"
        }
    }

    /// `512 bytes`, `1.5 kB`; in powers of 1000.
    static func size(_ bytes: Int64) -> String {
        guard bytes >= 1000 else { return "\(bytes) bytes" }
        var tenths = bytes / 100
        var units = ["kB", "MB", "GB", "TB", "PB", "EB"][...]
        while tenths >= 10_000, units.count > 1 {
            tenths /= 1000
            units = units.dropFirst()
        }
        return "\(tenths / 10).\(tenths % 10) \(units.first ?? "")"
    }
}
