import Glibc
import GuestProtocol

/// Which of a user's processes keep a workspace running. Reads no more of a process than it needs to: there may be
/// thousands, and a gateway asks often.
struct ProcessSurvey {
    /// What proc(5) tells of a process, read when it is asked for.
    struct Candidate {
        /// /proc/PID/comm.
        var name: () -> [UInt8]
        /// /proc/PID/cmdline, or its beginning.
        var arguments: () -> [UInt8]
        /// /proc/PID/status, or its beginning with `State` and `Uid`.
        var status: () -> [UInt8]
    }

    private let uid: UInt32
    private var missing: [[UInt8]]
    private(set) var keptBy: [String] = []
    private(set) var multiplexer: GuestLife.Multiplexer?

    /// TASK_COMM_LEN without its zero byte.
    private static let nameLength = 15

    init(_ question: GuestLifeQuestion) {
        uid = question.user.uid
        missing = []
        for name in question.keepAlive.map({ Array($0.utf8) }) where !missing.contains(name) { missing.append(name) }
    }

    /// Whether further processes could tell nothing new.
    var isComplete: Bool { multiplexer != nil && (missing.isEmpty || keptBy.count == GuestLife.nameLimit) }

    mutating func take(_ candidate: Candidate) {
        let name = candidate.name()
        let kept = missing.isEmpty || keptBy.count == GuestLife.nameLimit ? nil : match(name, candidate.arguments)
        let multiplexer = self.multiplexer == nil ? Self.multiplexer(name) : nil
        guard kept != nil || multiplexer != nil, Self.isAlive(candidate.status(), uid: uid) else { return }
        if let multiplexer { self.multiplexer = multiplexer }
        if let kept { keptBy.append(String(decoding: missing.remove(at: kept), as: UTF8.self)) }
    }

    private func match(_ name: [UInt8], _ arguments: () -> [UInt8]) -> Int? {
        // The kernel cuts it; a question's name of more bytes cannot be told from others that begin alike.
        if let index = missing.firstIndex(where: { $0.prefix(Self.nameLength) == name[...] }) { return index }
        let path = arguments().prefix { $0 != 0 }
        let last = path[((path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 }) ?? path.startIndex)...]
        return missing.firstIndex { $0[...] == last }
    }

    /// By the name that the server gives itself: tmux's clients keep theirs; screen's have the same one, but none without
    /// a server stays.
    private static func multiplexer(_ name: [UInt8]) -> GuestLife.Multiplexer? {
        if name.elementsEqual("tmux: server".utf8) { return .tmux }
        return name.elementsEqual("screen".utf8) || name.elementsEqual("SCREEN".utf8) ? .screen : nil
    }

    /// Whether a process is no zombie and its real uid is this.
    static func isAlive(_ status: [UInt8], uid: UInt32) -> Bool {
        var isRunning = false
        // The kernel writes a line break in a name as `\n`, so that none makes a line of its own.
        for line in status.split(separator: UInt8(ascii: "\n")) {
            if line.starts(with: "State:".utf8) {
                let state = line.dropFirst("State:".utf8.count).first { $0 != UInt8(ascii: "\t") }
                isRunning = state != UInt8(ascii: "Z") && state != UInt8(ascii: "X")
            } else if line.starts(with: "Uid:".utf8) {
                let fields = line.split(separator: UInt8(ascii: "\t"))
                return isRunning && fields.count > 1 && UInt32(String(decoding: fields[1], as: UTF8.self)) == uid
            }
        }
        return false
    }
}
