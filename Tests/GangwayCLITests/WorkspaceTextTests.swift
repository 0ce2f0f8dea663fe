import AdminAPI
import Foundation
import Testing

@testable import GangwayCLI

struct WorkspaceTextTests {
    private let now = Date(timeIntervalSince1970: 1_790_000_000)

    @Test("a time to hold is what gangway-guest hold takes, or off")
    func times() throws {
        #expect(try WorkspaceHoldCommand.time("off") == .off)
        #expect(try WorkspaceHoldCommand.time("90m") == .seconds(5400))
        #expect(try WorkspaceHoldCommand.time("1h30m") == .seconds(5400))
        for text in ["later", "", "8", "0h", "366d"] {
            #expect(throws: (any Error).self, "\(text)") { try WorkspaceHoldCommand.time(text) }
        }
    }

    @Test("what is to come is rounded up, what is past is rounded down")
    func spans() {
        let coming: [Double: String] = [
            -5: "0 s", 0.2: "1 s", 60: "1 min", 61: "2 min", 719: "12 min", 7200: "2 h", 172_800: "2 d",
        ]
        for (seconds, text) in coming { #expect(TimeSpan.text(until: now + seconds, from: now) == text) }
        let past: [Double: String] = [-5: "0 s", 59.9: "59 s", 119: "1 min", 7199: "119 min", 7200: "2 h"]
        for (seconds, text) in past { #expect(TimeSpan.text(since: now - seconds, until: now) == text) }
    }

    @Test("show tells what keeps a workspace, or when it stops and what its last sign of life was")
    func life() throws {
        let quiet = try entry(["last_sign": -1080, "stops_at": 720], ["sign": "tmux"])
        #expect(quiet.lifeText(at: now) == "stops in 12 min (last sign of life: tmux, 18 min ago)")
        #expect(quiet.idleText(at: now) == "18m" && quiet.stopText(at: now) == "in 12 min")
        let reasons = ["2 sessions", "processor at 40 %"]
        let busy = try entry([:], ["sessions": 2, "busy_because": reasons])
        #expect(busy.lifeText(at: now) == "busy because: 2 sessions, processor at 40 %")
        #expect(busy.stopText(at: now) == "not by itself")
        let old = try entry(["last_sign": 0, "stops_at": 600], ["sessions": 2, "busy_because": ["2 sessions"]])
        #expect(old.lifeText(at: now) == "busy because: 2 sessions; stops in 10 min, as it has run for so long")
        #expect(old.idleText(at: now) == "in use")
        #expect(try entry([:], [:]).lifeText(at: now) == "is not stopped by itself")
        #expect(try entry([:], ["state": "exited"]).lifeText(at: now) == "does not run")
        let hostile = try entry([:], ["busy_because": ["process \u{1B}[2J"]])
        #expect(hostile.text(at: now).contains("process \\u{1b}[2J"))
    }

    @Test("what renewing means depends on whether a workspace runs, and on --now; who is not behind is left out")
    func renewal() throws {
        let running = try entry([:], ["behind": "image", "sessions": 1])
        let stopped = try entry([:], ["behind": "profile", "state": "exited"])
        #expect(WorkspaceRenewal(running, now: false)?.what == .later)
        #expect(WorkspaceRenewal(running, now: true)?.what == .restarted)
        #expect(WorkspaceRenewal(stopped, now: false)?.what == .removed)
        #expect(WorkspaceRenewal(try entry([:], [:]), now: true) == nil)
    }

    @Test("the processors' use is counted between two readings, and not across a restart")
    func loads() throws {
        let earlier = try reading(cpu: 1_000_000_000)
        let load = WorkspaceLoad(try reading(cpu: 2_500_000_000), since: earlier, nanoseconds: 2e9)
        #expect(load.cpuPercent == 75 && load.memoryPercent == 25)
        #expect(WorkspaceLoad(earlier, since: try reading(cpu: 2_000_000_000), nanoseconds: 2e9).cpuPercent == nil)
        #expect(WorkspaceLoad(earlier, since: nil, nanoseconds: 2e9).cpuPercent == nil)
        #expect(WorkspaceLoad.table([load]).description.contains("75.0"))
    }

    @Test("a log cannot command a terminal")
    func log() {
        let bytes = Array("one\ttwo\r\n\u{1B}]0;title\u{7}\n".utf8) + [0xFF, 0x0A, 0x0A, 0x41]
        #expect(
            WorkspaceLogsCommand.printable(bytes) == "one    two\n\\u{1b}]0;title\\u{7}\n\u{FFFD}\n\nA\n")
        #expect(WorkspaceLogsCommand.printable([]) == "")
    }

    @Test("a page that is drawn anew fits its terminal and clears what was there")
    func page() {
        let page = String(decoding: LivePage.page("a\nb\nc", rows: 2), as: UTF8.self)
        #expect(page == "\u{1B}[Ha\u{1B}[K\r\nb\u{1B}[K\u{1B}[J")
    }

    /// - Parameter times: in seconds from `now` on.
    private func entry(_ times: [String: Double], _ fields: [String: Any]) throws -> WorkspaceEntry {
        var object: [String: Any] = [
            "user": "alice", "workspace": "user-alice", "container": "c1", "state": "running", "profile": "default",
            "image": "image:1", "sessions": 0, "forwards": 0, "commands": 0, "busy_because": [String](),
        ]
        for (name, seconds) in times { object[name] = (now + seconds).formatted(.iso8601) }
        object.merge(fields) { $1 }
        let data = try JSONSerialization.data(withJSONObject: object)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(WorkspaceEntry.self, from: data)
    }

    private func reading(cpu: Int) throws -> WorkspaceReading {
        let object: [String: Any] = [
            "user": "alice", "cpu_nanoseconds": cpu, "memory": 256, "memory_limit": 1024, "pids": 3,
            "network_received": 1, "network_sent": 2, "block_read": 3, "block_written": 4,
        ]
        return try JSONDecoder().decode(
            WorkspaceReading.self, from: try JSONSerialization.data(withJSONObject: object))
    }
}
