import GatewayTesting
import Testing

/// The ways of editors that work over ssh.
@Suite(.timeLimit(.minutes(20)))
struct EditorTests {
    @Test("VS Code's way: a server started over ssh outlives the connection and is found by the next one's -D")
    func serverBehindDynamicForward() async throws {
        try await GangwayServer.with { server in
            #expect(try await server.client.run("echo page >page").output.isEmpty)
            // It talks to a bash without a terminal, and asks it to start its server in the background.
            let start = """
                uname -s; cd
                nohup python3 -u -m http.server --bind 127.0.0.1 0 >server.log 2>&1 </dev/null &
                for i in $(seq 600); do grep -q 'port [0-9]' server.log && break; sleep 0.1; done
                sed -n 's/.*port \\([0-9]*\\).*/port=\\1/p' server.log; echo ready

                """
            var port = ""
            for round in ["first", "second"] {
                let dynamic = try GangwayServer.freePort()
                let result = try await Command.bash(
                    """
                    cd \(server.state.path); rm -f in; mkfifo in
                    \(server.client.arguments(["-T", "-D", "127.0.0.1:\(dynamic)"]).joined(separator: " ")) bash <in >out &
                    ssh=$!; exec 7>in; cat >&7
                    for i in $(seq 600); do grep -q ready out && break; sleep 0.1; done
                    cat out; port=$(sed -n 's/port=//p' out); port=${port:-\(port)}
                    for i in $(seq 40); do
                      curl -sS --retry 5 --retry-connrefused -x socks5h://127.0.0.1:\(dynamic) http://127.0.0.1:$port/page &
                      [ $((i % 10)) = 0 ] && wait $(jobs -p | grep -v "^$ssh$")
                    done | grep -c page
                    kill -9 $ssh
                    """, input: Array((round == "first" ? start : "echo ready\n").utf8))
                let lines = result.output.split(separator: "\n").map(String.init)
                if round == "first" {
                    #expect(lines.count == 4 && lines.first == "Linux" && lines.last == "40", "\(result)")
                    port = lines.first { $0.hasPrefix("port=") }.map { String($0.dropFirst(5)) } ?? ""
                } else {
                    #expect(lines == ["ready", "40"], "\(result)")
                }
            }
        }
    }

    @Test("JetBrains' way: many short sessions, SFTP and a forward at once on one connection")
    func manyChannels() async throws {
        try await GangwayServer.with { server in
            let ends = try await ForwardEnds(server)
            try await ends.serveInside("127.0.0.1:8080")
            let result = try await Python.run(
                "many_channels.py", ["\(server.port)", server.user, server.client.keyPath])
            #expect(result.output == "sessions 200\nsftp 20\nforward 20\n", "\(result)")
        }
    }
}
