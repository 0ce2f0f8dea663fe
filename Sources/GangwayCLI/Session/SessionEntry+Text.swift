import AdminAPI
import Foundation

extension SessionEntry {
    /// What the client asked for, in a few words.
    var what: String { command.map { kind == "exec" ? $0 : "\(kind) \($0)" } ?? kind }

    /// As `session show` prints it.
    var text: String {
        """
        session    \(id)
        user       \(user)
        from       \(peer)
        kind       \(kind)
        command    \(command.map { Printable.text($0) } ?? "none")
        terminal   \(terminal.map { "\($0.columns)x\($0.rows)" } ?? "none")
        workspace  \(workspace ?? "none yet")
        way in     \(wayIn ?? "being opened")
        started    \(started.formatted(.iso8601))
        idle       \(Quantity.time(idleSeconds))
        sent       \(sent) bytes
        received   \(received) bytes
        recorded   \(recorded ? "yes" : "no")
        """
    }
}
