import Foundation
import GatewayTesting
import Testing

/// What Prometheus finds at a gateway that has work.
@Suite(.timeLimit(.minutes(20)))
struct MetricsTests {
    @Test(
        "after a busy run Prometheus' own parser accepts the metrics, they count what happened, and no user is in them")
    func busyRun() async throws {
        let port = try GangwayServer.freePort()
        try await GangwayServer.with(["GANGWAY_METRICS_LISTEN": "127.0.0.1:\(port)"]) { server in
            var stranger = server.client
            stranger.user = "nobody-here"
            #expect(try await stranger.run("true").code == 255)
            for status in [0, 3] { #expect(try await server.client.run("exit \(status)").code == Int32(status)) }
            #expect(try await server.client.run("kill -KILL $$").code == 255)
            #expect(try await server.client.run("head -c 100000 /dev/zero").standardOutput.count == 100_000)
            #expect(try await server.client.run(nil, options: ["-W", "127.0.0.1:1"]).code == 255)

            let page = "curl -sf http://127.0.0.1:\(port)"
            let isCounted = try await eventually {
                let text = try await Command.bash("\(page)/metrics").output
                return text.contains("gangway_connections_closed_total{reason=\"lost\"} 6\n")
            }
            #expect(isCounted)
            let metrics = try await Command.bash("\(page)/metrics").output
            for line in [
                "gangway_sessions_ended_total{kind=\"exec\",result=\"exited\"} 3",
                "gangway_sessions_ended_total{kind=\"exec\",result=\"signalled\"} 1",
                "gangway_sessions_opened_total{kind=\"exec\",way_in=\"guest\"} 4",
                "gangway_sessions{kind=\"exec\"} 0",
                "gangway_session_bytes_total{kind=\"exec\",direction=\"sent\"} 100000",
                "gangway_auth_attempts_total{method=\"publickey\",result=\"accepted\"} 5",
                "gangway_forwards_refused_total{kind=\"direct_tcpip\",cause=\"not_connected\"} 1",
                "gangway_opening_seconds_count{phase=\"process\"} 4",
                "gangway_event_log_failing 0",
            ] {
                #expect(metrics.contains(line + "\n"), "\(line)")
            }
            #expect(!metrics.contains(server.user) && !metrics.contains("nobody-here"))
            let checked = try await Command.bash("\(page)/metrics | promtool check metrics")
            #expect(checked.code == 0, "\(checked)")
            for name in ["healthz", "readyz"] {
                #expect(try await Command.bash("\(page)/\(name)").code == 0)
            }
            #expect(try await Command.bash("\(page)/v1/sessions").code == 22, "administration is on its socket alone")
        }
    }
}
