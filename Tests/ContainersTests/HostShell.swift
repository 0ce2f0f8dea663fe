/// The shells whose `/bin/sh` a workspace may have, as they are on this machine.
enum HostShell: String, CaseIterable, Sendable {
    case dash
    case bash
    case busybox

    /// The program behind the name that a script's arguments begin with, "/bin/sh".
    var path: String { "/usr/bin/\(rawValue)" }
}
