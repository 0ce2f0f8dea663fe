import CLinux
import Glibc
import GuestProtocol

/// `gangway-guest hold`, which a workspace's user runs in it.
struct HoldCommand {
    /// What it prints, and where and how it ends.
    enum Outcome: Equatable {
        case said(String)
        /// Exit status 1.
        case failed(String)
        /// Exit status 2.
        case misused(String)
    }

    let file: HoldFile
    /// Seconds since 1970.
    let now: Int64

    /// - Parameter arguments: what follows `hold`.
    func run(_ arguments: [String]) -> Outcome {
        guard arguments.count <= 1 else { return .misused("hold takes one duration, such as 90m, 8h, 2d or 1h30m") }
        switch arguments.first {
        case nil: return .said(state())
        case "off": return file.remove() ? .said("the hold is off: this workspace may stop when it is idle") : failure()
        case let text?:
            guard let duration = HoldDuration(text) else {
                return .misused("no duration of up to 365 days: \(text); write 90m, 8h, 2d or 1h30m, or off")
            }
            let end = now + duration.seconds
            guard file.write(end: end) else { return failure() }
            return .said("this workspace is kept until \(Self.text(end)) (\(duration))")
        }
    }

    private func state() -> String {
        guard let end = file.end() else { return "no hold is set" }
        guard end > now else { return "no hold is set: the last one ended at \(Self.text(end))" }
        return "this workspace is kept until \(Self.text(end)) (\(HoldDuration(seconds: end - now)))"
    }

    private func failure() -> Outcome {
        let cause = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error"
        return .failed("\(file.path): \(cause)")
    }

    /// In the zone that the workspace is set to.
    static func text(_ seconds: Int64) -> String {
        var time = time_t(seconds)
        var parts = unsafe tm()
        var text = [CChar](repeating: 0, count: 128)
        guard
            unsafe localtime_r(&time, &parts) != nil,
            unsafe strftime(&text, text.count, "%Y-%m-%d %H:%M %Z", &parts) > 0
        else { return "\(seconds) s" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension GuestCommand {
    /// - Returns: the exit status.
    public static func hold(_ arguments: [String]) -> Int32 {
        let home = unsafe getenv("HOME").map { unsafe String(cString: $0) } ?? "/"
        let file = HoldFile(of: GuestUser(uid: getuid(), gid: getgid()), home: Array(home.utf8))
        switch HoldCommand(file: file, now: Int64(time(nil))).run(arguments) {
        case .said(let text):
            say(text)
            return 0
        case .failed(let text):
            complain(text)
            return 1
        case .misused(let text):
            complain(text)
            return 2
        }
    }
}
