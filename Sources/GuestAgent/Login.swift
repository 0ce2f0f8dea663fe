import GuestProtocol

/// How a program is started as sshd would for its user: which file, which arguments, which variables, where.
struct Login: Equatable {
    /// nil: this very executable.
    var path: [UInt8]?
    var arguments: [[UInt8]]
    var environment: ProcessEnvironment
    var directory: [UInt8]
    var groups: [UInt32]

    /// Where an image keeps its sftp-server.
    static let sftpServers = [
        "/usr/lib/openssh/sftp-server", "/usr/lib/ssh/sftp-server", "/usr/libexec/openssh/sftp-server",
        "/usr/libexec/sftp-server",
    ]

    /// Variables of the guest agent itself that a login must not see: they are of another user, or of another shell
    /// (bash -c reads .bashrc for a remote client only where SHLVL says that it is the first one).
    private static let foreign = [
        "HOME", "USER", "LOGNAME", "SHELL", "OLDPWD", "PWD", "SHLVL", "SSH_TTY", "TERM", "_", LoginShell.variable,
    ]

    /// - Parameters:
    ///   - base: the container's variables.
    ///   - terminal: the name of the program's terminal, where it has one.
    ///   - isExecutable: whether there is a program of that path.
    init(
        _ program: GuestProgram, accounts: AccountFiles, base: ProcessEnvironment, terminal: [UInt8]?,
        isExecutable: (String) -> Bool
    ) {
        let entry = accounts.entry(uid: program.uid)
        let name = entry?.name ?? base["USERNAME"] ?? Array("\(program.uid)".utf8)
        let home = entry?.home ?? []
        let shell = base[LoginShell.variable] ?? entry?.shell ?? []
        directory = home.isEmpty ? program.home : home
        let loginShell = shell.isEmpty ? Array("/bin/sh".utf8) : shell
        groups = entry.map { accounts.groups(of: $0.name, primary: program.gid) } ?? [program.gid]

        var environment = base
        for variable in Self.foreign { environment[variable] = nil }
        environment["USER"] = name
        environment["LOGNAME"] = name
        environment["HOME"] = directory
        environment["SHELL"] = loginShell
        environment.merge(program.environment)
        environment["SSH_TTY"] = terminal
        self.environment = environment

        let shellName = Array(loginShell.suffix(while: { $0 != UInt8(ascii: "/") }))
        switch program.kind {
        case .shell:
            path = loginShell
            arguments = [[UInt8(ascii: "-")] + shellName]
        case .command(let command):
            path = loginShell
            arguments = [shellName, Array("-c".utf8), command]
        case .sftp:
            path = nil
            arguments = ["gangway-guest", "sftp"].map { Array($0.utf8) }
        case .imageSFTP:
            let server = Self.sftpServers.first(where: isExecutable) ?? Self.sftpServers[0]
            path = Array(server.utf8)
            arguments = [Array("sftp-server".utf8)]
        }
    }
}

extension [UInt8] {
    /// What follows the last element that does not satisfy `condition`.
    fileprivate func suffix(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        self[(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)...]
    }
}
