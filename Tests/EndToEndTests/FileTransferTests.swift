import GatewayTesting
import Testing

/// scp, sftp and rsync over Gangway.
@Suite(.timeLimit(.minutes(20)))
struct FileTransferTests {
    private func prepare(_ server: GangwayServer) async throws -> (folder: String, options: String) {
        let folder = "\(server.state.path)/files"
        let made = try await Command.bash(
            "mkdir -p \(folder)/tree/sub && cd \(folder) && head -c 5000000 /dev/urandom > tree/large && "
                + "echo hi > 'tree/sub/a b' && : > tree/empty && chmod 750 tree/large")
        #expect(made.code == 0)
        return (folder, server.client.options.joined(separator: " "))
    }

    @Test("scp copies trees both ways", arguments: ["-s", "-O"], WayIn.allCases)
    func scp(mode: String, way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let (folder, options) = try await prepare(server)
            let scp = "scp \(mode) -q -r -p \(options) -P \(server.port)"
            let result = try await Command.bash(
                """
                set -e; cd \(folder)
                \(scp) tree \(server.user)@127.0.0.1:
                \(scp) \(server.user)@127.0.0.1:tree back
                diff -r tree back; stat -c %a back/large
                """)
            #expect(result.output == "750\n" && result.code == 0, "\(result)")
        }
    }

    @Test("an sftp batch uploads, renames, lists, downloads and removes", arguments: WayIn.allCases)
    func sftp(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let (folder, options) = try await prepare(server)
            let result = try await Command.bash(
                """
                set -e; cd \(folder)
                sftp -b - -q \(options) -P \(server.port) \(server.user)@127.0.0.1 <<'END'
                mkdir place
                put -r tree place/tree
                rename place/tree/large place/renamed
                ls -1 place
                get place/renamed back
                rm place/renamed
                symlink tree place/link
                ls -1 place
                END
                cmp tree/large back && echo same
                """)
            #expect(result.code == 0 && result.output.hasSuffix("same\n"), "\(result)")
            #expect(result.output.contains("place/link") && result.output.contains("place/renamed"), "\(result)")
        }
    }

    @Test("rsync sends, updates and deletes", arguments: WayIn.allCases)
    func rsync(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let (folder, options) = try await prepare(server)
            let result = try await Command.bash(
                """
                set -e; cd \(folder)
                rsync -a -e 'ssh \(options) -p \(server.port)' tree/ \(server.user)@127.0.0.1:tree/
                rm tree/empty; echo new > tree/new
                rsync -a --delete -e 'ssh \(options) -p \(server.port)' tree/ \(server.user)@127.0.0.1:tree/
                rsync -a -e 'ssh \(options) -p \(server.port)' \(server.user)@127.0.0.1:tree/ back/
                diff -r tree back && echo same
                """)
            #expect(result.output == "same\n" && result.code == 0, "\(result)")
        }
    }

    @Test("rsync takes 10,000 files up and down, and afterwards only what has changed")
    func manyFiles() async throws {
        try await GangwayServer.with { server in
            let ssh = (["ssh"] + server.client.options + ["-p", "\(server.port)"]).joined(separator: " ")
            let result = try await Command.bash(
                """
                set -e; mkdir \(server.state.path)/files; cd \(server.state.path)/files
                for i in $(seq 10000); do d=tree/$((i % 100)); [ $i -gt 100 ] || mkdir -p $d; echo $i >$d/$i; done
                there=\(server.user)@127.0.0.1:tree/
                copy() {
                    rsync -a --delete --stats -e '\(ssh)' "$1" "$2" |
                        sed -n 's/^Number of regular files transferred: //p; s/^Number of deleted files: \\([0-9]*\\).*/-\\1/p'
                }
                copy tree/ $there; copy $there back/; diff -r tree back
                for i in $(seq 50); do
                    echo more >>tree/7/$((i * 100 + 7)); rm tree/8/$((i * 100 + 8)); echo new >tree/9/new$i
                done
                copy tree/ $there; diff -r tree \(server.home)/tree
                copy $there back/; diff -r tree back && echo same
                """, limit: 400)
            #expect(
                result.output == "-0\n10,000\n-0\n10,000\n-50\n100\n-50\n100\nsame\n" && result.code == 0, "\(result)")
        }
    }
}
