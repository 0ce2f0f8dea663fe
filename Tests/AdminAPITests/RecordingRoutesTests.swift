import Foundation
import GatewayTesting
import Model
import Recording
import Testing

@testable import AdminAPI

@Suite(.timeLimit(.minutes(10))) struct RecordingRoutesTests {
    private func header(_ id: SessionID, command: String? = nil) -> RecordingHeader {
        RecordingHeader(
            id: id, user: "alice", command: command,
            terminal: Terminal(type: "xterm", size: TerminalSize(columns: 80, rows: 24)),
            started: RecordingStore.now())
    }

    private func text(_ lines: [[UInt8]]) -> String {
        lines.compactMap { CastLine($0) }.filter { $0.kind == .output }
            .map { String(decoding: $0.text, as: UTF8.self) }.joined()
    }

    @Test("a recording is listed, played, exported and searched; each is told")
    func life() async throws {
        try await RunningServer.with { server in
            let id = try #require(SessionID("c1-2.0"))
            let recorder = server.recordings.begin(header(id, command: "make all"))
            recorder.say("compiling the needle\r\n")
            recorder.end(.status(0))
            let isThere = try await eventually {
                try await server.client { try await $0.recordings() }.contains { $0.id == "c1-2.0" && !$0.live }
            }
            #expect(isThere)
            let entry = try #require(try await server.client { try await $0.recordings() }.first)
            #expect(entry.user == "alice" && entry.command == "make all" && entry.terminal?.columns == 80)

            var lines: [[UInt8]] = []
            try await server.client { client in
                try await client.replay(id) { try await $0.eachLine { lines.append($0) } }
            }
            #expect(CastSize(header: lines.first?[...] ?? []) == CastSize(columns: 80, rows: 24))
            #expect(text(lines) == "compiling the needle\r\n")

            var exported: [UInt8] = []
            try await server.client { client in try await client.export(id) { exported += $0 } }
            let exportedText = String(decoding: exported, as: UTF8.self)
            #expect(exportedText.hasPrefix("{") && exportedText.contains("compiling the needle"))

            var matches: [SearchMatch] = []
            let isFound = try await eventually {
                matches = []
                try await server.client { client in
                    try await client.search(SearchQuery(text: "the needle")) { matches.append($0) }
                }
                return !matches.isEmpty
            }
            #expect(isFound && matches.first?.recording == "c1-2.0" && matches.first?.line == "compiling the needle")
            try await server.client { client in
                try await client.search(SearchQuery(text: "MAKE", ignoresCase: true)) { matches.append($0) }
            }
            #expect(matches.last?.place == "command" && matches.last?.line == "make all")
            let names = Set(server.actions.map(\.name))
            #expect(names == [.replay, .export, .search])
        }
    }

    @Test("watchers see a live session from its present screen on, several of them, until it ends")
    func watch() async throws {
        try await RunningServer.with { server in
            let id = try server.open("c1-2.0", isRecorded: true)
            let recorder = server.recordings.begin(header(id))
            recorder.say("before\r\n")
            let seen = Shared(["", ""])
            let isListed = try await eventually { try await !server.client { try await $0.recordings() }.isEmpty }
            #expect(isListed)
            let watchers = (0..<2).map { number in
                Task { [socket = server.socket] in
                    try await AdminClient.with(socket: socket) { client in
                        try await client.watch(id) { lines in
                            try await lines.eachLine { line in
                                guard let event = CastLine(line), event.kind == .output else { return }
                                seen.change { $0[number] += String(decoding: event.text, as: UTF8.self) }
                            }
                        }
                    }
                }
            }
            #expect(await eventually { seen.value.allSatisfy { $0.contains("before") } })
            recorder.say("during\r\n")
            #expect(await eventually { seen.value.allSatisfy { $0.contains("during") } })
            recorder.end(.status(0))
            for watcher in watchers { try await watcher.value }
            let isTold = await eventually { server.actions.count { $0.name == .watchEnd } == 2 }
            #expect(isTold && server.actions.count { $0.name == .watchBegin } == 2)
        }
    }

    @Test("a session that is not recorded cannot be watched, and the sentence says so")
    func unrecorded() async throws {
        try await RunningServer.with { server in
            let id = try server.open("c1-2.0")
            let refusal = await server.failure { client in
                try await client.watch(id) { try await $0.eachLine { _ in } }
            }
            #expect(refusal == "the session c1-2.0 is not recorded, so it cannot be watched")
            let other = try #require(SessionID("c1-3.0"))
            let missing = await server.failure { client in
                try await client.replay(other) { try await $0.eachLine { _ in } }
            }
            #expect(missing == "there is no recording c1-3.0")
            #expect(server.actions.isEmpty)
        }
    }

    @Test("a watcher that does not read harms nobody: the session and other watchers go on, and memory stays")
    func slow() async throws {
        try await RunningServer.with { server in
            let id = try server.open("c1-2.0", isRecorded: true)
            let recorder = server.recordings.begin(header(id))
            recorder.say("begin\r\n")
            let isListed = try await eventually { try await !server.client { try await $0.recordings() }.isEmpty }
            #expect(isListed)
            let url = "http://gangway/v1/sessions/\(id)/watch"
            let curl = ["curl", "--silent", "--no-buffer", "--unix-socket", server.socket, url]
            let stopped = try BackgroundProcess(curl, log: server.folder.path + "/stopped.log")
            let reading = try BackgroundProcess(curl, log: server.folder.path + "/reading.log")
            let isReading = await eventually { stopped.output.contains("begin") && reading.output.contains("begin") }
            #expect(isReading)
            stopped.signal(SIGSTOP)
            let line = String(repeating: "x", count: 1000) + "\r\n"
            for _ in 0..<200 {
                let hasRoom = await eventually { recorder.hasRoom }
                try #require(hasRoom)
                for _ in 0..<20 { recorder.say(line) }
            }
            recorder.say("the end of it\r\n")
            #expect(await eventually { reading.output.contains("the end of it") })
            #expect(recorder.failure == nil)
            stopped.signal(SIGKILL)
            stopped.signal(SIGCONT)
            try await reading.end()
            recorder.end(.status(0))
        }
    }
}

extension Recorder {
    fileprivate func say(_ text: String) {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe output($0) }
    }
}
