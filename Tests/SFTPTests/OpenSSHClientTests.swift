import GatewayTesting
import Testing

/// OpenSSH's own sftp and scp, which speak to the server over pipes (their option -D).
@Suite(.timeLimit(.minutes(5)))
struct OpenSSHClientTests {
    /// A tree with what trees have.
    private let makeTree = #"""
        mkdir -p tree/sub/empty; head -c 5000001 /dev/urandom > tree/large; : > tree/nothing
        printf hi > "tree/sub/a b"; printf raw > $'tree/sub/\xe9'; chmod 750 tree/large; touch -d @1000000 tree/large
        for number in $(seq 300); do echo $number > tree/sub/$number; done

        """#

    @Test("sftp puts and gets a tree with its permissions and times")
    func trees() async throws {
        let result = try await Guest.bash(
            makeTree + """
                sftp -q -b - -D "$guest" <<'END'
                put -Rp tree there
                get -Rp there back
                END
                diff -r tree there && diff -r tree back && stat -c '%a %Y' there/large back/large
                """)
        #expect(result.code == 0 && result.output.hasSuffix("750 1000000\n750 1000000\n"), "\(result)")
    }

    @Test("scp copies a tree both ways")
    func scp() async throws {
        let result = try await Guest.bash(
            makeTree + """
                # Here -D takes no arguments.
                printf '#!/bin/sh\\nexec %s\\n' "$guest" > server; chmod +x server
                scp -q -rp -D ./server tree host:there
                scp -q -rp -D ./server host:there back
                diff -r tree there && diff -r tree back && stat -c '%a %Y' back/large
                """)
        #expect(result.code == 0 && result.output == "750 1000000\n", "\(result)")
    }

    @Test("an upload and a download that were cut off go on where they stopped")
    func resume() async throws {
        let result = try await Guest.bash(
            """
            head -c 3000000 /dev/urandom > file; head -c 1000000 file > up; head -c 2000000 file > down
            sftp -q -b - -D "$guest" <<'END'
            reput file up
            reget file down
            END
            cmp file up && cmp file down && echo same
            """)
        #expect(result.code == 0 && result.output.hasSuffix("same\n"), "\(result)")
    }

    @Test("sftp's commands do what they say")
    func commands() async throws {
        let result = try await Guest.bash(
            """
            echo text > file
            sftp -q -b - -D "$guest" <<'END'
            mkdir folder
            rename file folder/file
            ln folder/file folder/hard
            symlink file folder/link
            copy folder/file folder/copy
            chmod 600 folder/copy
            rm folder/file
            ls -1 folder
            cd folder
            pwd
            df .
            END
            stat -c '%a %h %s' folder/copy; readlink folder/link; pwd -P
            """)
        let lines = result.output.split(separator: "\n").filter { !$0.hasPrefix("sftp>") }
        #expect(lines.prefix(3) == ["folder/copy", "folder/hard", "folder/link"], "\(result)")
        #expect(lines.suffix(3).prefix(2) == ["600 1 5", "file"], "\(result)")
        let here = try #require(lines.last)
        #expect(lines.contains("Remote working directory: \(here)/folder") && result.code == 0, "\(result)")
    }

    @Test("sftp rename replaces, and its old form does not")
    func rename() async throws {
        let result = try await Guest.bash(
            """
            echo one > one; echo two > two
            echo 'rename -l one two' | sftp -q -b - -D "$guest" >/dev/null 2>&1 && echo replaced || true
            cat two
            echo 'rename one two' | sftp -q -b - -D "$guest" >/dev/null
            cat two
            """)
        #expect(result.output == "two\none\n" && result.code == 0, "\(result)")
    }

    @Test("twenty thousand files are listed, each once")
    func largeDirectory() async throws {
        let result = try await Guest.bash(
            """
            mkdir many; (cd many; seq -f 'file-%05g' 20000 | xargs touch; ls -1 | sed s,^,many/, > ../expected)
            echo 'ls -1 many' | sftp -q -b - -D "$guest" | grep -v '^sftp>' > listed
            cmp expected listed && echo same
            """)
        #expect(result.code == 0 && result.output == "same\n", "\(result)")
    }

    @Test("gangway-guest refuses what it does not know")
    func usage() async throws {
        for arguments in [["unknown"], ["sftp-server"]] {
            let result = try await Command.run([Guest.executable] + arguments)
            #expect(result.code == 2 && result.standardError.contains("usage:"), "\(result)")
        }
    }
}
