import Foundation
import GatewayTesting
import Testing

@Suite(.timeLimit(.minutes(20))) struct UserCommandTests {
    @Test("The first user makes the state folder, for its owner alone")
    func firstUser() async throws {
        let gangway = try Gangway()
        let before = try await gangway.run("user", "list")
        #expect(before.code == 1)
        #expect(before.standardError.contains("there is no folder \(gangway.state)"))
        #expect(!FileManager.default.fileExists(atPath: gangway.state))

        let said = try await gangway.succeed("user", "add", "alice")
        #expect(said.contains("added the user alice\n"))
        #expect(said.contains("alice cannot log in yet"))
        let mode = try FileManager.default.attributesOfItem(atPath: gangway.state)[.posixPermissions]
        #expect(mode as? Int == 0o700)
    }

    @Test("A user is added with keys from files and standard input, shown, disabled, enabled and removed")
    func life() async throws {
        let gangway = try Gangway()
        let first = try await gangway.keyPair("first", comment: "first key")
        let second = try await gangway.keyPair("second", comment: "second key")
        let text = try String(contentsOfFile: second + ".pub", encoding: .utf8)
        let added = try await gangway.succeed(
            "user", "add", "alice", "--key", first + ".pub", "--key", "-", input: text)
        #expect(added == "added the user alice\n")
        try await gangway.succeed("user", "add", "bob", "--password-stdin", input: "open sesame\n")

        let users: [ListedUser] = try json(try await gangway.succeed("user", "list", "--json"))
        #expect(users.map(\.name) == ["alice", "bob"])
        #expect(users.map(\.keys) == [2, 0])
        #expect(users.map(\.password) == [false, true])
        #expect(users.allSatisfy { abs($0.created.timeIntervalSinceNow) < 300 && !$0.disabled })

        let shown: ShownUser = try json(try await gangway.succeed("user", "show", "alice", "--json"))
        #expect(shown.name == "alice" && !shown.disabled && !shown.password)
        #expect(shown.keys.map(\.comment) == ["first key", "second key"])
        let readable = try await gangway.succeed("user", "show", "alice")
        for key in shown.keys { #expect(readable.contains("\(key.type)  \(key.fingerprint)  ")) }

        try await gangway.succeed("user", "disable", "alice")
        let table = try await gangway.succeed("user", "list").split(separator: "\n")
        #expect(table.first == "NAME   LOGIN     ROLE  PASSWORD  KEYS  PROFILE  GROUP  CREATED")
        #expect(table.dropFirst().first?.hasPrefix("alice  disabled  user  none      2     default  -      20") == true)
        #expect(
            table.dropFirst(2).first?.hasPrefix("bob    enabled   user  set       0     default  -      20") == true)
        try await gangway.succeed("user", "enable", "alice")
        #expect(try json(try await gangway.succeed("user", "show", "alice", "--json"), as: ShownUser.self) == shown)

        let removed = try await gangway.succeed("user", "remove", "alice")
        #expect(removed.contains("home and container stay"))
        let left: [ListedUser] = try json(try await gangway.succeed("user", "list", "--json"))
        #expect(left.map(\.name) == ["bob"])
    }

    @Test("What cannot be done is said in one sentence, with exit code 1, and changes nothing")
    func refusals() async throws {
        let gangway = try Gangway()
        let key = try await gangway.keyPair()
        try await gangway.succeed("user", "add", "alice", "--key", key + ".pub")
        let before = try await gangway.succeed("user", "show", "alice", "--json")
        let refusals: [([String], String)] = [
            (["user", "add", "alice"], "the user alice exists already; gangway user show alice tells more"),
            (["user", "show", "bob"], "there is no user bob; gangway user list shows all"),
            (["user", "remove", "bob"], "there is no user bob; gangway user list shows all"),
            (["user", "disable", "bob"], "there is no user bob; gangway user list shows all"),
            (["user", "enable", "bob"], "there is no user bob; gangway user list shows all"),
            (["user", "forwarding", "bob"], "there is no user bob; gangway user list shows all"),
            (["user", "forwarding", "bob", "--tcp", "no"], "there is no user bob; gangway user list shows all"),
            (["user", "forwarding", "bob", "--default"], "there is no user bob; gangway user list shows all"),
            (["user", "password", "bob"], "there is no user bob; gangway user list shows all"),
            (["user", "add", "bob", "--key", key], "this is a private key; give the .pub file"),
            (
                ["user", "add", "bob", "--key", key + ".pub", "--key", "/nowhere"],
                "/nowhere cannot be read: No such file or directory"
            ),
            (["user", "add", "bob", "--key", "/dev/zero"], "/dev/zero is too long for what it should be"),
            (
                ["user", "add", "bob", "--password-stdin"],
                "there is no password on standard input; give it as one line"
            ),
        ]
        for (arguments, sentence) in refusals {
            let result = try await Command.run(
                [Gangway.executable()] + arguments, environment: ["GANGWAY_STATE": gangway.state])
            #expect(result.code == 1, "\(arguments)")
            #expect(result.standardError == "Error: \(sentence)\n", "\(arguments)")
            #expect(result.output == "", "\(arguments)")
        }
        #expect(try await gangway.succeed("user", "show", "alice", "--json") == before)
        let users: [ListedUser] = try json(try await gangway.succeed("user", "list", "--json"))
        #expect(users.map(\.name) == ["alice"])
    }

    @Test("Wrong usage has exit code 64, and a bad name comes with the rule")
    func usage() async throws {
        let gangway = try Gangway()
        for arguments in [
            ["user", "add"], ["user", "add", "Alice"], ["user", "add", "../x"], ["user", "list", "extra"],
            ["user", "add", "alice", "--key", "-", "--key", "-"], ["user", "nothing"], ["nothing"],
            ["user", "add", "alice", "--key", "-", "--password-stdin"], ["key", "remove", "alice"],
        ] {
            let result = try await Command.run(
                [Gangway.executable()] + arguments, environment: ["GANGWAY_STATE": gangway.state])
            #expect(result.code == 64, "\(arguments)")
            #expect(result.output == "", "\(arguments)")
        }
        #expect(!FileManager.default.fileExists(atPath: gangway.state))
        let name = try await gangway.run("user", "show", "Alice")
        #expect(name.standardError.contains("a user name is 1 to 32 of a-z, 0-9, '_' and '-'"))
    }

    @Test("--state goes before GANGWAY_STATE, and a relative path is meant from the working directory")
    func stateOption() async throws {
        let gangway = try Gangway()
        try await gangway.succeed("user", "add", "alice", "--state", gangway.folder.path + "/other")
        #expect(!FileManager.default.fileExists(atPath: gangway.state))
        let result = try await Command.bash(
            "cd '\(gangway.folder.path)' && '\(try Gangway.executable())' user list --json --state other")
        #expect(try json(result.output, as: [ListedUser].self).map(\.name) == ["alice"])
    }

    @Test("Many commands at once on a folder that does not exist yet all have their effect")
    func manyAtOnce() async throws {
        let gangway = try Gangway()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 { group.addTask { try await gangway.succeed("user", "add", "user\(number)") } }
            try await group.waitForAll()
        }
        let users: [ListedUser] = try json(try await gangway.succeed("user", "list", "--json"))
        #expect(users.count == 12)
    }

    @Test("version and --version print the version")
    func version() async throws {
        let gangway = try Gangway()
        #expect(try await gangway.succeed("version").hasPrefix("gangway 0.1.0"))
        #expect(try await gangway.succeed("--version").hasPrefix("gangway 0.1.0"))
    }
}
