import Foundation
import GatewayTesting
import Testing

@Suite(.timeLimit(.minutes(20))) struct ProfileCommandTests {
    private struct User: Decodable {
        let profile: String
        let ownProfile: String?
        let group: String?
    }

    private struct Profile: Decodable {
        let name: String
        let extends: String?
        let users: Int?
        let risks: [String]
    }

    private struct Group: Decodable, Equatable {
        let name: String
        let profile: String
        let users: [String]
    }

    private let gangway: Gangway
    private let config: String

    init() throws {
        gangway = try Gangway()
        config = try gangway.folder.write(
            """
            profiles:
              small:
                memory: 1g
                cpus: 0.5
              raw:
                extends: small
                network: host
                allow_risky: true
            """, to: "gangway.yaml")
    }

    private func user(_ name: String) async throws -> User {
        try json(try await gangway.succeed("user", "show", name, "--json"))
    }

    @Test("profiles are listed with what they extend, who has them and whether they are risky, also before any user")
    func list() async throws {
        let before: [Profile] = try json(try await gangway.succeed("profile", "list", "--config", config, "--json"))
        #expect(before.map(\.name) == ["default", "raw", "small"] && before.allSatisfy { $0.users == nil })
        #expect(before.map(\.extends) == [nil, "small", "default"] && before.map(\.risks.count) == [0, 1, 0])
        #expect(!FileManager.default.fileExists(atPath: gangway.state))
        for name in ["alice", "bob", "carol"] { try await gangway.succeed("user", "add", name) }
        try await gangway.succeed("user", "set", "alice", "--profile", "small", "--config", config)
        try await gangway.succeed("user", "set", "bob", "--profile", "raw", "--config", config)
        let table = try await gangway.succeed("profile", "list", "--config", config).split(separator: "\n")
        #expect(table.first == "NAME     EXTENDS  IMAGE                     MEMORY  CPUS  USERS  RISKY")
        #expect(table.dropFirst().first == "default  -        gangway-workspace:latest  8g      2     1      no")
        #expect(table.last == "small    default  gangway-workspace:latest  1g      0.5   1      no")
        let without = try await gangway.succeed("profile", "list")
        #expect(without.contains("1 user has the profile raw, which is not in the settings"))
    }

    @Test("a profile is shown with all its fields, as text for a settings file and as JSON")
    func show() async throws {
        let text = try await gangway.succeed("profile", "show", "raw", "--config", config)
        #expect(text.hasPrefix("profiles:\n  raw:\n    extends: small\n    image: gangway-workspace:latest\n"))
        #expect(text.contains("    memory: 1g\n") && text.contains("    forwarding:\n      tcp: yes\n"))
        let shown = try gangway.folder.write(
            text.replacing("extends: small", with: "extends: default"), to: "shown.yaml")
        #expect(
            try await gangway.succeed("profile", "show", "raw", "--config", shown).replacing("default", with: "small")
                == text)
        let object = try JSONSerialization.jsonObject(
            with: Data(try await gangway.succeed("profile", "show", "raw", "--config", config, "--json").utf8))
        let fields = try #require((object as? [String: Any])?["fields"] as? [String: Any])
        #expect(fields["memory"] as? String == "1g" && fields["cpus"] as? Double == 0.5)
        #expect(fields["forwarding.agent"] as? Bool == true)
        let standard = try await gangway.succeed("profile", "show", "default")
        #expect(standard.hasPrefix("workspace:\n  image: ") && standard.contains("\nrecording:\n  sessions: "))
        let none = try await gangway.run("profile", "show", "other", "--config", config)
        #expect(none.code == 1)
        #expect(none.standardError == "Error: there is no profile other in \(config); there are: default, raw, small\n")
    }

    @Test("check-config lists what profiles with allow_risky allow")
    func risks() async throws {
        let said = try await gangway.succeed("check-config", "--config", config)
        #expect(said.hasPrefix("\(config): no errors\n"))
        #expect(said.contains("the profile raw has allow_risky, which allows\n  network: host: "))
        #expect(!said.contains("small"))
    }

    @Test("a user gets a profile that there is, or none, and is told when it applies")
    func userSet() async throws {
        try await gangway.succeed("user", "add", "alice")
        #expect(try await user("alice").profile == "default")
        let said = try await gangway.succeed("user", "set", "alice", "--profile", "small", "--config", config)
        #expect(
            said.hasPrefix("the user alice has the profile small\n") && said.contains("at the workspace's next start"))
        let shown = try await user("alice")
        #expect(shown.profile == "small" && shown.ownProfile == "small" && shown.group == nil)
        #expect(try await gangway.succeed("user", "show", "alice").contains("profile     small (the user's own)\n"))
        let missing = try await gangway.run("user", "set", "alice", "--profile", "other", "--config", config)
        #expect(missing.code == 1 && missing.standardError.contains("there are: default, raw, small"))
        let unnamed = try await gangway.run("user", "set", "alice", "--profile", "raw")
        #expect(unnamed.code == 1 && unnamed.standardError.contains("--config and $GANGWAY_CONFIG name no file"))
        #expect(try await user("alice").profile == "small")
        try await gangway.succeed("user", "set", "alice", "--profile", "none")
        #expect(try await user("alice").ownProfile == nil)
        #expect(try await gangway.run("user", "set", "alice").code == 64)
        #expect(try await gangway.run("user", "set", "alice", "--profile", "No").code == 64)
        #expect(try await gangway.run("user", "set", "bob", "--profile", "none").code == 1)
    }

    @Test("a group's profile is that of its users who have none of their own; one with users stays unless forced")
    func groups() async throws {
        try await gangway.succeed("user", "add", "alice")
        try await gangway.succeed("user", "add", "bob")
        try await gangway.succeed("group", "add", "staff", "--profile", "small", "--config", config)
        #expect(try await gangway.run("group", "add", "staff").standardError.contains("the group staff exists already"))
        #expect(try await gangway.run("group", "add", "none").code == 64)
        #expect(try await gangway.run("group", "add", "new", "--profile", "other", "--config", config).code == 1)
        try await gangway.succeed("user", "set", "alice", "--group", "staff")
        try await gangway.succeed("user", "set", "bob", "--group", "staff", "--profile", "default")
        #expect(try await user("alice").profile == "small")
        #expect(try await user("bob").profile == "default")
        #expect(try await gangway.succeed("user", "show", "alice").contains("profile     small (the group staff's)\n"))
        let table = try await gangway.succeed("user", "list").split(separator: "\n")
        #expect(table.first?.contains("KEYS  PROFILE  GROUP  CREATED") == true)
        #expect(table.dropFirst().first?.contains("0     small    staff  20") == true)
        let groups: [Group] = try json(try await gangway.succeed("group", "list", "--json"))
        #expect(groups == [Group(name: "staff", profile: "small", users: ["alice", "bob"])])

        try await gangway.succeed("group", "set", "staff", "--profile", "raw", "--config", config)
        #expect(try await user("alice").profile == "raw")
        let refused = try await gangway.run("group", "remove", "staff")
        #expect(refused.code == 1 && refused.standardError.contains("alice, bob"))
        let removed = try await gangway.succeed("group", "remove", "staff", "--force")
        #expect(removed == "removed the group staff; in no group now: alice, bob\n")
        #expect(try await user("alice").profile == "default")
        #expect(try await user("alice").group == nil)
        #expect(
            try await gangway.run("user", "set", "alice", "--group", "staff").standardError.contains("no group staff"))
        #expect(try await gangway.run("group", "remove", "staff").code == 1)
        #expect(try await gangway.run("group", "set", "staff", "--profile", "none").code == 1)
    }
}
