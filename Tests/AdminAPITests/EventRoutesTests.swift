import Foundation
import GatewayTesting
import Model
import Recording
import Testing

@testable import AdminAPI

@Suite(.timeLimit(.minutes(10))) struct EventRoutesTests {
    private func event(_ user: String, _ action: String) -> SessionEvent {
        SessionEvent(user: user, kind: .adminAction(.init(actor: "test", action: action)))
    }

    private func actions(_ server: RunningServer, _ query: EventQuery) async throws -> [String] {
        var actions: [String] = []
        try await server.client { client in
            try await client.events(query) { lines in
                try await lines.eachLine { line in
                    if case .string(let action) = EventRecord(line[...])?["action"] { actions.append(action) }
                }
            }
        }
        return actions
    }

    @Test("the log's lines come as they are, filtered, and the last ones where only those are asked for")
    func read() async throws {
        try await RunningServer.with { server in
            for number in 1...5 { server.events.write(event(number % 2 == 0 ? "bob" : "alice", "\(number)")) }
            let isWritten = try await eventually { try await actions(server, EventQuery()).count == 5 }
            #expect(isWritten)
            let last = try await actions(server, EventQuery(last: 2))
            #expect(last == ["4", "5"])
            var filter = EventFilter()
            filter.users = ["bob"]
            let ofBob = try await actions(server, EventQuery(filter: filter))
            #expect(ofBob == ["2", "4"])
            filter.since = .now.advanced(by: .seconds(3600))
            let later = try await actions(server, EventQuery(filter: filter))
            #expect(later.isEmpty)
            #expect(server.actions.allSatisfy { $0.name == .tail } && server.actions.count >= 4)

            let text = try await server.curl(["--fail", "http://gangway/v1/events?last=1&kind=admin"])
            let files = try FileManager.default.contentsOfDirectory(atPath: server.eventFolder)
                .filter { $0.hasSuffix(".jsonl") }.sorted()
            let file = try String(contentsOfFile: "\(server.eventFolder)/\(files.last ?? "")", encoding: .utf8)
            #expect(!text.output.isEmpty && file.hasSuffix(text.output))
        }
    }

    @Test("a follower gets each event as it comes, and its stream ends when it goes away")
    func follow() async throws {
        try await RunningServer.with { server in
            server.events.write(event("alice", "first"))
            let log = server.folder.path + "/curl.log"
            let curl = try BackgroundProcess(
                [
                    "curl", "--silent", "--no-buffer", "--unix-socket", server.socket,
                    "http://gangway/v1/events?follow=true",
                ], log: log)
            #expect(await eventually { curl.output.contains("\"first\"") })
            server.events.write(event("alice", "second"))
            #expect(await eventually { curl.output.contains("\"second\"") })
            try await curl.end()
            // The server shuts down at the test's end, which it could not within its limit while a stream went on.
        }
    }

    @Test("followers do not keep the server from stopping, and their streams end whole")
    func shutdown() async throws {
        let ended = Shared(false)
        var following: Task<Void, any Error>?
        try await RunningServer.with { server in
            server.events.write(event("alice", "only"))
            let begun = Shared(false)
            let socket = server.socket
            following = Task {
                try await AdminClient.with(socket: socket) { client in
                    try await client.events(EventQuery(follows: true)) { lines in
                        try await lines.eachLine { _ in begun.value = true }
                    }
                }
                ended.value = true
            }
            #expect(await eventually { begun.value })
        }
        try await following?.value
        #expect(ended.value)
    }
}
