import GatewayTesting
import Testing

/// Images that are no Debian: what a workspace needs of its image, and what a user hears where it is missing.
@Suite(.timeLimit(.minutes(20)))
struct ImageTests {
    /// Uploads, renames, lists and downloads.
    private func transferFiles(_ server: GangwayServer) async throws -> CommandResult {
        try await Command.bash(
            """
            set -e; cd \(server.state.path)
            head -c 1000000 /dev/urandom >sent
            sftp -b - -q \(server.client.options.joined(separator: " ")) -P \(server.port) \
                \(server.user)@127.0.0.1 <<'END'
            pwd
            mkdir place
            put sent place/one
            rename place/one place/two
            ls -1 place
            get place/two received
            END
            cmp sent received && echo same
            """)
    }

    @Test("an image with busybox alone has shells, commands and terminals", arguments: WayIn.allCases)
    func busybox(way: WayIn) async throws {
        try await TestImage.ensure()
        try await GangwayServer.with(by: way, ["GANGWAY_WORKSPACE_IMAGE": TestImage.name]) { server in
            let command = try await server.client.run(
                "cat; echo $USER $HOME; id -u; umask; echo err >&2; exit 7", input: Array("input\n".utf8))
            #expect(command.output == "input\nuser /home/user\n1000\n0022\n" && command.code == 7, "\(command)")
            #expect(command.standardError == "err\n")

            let shell = try await Person.play(
                [
                    .expect("$ "), .send("stty size; tty\r"), .expect("33 99"), .expect("/dev/pts/"),
                    .resize(rows: 44, columns: 111), .send("sleep 1; stty size\r"), .expect("44 111"),
                    .send("exit 6\r"),
                ], rows: 33, columns: 99, at: server.client.arguments())
            #expect(shell.code == 6, "\(shell)")

            let client = try BackgroundProcess(
                server.client.arguments() + ["exec sleep 321"], log: "\(server.state.path)/client")
            #expect(try await eventually { try await server.processes(with: "sleep 321") > 0 })
            client.signal(9)
            #expect(try await eventually { try await server.processes(with: "sleep 321") == 0 })
        }
    }

    @Test("an image without an SFTP server has the guest agent's own")
    func busyboxFiles() async throws {
        try await TestImage.ensure()
        try await GangwayServer.with(["GANGWAY_WORKSPACE_IMAGE": TestImage.name]) { server in
            let result = try await transferFiles(server)
            #expect(result.code == 0 && result.output.hasSuffix("same\n"), "\(result)")
            #expect(result.output.contains("place/two") && result.output.contains("/home/user"), "\(result)")
        }
    }

    @Test("by exec, an image without an SFTP server says so")
    func busyboxFilesByExec() async throws {
        try await TestImage.ensure()
        try await GangwayServer.with(by: .exec, ["GANGWAY_WORKSPACE_IMAGE": TestImage.name]) { server in
            let result = try await server.client.run("sftp", options: ["-s"])
            #expect(result.code == 127 && result.standardError.contains("no sftp-server"), "\(result)")
        }
    }

    @Test("an empty image serves files; a shell or a command in it fails in words and at once")
    func empty() async throws {
        try await EmptyImage.ensure()
        try await GangwayServer.with(["GANGWAY_WORKSPACE_IMAGE": EmptyImage.name]) { server in
            let files = try await transferFiles(server)
            #expect(files.code == 0 && files.output.hasSuffix("same\n"), "\(files)")
            try await expectFailures(server)
            #expect(await server.way(ofSession: 1) == "guest")
        }
    }

    @Test("an empty image has nothing that exec could run: every session fails in words")
    func emptyByExec() async throws {
        try await EmptyImage.ensure()
        try await GangwayServer.with(by: .exec, ["GANGWAY_WORKSPACE_IMAGE": EmptyImage.name]) { server in
            try await expectFailures(server)
            let files = try await server.client.run("sftp", options: ["-s"])
            #expect(files.code == 255 && files.standardError.hasPrefix("gangway: "), "\(files)")
        }
    }

    private func expectFailures(_ server: GangwayServer) async throws {
        for (command, options) in [("true", []), (nil, ["-T"]), (nil, ["-tt"])] as [(String?, [String])] {
            let result = try await server.client.run(command, options: options)
            #expect(result.code == 255, "\(result)")
            let words = options == ["-tt"] ? result.output : result.standardError
            #expect(words.contains("gangway: your workspace"), "\(result)")
        }
    }
}
