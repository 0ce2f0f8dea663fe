import Foundation
import GatewayTesting
import Testing

@testable import Monitoring

@Suite(.timeLimit(.minutes(5)))
struct InstrumentsTests {
    private let instruments = Instruments(version: "1.2.3")

    private var text: String { String(decoding: instruments.registry.rendered(), as: UTF8.self) }

    /// One of everything.
    private func recordAll() {
        for phase in OpeningPhase.allCases { instruments.sessions.phase(phase, took: .milliseconds(7)) }
        for kind in SessionKind.allCases {
            for way in SessionWay.allCases { instruments.sessions.opened(kind, by: way) }
            for cause in SessionFailure.allCases { instruments.sessions.failed(kind, cause) }
            for result in SessionResult.allCases {
                instruments.sessions.ended(kind, result, sent: 1, received: .max, took: .seconds(1))
            }
            instruments.sessions.moved(kind, sent: 5, received: 6)
        }
        for end in OrphanEnd.allCases { instruments.sessions.orphanEnded(end) }
        instruments.sessions.lingers()
        instruments.sessions.lingersNoMore()
        instruments.connections.opened()
        for result in ConnectionResult.allCases {
            instruments.connections.closed(result, sent: 1, received: 2, took: .seconds(1))
        }
        for limit in ConnectionLimit.allCases { instruments.connections.limited(by: limit) }
        for method in AuthMethod.allCases {
            for result in AuthResult.allCases { instruments.authentication.attempt(method, result, took: .zero) }
            for failure in AuthFailure.allCases { instruments.authentication.failed(method, failure) }
        }
        for kind in ForwardKind.allCases {
            instruments.forwards.opened(kind)
            instruments.forwards.closed(kind)
            instruments.forwards.moved(kind, sent: 1, received: 1)
            for cause in ForwardFailure.allCases { instruments.forwards.refused(kind, cause) }
        }
        instruments.forwards.listens()
        instruments.forwards.listensNoMore()
        for action in WorkspaceAction.allCases { instruments.workspaces.took(action, .seconds(2)) }
        for cause in SessionFailure.allCases { instruments.workspaces.failed(cause) }
        instruments.workspaces.count([.running: 2])
        for call in EngineCall.allCases {
            instruments.engine.took(call, .milliseconds(3))
            for failure in EngineFailure.allCases { instruments.engine.failed(call, failure) }
        }
        instruments.recording.lives(1)
        instruments.recording.wrote(bytes: 100, lag: .milliseconds(20))
        instruments.recording.buffers(bytes: 100)
        instruments.recording.stores(bytes: 100)
        for cause in StorageFailure.allCases {
            instruments.recording.failed(cause)
            instruments.eventLog.failed(cause)
        }
        instruments.recording.gap(bytes: 100)
        for reason in RemovalReason.allCases { instruments.recording.removed(reason) }
        instruments.eventLog.wrote(3)
        instruments.eventLog.lost(3)
        instruments.eventLog.isFailing(true)
        instruments.eventLog.queues(bytes: 3)
    }

    @Test(
        "promtool, which has Prometheus' own parser, takes all of it and finds nothing to say",
        arguments: [false, true])
    func promtool(isUsed: Bool) async throws {
        if isUsed { recordAll() }
        let result = try await Command.run(["promtool", "check", "metrics"], input: instruments.registry.rendered())
        #expect(result.code == 0 && result.output.isEmpty && result.standardError.isEmpty, "\(result)")
    }

    @Test("recording changes values only: the number of time series is fixed, and below 1,500 lines")
    func bounded() {
        let before = text.split(separator: "\n").map { $0.prefix { $0 != " " } }
        recordAll()
        let after = text.split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(before == after)
        #expect(before.count < 1500)
    }

    @Test("every time series can be recorded into")
    func reachable() {
        recordAll()
        // Gauges may rightly be 0, and a histogram's lowest buckets. Loops have tests of their own.
        let untouched = text.split(separator: "\n").filter { line in
            (line.contains("_total") || line.contains("_count")) && line.hasSuffix(" 0")
                && !line.hasPrefix("gangway_event_loop_lag_seconds")
        }
        #expect(untouched.isEmpty)
    }

    @Test("what is open is what was opened and has not ended")
    func open() {
        instruments.sessions.opened(.shell, by: .guest)
        instruments.sessions.opened(.shell, by: .exec)
        instruments.sessions.ended(.shell, .exited, sent: 0, received: 0, took: .seconds(1))
        instruments.connections.opened()
        #expect(text.contains("\ngangway_sessions{kind=\"shell\"} 1\n"))
        #expect(text.contains("\ngangway_connections 1\n"))
    }

    @Test("containers whose states are not known are not said to be none")
    func unknownContainers() {
        instruments.workspaces.count([.running: 2])
        #expect(text.contains("gangway_containers{state=\"running\"} 2\ngangway_containers{state=\"paused\"} 0\n"))
        instruments.workspaces.count(nil)
        #expect(text.contains("gangway_containers{state=\"running\"} NaN\ngangway_containers{state=\"paused\"} NaN\n"))
    }

    @Test("every label is numbered from 0 without gaps, has at most 32 values, and speaks in snake case")
    func labels() throws {
        func check<Label: MetricLabel>(_ type: Label.Type) {
            #expect(Array(type.allCases).map { Int($0.rawValue) } == Array(0..<type.allCases.count), "\(type)")
            #expect(type.allCases.count <= 32, "\(type)")
            let values = type.allCases.map(\.labelValue)
            #expect(Set(values).count == values.count, "\(type)")
            for word in values + [type.labelName] {
                #expect(word.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil, "\(type): \(word)")
            }
        }
        check(OpeningPhase.self)
        check(SessionKind.self)
        check(SessionWay.self)
        check(SessionFailure.self)
        check(SessionResult.self)
        check(OrphanEnd.self)
        check(ConnectionResult.self)
        check(ConnectionLimit.self)
        check(Direction.self)
        check(AuthMethod.self)
        check(AuthResult.self)
        check(AuthFailure.self)
        check(ForwardKind.self)
        check(ForwardFailure.self)
        check(ContainerState.self)
        check(WorkspaceAction.self)
        check(EngineCall.self)
        check(EngineFailure.self)
        check(StorageFailure.self)
        check(RemovalReason.self)
    }

    @Test("no label is named after a person, an address or an id")
    func noPeople() {
        let names = Set(instruments.registry.instruments.flatMap(\.labels).flatMap { $0.map(\.0) })
        #expect(
            names == [
                "action", "by", "call", "cause", "direction", "error", "kind", "limit", "method", "phase", "reason",
                "result", "state", "version", "way_in",
            ])
    }
}
