import GatewayTesting
import Model
import Testing

@Suite(.timeLimit(.minutes(20))) struct UserForwardingCommandTests {
    private struct Shown: Decodable {
        let forwarding: ForwardingOverrides
    }

    /// What `user forwarding` and `user show` say; they must agree.
    private func forwarding(_ gangway: Gangway) async throws -> ForwardingOverrides {
        let shown: Shown = try json(try await gangway.succeed("user", "show", "alice", "--json"))
        let own = try json(
            try await gangway.succeed("user", "forwarding", "alice", "--json"), as: ForwardingOverrides.self)
        #expect(own == shown.forwarding)
        return own
    }

    @Test("A new user has the gateway's settings, and is shown so")
    func fresh() async throws {
        let gangway = try Gangway()
        try await gangway.succeed("user", "add", "alice")
        #expect(
            try await gangway.succeed("user", "forwarding", "alice")
                == "the user alice may forward what the gateway's settings say\n")
        #expect(try await gangway.succeed("user", "show", "alice").contains("\nforwarding  as the gateway's\n"))
        #expect(try await gangway.succeed("user", "forwarding", "alice", "--json").filter { !$0.isWhitespace } == "{}")
        #expect(try await forwarding(gangway).isEmpty)
    }

    @Test("Each option changes its own setting, others stay, and --default forgets all before")
    func options() async throws {
        let gangway = try Gangway()
        try await gangway.succeed("user", "add", "alice")
        var expected = ForwardingOverrides()
        let said = try await gangway.succeed(
            "user", "forwarding", "alice", "--tcp", "local", "--permit-open", "db:5432", "[::1]:*")
        #expect(said == "from the next login on, for the user alice: tcp local, permit_open db:5432 [::1]:*\n")
        expected.tcp = .local
        expected.permitOpen = try ForwardPermissions(open: ["db:5432", "[::1]:*"])
        #expect(try await forwarding(gangway) == expected)

        try await gangway.succeed(
            "user", "forwarding", "--streamlocal", "remote", "--agent", "no", "--x11", "yes", "--permit-listen", "8080",
            "--permit-listen", "localhost:*", "--gateway-ports", "clientspecified", "alice", "--tcp", "no")
        expected.tcp = .no
        expected.streamLocal = .remote
        expected.agent = false
        expected.x11 = true
        expected.permitListen = try ForwardPermissions(listen: ["8080", "localhost:*"])
        expected.gatewayPorts = .clientSpecified
        #expect(try await forwarding(gangway) == expected)
        #expect(
            try await gangway.succeed("user", "forwarding", "alice") == """
                SETTING        VALUE
                tcp            no
                streamlocal    remote
                agent          no
                x11            yes
                permit_open    db:5432 [::1]:*
                permit_listen  *:8080 localhost:*
                gateway_ports  clientspecified

                """)
        let shown = try await gangway.succeed("user", "show", "alice")
        #expect(shown.contains("\nforwarding  tcp no, streamlocal remote, agent no, x11 yes, permit_open db:5432"))

        try await gangway.succeed("user", "forwarding", "alice", "--default", "--permit-open", "none")
        expected = ForwardingOverrides()
        expected.permitOpen = ForwardPermissions.none
        #expect(try await forwarding(gangway) == expected)
        let reset = try await gangway.succeed("user", "forwarding", "alice", "--default")
        #expect(reset == "from the next login on, the user alice may forward what the gateway's settings say\n")
        #expect(try await forwarding(gangway).isEmpty)
    }

    @Test("Wrong values have exit code 64, say what to write, and change nothing")
    func wrongValues() async throws {
        let gangway = try Gangway()
        try await gangway.succeed("user", "add", "alice")
        try await gangway.succeed("user", "forwarding", "alice", "--tcp", "local")
        let before = try await forwarding(gangway)
        let rows: [([String], [String])] = [
            (["--tcp", "all"], ["--tcp", "'yes', 'no', 'local'", "'remote'"]),
            (["--agent", "true"], ["--agent", "'yes'", "'no'"]),
            (["--gateway-ports", "client"], ["--gateway-ports", "'clientspecified'"]),
            (["--permit-open", "db"], ["--permit-open: 'db' must be host:port"]),
            (["--permit-open", "any", "db:1"], ["--permit-open: 'any' must be the only entry"]),
            (["--permit-open"], ["--permit-open"]), (["--permit-open", ""], ["--permit-open: '' must be host:port"]),
            (["--permit-listen", "db:http"], ["--permit-listen: 'db:http' must be port, host:port"]),
            (["--tcp", "no", "--permit-listen", "0"], ["--permit-listen: '0' must be port"]),
            (["bob"], ["bob"]),
        ]
        for (options, words) in rows {
            let result = try await Command.run(
                [Gangway.executable(), "user", "forwarding", "alice"] + options,
                environment: ["GANGWAY_STATE": gangway.state])
            #expect(result.code == 64 && result.output == "", "\(options)")
            for word in words { #expect(result.standardError.contains(word), "\(options): \(result.standardError)") }
        }
        #expect(try await forwarding(gangway) == before)
    }
}
