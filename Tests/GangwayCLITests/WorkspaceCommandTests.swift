import GatewayTesting
import Testing

struct WorkspaceCommandTests {
    @Test("without a server, each command says so in a sentence")
    func noServer() async throws {
        let gangway = try Gangway()
        for line in [
            "workspaces", "workspace list --all", "workspace show alice", "workspace start alice",
            "workspace logs alice", "workspace stop alice bob", "workspace hold alice 8h", "workspace stats --once",
            "workspace upgrade",
            "workspace remove alice --home --yes",
        ] {
            let result = try await gangway.run(words: line)
            #expect(result.code == 1 && result.standardError.contains("no server answers at"), "\(line): \(result)")
        }
    }

    @Test("nothing that ends sessions or removes files is done unasked where nobody can be asked")
    func unasked() async throws {
        let gangway = try Gangway()
        let home = try await gangway.run("workspace", "remove", "alice", "--home", input: "alice\n")
        #expect(home.code == 1 && home.standardError.contains("--yes"), "\(home)")
    }

    @Test("wrong words are refused with what is right")
    func words() async throws {
        let gangway = try Gangway()
        let wrong = [
            "workspace stop": "name users, or say --all", "workspace stop alice --all": "name users, or say --all",
            "workspace hold alice 8": "such as 90m", "workspace show Alice": "a-z",
            "workspace exec alice": "-t",
            "workspace exec Alice true": "a-z",
            "workspace logs alice --tail 0": "1 to 10000", "workspace upgrade alice --all": "name users",
        ]
        for (line, sentence) in wrong {
            let result = try await gangway.run(words: line)
            #expect(result.code == 64 && result.standardError.contains(sentence), "\(line): \(result)")
        }
    }

    @Test("an exec that fails by itself ends with 255, and what follows the user is the command's")
    func exec() async throws {
        let gangway = try Gangway()
        for line in [
            "workspace exec alice false", "workspace exec alice -- ls --help --state", "workspace exec alice ls -t",
        ] {
            let result = try await gangway.run(words: line)
            #expect(result.code == 255 && result.standardError.contains("no server answers at"), "\(line): \(result)")
        }
    }

    @Test("administrators by ssh get them, too")
    func adminShell() async throws {
        let result = try await Command.run(
            [Gangway.executable(), "admin-shell", "--actor", "carol", "--socket", "/nonexistent/sock"],
            environment: ["SSH_ORIGINAL_COMMAND": "workspace list --all"])
        #expect(result.code == 1 && result.standardError.contains("no server answers at /nonexistent/sock"))
    }
}
