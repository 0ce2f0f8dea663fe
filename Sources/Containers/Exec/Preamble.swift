/// A session's process as the container sees it.
struct ExecLeader: Hashable {
    /// Its process id, which is also its session's and its group's: the runtime starts every exec in a new session.
    let pid: Int32
    /// When it started, in clock ticks since boot (field 22 of /proc/PID/stat): tells it from a later process with the
    /// same pid.
    let startTime: UInt64
}

/// What `LoginScript` says on standard output before it becomes the program:
/// `\001TOKEN PID STARTTIME STTY\002`, where STTY is 1 if the terminal has its size.
///
/// Neither byte is touched by a terminal's output settings, and one piece without a line break is never mixed with the
/// echo of what the user types ahead.
struct Preamble: Hashable {
    let leader: ExecLeader
    let terminalIsSet: Bool

    static let end: UInt8 = 2
    /// Longer than any real one.
    static let lengthLimit = 128

    static func start(token: UInt64) -> [UInt8] { [1] + Array("\(token) ".utf8) }

    /// - Parameter body: the bytes between the token's space and the end mark. The container may have written anything.
    init?(body: some Collection<UInt8>) {
        let words = String(decoding: body, as: UTF8.self).split(separator: " ")
        guard
            words.count == 3, let pid = Int32(words[0]), pid > 1, let startTime = UInt64(words[1]),
            words[2] == "0" || words[2] == "1"
        else { return nil }
        leader = ExecLeader(pid: pid, startTime: startTime)
        terminalIsSet = words[2] == "1"
    }
}
