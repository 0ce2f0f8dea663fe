import GatewayTesting
import Testing

/// A client's ssh-agent, reached from the workspace.
@Suite(.timeLimit(.minutes(20)))
struct AgentForwardTests {
    /// Runs a script beside an ssh-agent that has the client's key.
    private func withAgent(_ server: GangwayServer, _ script: String) async throws -> CommandResult {
        let ssh = server.client.arguments(["-A"]).joined(separator: " ")
        return try await Command.bash(
            """
            export SSH_AUTH_SOCK=\(server.state.path)/agent.sock
            ssh-agent -D -a $SSH_AUTH_SOCK >/dev/null & agent=$!
            trap 'kill $agent' EXIT
            for i in $(seq 100); do [ -S $SSH_AUTH_SOCK ] && break; sleep 0.1; done
            ssh-add -q \(server.client.keyPath) || exit 99
            ssh='\(ssh)'
            \(script)
            """)
    }

    @Test("-A gives a socket that only the user reaches, gone with the connection")
    func socket() async throws {
        try await GangwayServer.with { server in
            let result = try await withAgent(
                server,
                """
                $ssh 'ssh-add -l | cut -d" " -f3; stat -c %a:%u "$SSH_AUTH_SOCK" "${SSH_AUTH_SOCK%/*}"
                      test "$(readlink /.gangway/agent/newest)" = "$SSH_AUTH_SOCK" && echo newest'
                $ssh -a 'echo "[$SSH_AUTH_SOCK]"'
                """)
            #expect(result.output == "test\n600:1000\n700:1000\nnewest\n[]\n", "\(result)")
            let isEmpty = try await eventually {
                try await server.inContainer("ls -A /.gangway/agent").output.isEmpty
            }
            #expect(isEmpty)
        }
    }

    @Test("the stable path leads to the newest connection's agent that is alive, and a channel each serves many")
    func newest() async throws {
        try await GangwayServer.with { server in
            let result = try await withAgent(
                server,
                """
                link() { $ssh -a 'readlink /.gangway/agent/newest; SSH_AUTH_SOCK=/.gangway/agent/newest ssh-add -l | wc -l'; }
                newest() { $ssh -a 'readlink /.gangway/agent/newest'; }
                hold() { $ssh 'echo up; cat' <$1 >$1.out & }
                up() { for i in $(seq 1200); do grep -qs up $1.out && break; sleep 0.1; done; }
                cd \(server.state.path); mkfifo one two
                hold one; exec 7>one; up one; first=$(newest); link
                hold two; exec 8>two; up two; link
                exec 8>&-; for i in $(seq 600); do [ "$(newest)" = "$first" ] && break; sleep 0.1; done; link
                $ssh 'for i in $(seq 30); do ssh-add -l >/dev/null & done; wait; ssh-add -l | wc -l'
                exec 7>&-
                """)
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 7 && [1, 3, 5, 6].allSatisfy { lines[$0] == "1" }, "\(result)")
            #expect(lines.first == lines.dropFirst(4).first && lines.first != lines.dropFirst(2).first, "\(result)")
        }
    }

    @Test("git in the workspace clones from another server with the person's own key")
    func git() async throws {
        try await GangwayServer.with { server in
            #expect(try await server.client.run("true").code == 0)
            try await PlainServer.with(reachedBy: server) { plain in
                let repository = "\(server.state.path)/repository"
                let made = try await Command.bash(
                    """
                    set -e; git init -q -b main \(repository); cd \(repository); echo text > file; git add .
                    git -c user.name=a -c user.email=a@example.org commit -q -m first
                    """)
                #expect(made.code == 0, "\(made)")
                let ssh = "ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
                let result = try await withAgent(
                    server,
                    """
                    $ssh 'GIT_SSH_COMMAND="\(ssh)" git clone -q ssh://root@\(plain.address):\(plain.port)\(repository) copy
                          cat copy/file'
                    """)
                #expect(result.output == "text\n", "\(result)")
            }
        }
    }

    @Test("ssh -J leads through the workspace to another server")
    func jump() async throws {
        try await GangwayServer.with { server in
            #expect(try await server.client.run("true").code == 0)
            try await PlainServer.with(reachedBy: server) { plain in
                // ssh gives its own options to no jump host: those are in a file.
                let options = server.client.options.dropFirst(2).joined(separator: " ").replacing("-o ", with: "")
                let lines = options.replacing("-i ", with: "IdentityFile=").split(separator: " ").joined(
                    separator: "\n")
                try server.state.write("Host *\n\(lines)\n", to: "ssh_config")
                let result = try await Command.run([
                    "ssh", "-F", "\(server.state.path)/ssh_config", "-J", "\(server.user)@127.0.0.1:\(server.port)",
                    "-p", "\(plain.port)", "root@\(plain.address)", "echo $SSH_CONNECTION; exit 5",
                ])
                // It sees the workspace, not the gateway.
                let address = try await server.inContainer("hostname -i")
                let seen = result.output.split(separator: " ").first.map(String.init)
                #expect(seen == address.output.trimmingSuffix(while: \.isWhitespace), "\(result) \(address)")
                #expect(result.code == 5, "\(result)")
            }
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return String(rest)
    }
}
