import Foundation
import GatewayTesting
import Testing

/// Other SFTP clients than OpenSSH's, with the guest agent's server and by exec with the image's, OpenSSH's own.
@Suite(.timeLimit(.minutes(20)))
struct SFTPClientTests {
    @Test("PuTTY's psftp puts, gets, lists, renames, removes, and resumes what was cut off", arguments: WayIn.allCases)
    func psftp(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await Command.bash(
                """
                set -e; cd \(server.state.path)
                puttygen \(server.client.keyPath) -o key.ppk -O private
                fingerprint=$(ssh-keygen -lf host-keys/ed25519 | cut -d' ' -f2)
                mkdir files; cd files
                mkdir -p tree/sub; echo hi >tree/sub/small; head -c 3000000 /dev/urandom >whole
                head -c 1000000 whole >down
                cat >batch <<'END'
                pwd
                mkdir place
                cd place
                put -r tree tree
                put batch cut
                put whole one
                mv one two
                chmod 640 two
                ls
                get two back
                reget two down
                rm cut
                get -r tree treeback
                rmdir nowhere
                END
                run() { psftp -batch -be -hostkey "$fingerprint" -i ../key.ppk -P \(server.port) \
                    -b "$1" \(server.user)@127.0.0.1; }
                run batch
                head -c 1000000 whole >\(server.home)/place/up; chown 1000:1000 \(server.home)/place/up
                printf 'cd place\\nreput whole up\\n' >resume
                run resume
                cmp whole back; cmp whole down; cmp whole \(server.home)/place/up; diff -r tree treeback
                ls \(server.home)/place; stat -c %a \(server.home)/place/two
                """, environment: ["HOME": server.state.path], limit: 400)
            #expect(result.code == 0 && result.output.hasSuffix("\ntree\ntwo\nup\n640\n"), "\(result)")
            #expect(result.output.contains("Remote directory is /home/user"), "\(result)")
        }
    }

    @Test(
        "paramiko's and asyncssh's clients do everything they can", arguments: ["paramiko", "asyncssh"],
        WayIn.allCases)
    func library(name: String, way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            _ = try await server.client.run("true")
            let folder = "\(server.state.path)/files"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let result = try await Python.run(
                "sftp_\(name).py", ["\(server.port)", server.user, server.client.keyPath, folder, server.home],
                limit: 420)
            #expect(result.code == 0 && result.output.hasSuffix("all well\n"), "\(result)")
        }
    }

    @Test(
        "a home mounted by sshfs works as a file system",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/fuse"), "this machine has no /dev/fuse"),
        arguments: WayIn.allCases)
    func sshfs(way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let result = try await Command.bash(
                """
                set -e; cd \(server.state.path); mkdir mounted
                sshfs -p \(server.port) -o ssh_command='ssh \(server.client.options.joined(separator: " "))' \
                    \(server.user)@127.0.0.1: mounted
                trap 'cd /; umount -l \(server.state.path)/mounted' EXIT
                mkdir -p tree/sub; head -c 3000000 /dev/urandom >tree/large; ln -s large tree/link
                for number in $(seq 100); do echo $number >tree/sub/$number; done
                cp -r tree mounted/copy
                diff -r --no-dereference tree mounted/copy
                diff -r --no-dereference tree \(server.home)/copy
                cd mounted
                mv copy/large copy/moved; cmp copy/moved ../tree/large
                ln copy/moved hard; stat -c %h \(server.home)/hard
                chmod 750 hard; stat -c '%a %u' \(server.home)/hard
                mv -f copy/sub/7 copy/sub/8; cat copy/sub/8
                printf behind | dd of=sparse bs=1 seek=5000000000 conv=notrunc status=none
                stat -c %s sparse; tail -c 6 sparse; echo
                truncate -s 3 sparse; stat -c %s sparse
                find copy/sub -type f | wc -l
                test "$(stat -f -c %S .)" -gt 0
                if rmdir copy 2>/dev/null; then exit 1; fi
                rm -r copy hard sparse; ls
                """, limit: 400)
            #expect(
                result.output == "2\n750 1000\n7\n5000000006\nbehind\n3\n99\n" && result.code == 0, "\(result)")
        }
    }
}
