import GuestProtocol
import Testing

@testable import GuestAgent

struct LoginTests {
    private static let passwd = """
        root:x:0:0:root:/root:/bin/bash
        broken line
        user:x:1000:1000:A User:/home/user:/usr/bin/zsh
        twin:x:1000:1000::/elsewhere:/bin/false
        bare:x:1001:1001:::
        """
    private static let group = """
        root:x:0:
        user:x:1000:
        docker:x:998:someone,user
        users:x:100:user
        username:x:997:username
        nonsense:x:abc:user
        """

    private func login(
        _ kind: GuestProgram.Kind = .shell, uid: UInt32 = 1000, environment: [String] = [],
        base: [String] = ["PATH=/bin", "HOME=/root", "USERNAME=alice", "SHLVL=1"], terminal: String? = nil
    ) -> Login {
        Login(
            GuestProgram(
                kind: kind, uid: uid, gid: 1000, home: Array("/home/fallback".utf8),
                environment: environment.map { Array($0.utf8) }, hasTerminal: terminal != nil, farewell: .keep),
            accounts: AccountFiles(passwd: Array(Self.passwd.utf8), group: Array(Self.group.utf8)),
            base: ProcessEnvironment(base.map { Array($0.utf8) }), terminal: terminal.map { Array($0.utf8) },
            isExecutable: { $0 == "/usr/libexec/sftp-server" })
    }

    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test("A login shell is the user's, started as a login shell in the home")
    func shell() {
        let login = login()
        #expect(text(login.path) == "/usr/bin/zsh" && login.arguments.map(text) == ["-zsh"])
        #expect(text(login.directory) == "/home/user")
        #expect(text(login.environment["USER"]) == "user" && text(login.environment["LOGNAME"]) == "user")
        #expect(text(login.environment["HOME"]) == "/home/user" && text(login.environment["SHELL"]) == "/usr/bin/zsh")
    }

    @Test("A command is one argument of the login shell, whatever bytes it has")
    func command() {
        let login = login(.command([0xff, 0x20, 0x27]))
        #expect(login.arguments == [Array("zsh".utf8), Array("-c".utf8), [0xff, 0x20, 0x27]])
    }

    @Test("A user has the groups that list the name, the primary one first")
    func groups() {
        #expect(login().groups == [1000, 998, 100])
    }

    @Test("A user that the image does not know has the given home, /bin/sh, the workspace's name and one group")
    func unknown() {
        let login = login(uid: 5)
        #expect(text(login.directory) == "/home/fallback" && text(login.path) == "/bin/sh")
        #expect(text(login.environment["USER"]) == "alice" && login.groups == [1000])
    }

    @Test("Empty fields of the image's file count as missing")
    func bare() {
        let login = login(uid: 1001)
        #expect(text(login.directory) == "/home/fallback" && text(login.path) == "/bin/sh")
    }

    @Test("The container's variables stay, the guest agent's own do not, the session's go first")
    func environment() {
        let login = login(
            environment: ["PATH=/mine", "LANG=C"], base: ["PATH=/bin", "A=1", "SHLVL=1", "OLDPWD=/", "HOME=/root"])
        #expect(text(login.environment["PATH"]) == "/mine" && text(login.environment["A"]) == "1")
        #expect(login.environment["SHLVL"] == nil && login.environment["OLDPWD"] == nil)
        #expect(text(login.environment["LANG"]) == "C" && login.environment["SSH_TTY"] == nil)
    }

    @Test("SSH_TTY is the terminal, whatever the session says")
    func terminal() {
        #expect(text(login(environment: ["SSH_TTY=/x"], terminal: "/dev/pts/3").environment["SSH_TTY"]) == "/dev/pts/3")
        #expect(login(environment: ["SSH_TTY=/x"]).environment["SSH_TTY"] == nil)
    }

    @Test("The guest agent's own SFTP server is this executable, the image's the first that is there")
    func sftp() {
        #expect(login(.sftp).path == nil && login(.sftp).arguments.last.map(text) == "sftp")
        #expect(text(login(.imageSFTP).path) == "/usr/libexec/sftp-server")
    }

    @Test("Variables without a name or with a zero byte are left out; of one name the last counts")
    func variables() {
        let environment = ProcessEnvironment(["=x", "novalue", "A=1", "A=2", "N=a\0b"].map { Array($0.utf8) })
        #expect(environment.entries == [Array("A=2".utf8)])
    }

    @Test("The foreground group is field 8, whatever the program calls itself")
    func foreground() {
        #expect(ProcessStatus(stat: Array("5 (a) 9 9 (b) S 1 5 5 34816 77 4194304".utf8))?.foregroundGroup == 77)
        #expect(ProcessStatus(stat: Array("5 (a) S 1 5 5 0 -1 4194304".utf8))?.foregroundGroup == nil)
        #expect(ProcessStatus(stat: Array("5".utf8)) == nil)
    }
}
