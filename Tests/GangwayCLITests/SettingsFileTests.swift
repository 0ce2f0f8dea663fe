import Foundation
import GatewayTesting
import Model
import Testing

@testable import GangwayCLI

struct SettingsFileTests {
    private func load(_ yaml: String? = nil, _ environment: [String: String] = [:]) throws -> Settings {
        let folder = try TemporaryFolder()
        let path = try yaml.map { try folder.write($0, to: "gangway.yaml") }
        return try SettingsFile.load(path: path, environment: environment, state: "/state")
    }

    private func failure(_ yaml: String? = nil, _ environment: [String: String] = [:]) -> String {
        do {
            _ = try load(yaml, environment)
            return "no failure"
        } catch {
            return "\(error)"
        }
    }

    @Test("without a file and environment every setting has its default")
    func defaults() throws {
        let settings = try load()
        #expect(settings.ssh.port == 2200 && settings.ssh.maxAuthTries == 6)
        #expect(settings.workspace.homes == "/state/homes" && settings.hostKeyFolder == "/state/host-keys")
    }

    @Test("a file sets what it names and leaves the rest")
    func file() throws {
        let settings = try load(
            """
            listen:
              port: 2022
            ssh:
              max_startups: "1:50:9"
              login_grace_time: 1.5
              accept_env: [FOO, BAR_*]
            workspace:
              memory: 512m
              cpus: 0
              environment: [A=b=c]
            session:
              on_disconnect: keep
            authentication:
              methods: [publickey+password]
            """)
        #expect(settings.ssh.port == 2022 && settings.ssh.maxStartups.full == 9)
        #expect(settings.ssh.loginGraceTime == .milliseconds(1500))
        #expect(settings.gateway.acceptedEnvironment.contains("BAR_*"))
        #expect(settings.gateway.acceptedEnvironment.contains("LC_*"))
        #expect(
            settings.workspace.profiles.standard.memory == 512 << 20 && settings.workspace.profiles.standard.cpus == nil
        )
        #expect(settings.workspace.profiles.standard.environment == ["A": "b=c"])
        #expect(settings.gateway.onDisconnect == .keep && settings.ssh.maxSessions == 64)
    }

    @Test("the environment goes before the file")
    func environment() throws {
        let settings = try load(
            "listen:\n  port: 2022\n",
            ["GANGWAY_LISTEN_PORT": "2023", "GANGWAY_SSH_ACCEPT_ENV": "A,B", "PATH": "/bin"])
        #expect(settings.ssh.port == 2023 && settings.gateway.acceptedEnvironment.suffix(2) == ["A", "B"])
    }

    @Test("forwarding is set in sshd's words, also as YAML's own yes, no and numbers, and by the environment")
    func forwarding() throws {
        #expect(try load().workspace.profiles.standard.forwarding == ForwardingPolicy())
        let settings = try load(
            """
            forwarding:
              tcp: local
              streamlocal: no
              agent: false
              x11: no
              permit_open: ["db:5432", "[::1]:*", "*:443"]
              permit_listen: [8080, localhost:*, "127.0.0.?:9000"]
              gateway_ports: clientspecified
            """)
        var expected = ForwardingPolicy()
        expected.tcp = .local
        expected.streamLocal = .no
        expected.agent = false
        expected.x11 = false
        expected.permitOpen = try ForwardPermissions(open: ["db:5432", "[::1]:*", "*:443"])
        expected.permitListen = try ForwardPermissions(listen: ["8080", "localhost:*", "127.0.0.?:9000"])
        expected.gatewayPorts = .clientSpecified
        #expect(settings.workspace.profiles.standard.forwarding == expected)

        let environment = try load(
            "forwarding:\n  tcp: no\n  permit_open: [any]\n",
            ["GANGWAY_FORWARDING_TCP": "remote", "GANGWAY_FORWARDING_PERMIT_OPEN": "db:5432,[::1]:80"]
        ).workspace.profiles.standard.forwarding
        #expect(environment.tcp == .remote)
        #expect(environment.permitOpen == (try ForwardPermissions(open: ["db:5432", "[::1]:80"])))
        let none = try load("forwarding:\n  permit_open: [none]\n").workspace.profiles.standard.forwarding
        #expect(none.permitOpen == ForwardPermissions.none)
    }

    @Test(
        "an unknown or wrong field is named, with what is expected",
        arguments: [
            ("listen:\n  prot: 1\n", ["listen.prot", "not a setting"]),
            ("lisen:\n  port: 1\n", ["lisen.port", "listen.port"]),
            ("port: 1\n", ["port", "listen.port"]),
            ("listen:\n  port: many\n", ["listen.port", "whole number"]),
            ("listen:\n  port: 70000\n", ["listen.port", "65535"]),
            ("listen: 5\n", ["listen"]),
            ("listen:\n  port: [1, 2]\n", ["listen.port"]),
            ("ssh:\n  max_startups: \"1:2\"\n", ["ssh.max_startups", "begin:rate:full"]),
            ("session:\n  on_disconnect: maybe\n", ["session.on_disconnect", "terminate, keep"]),
            ("forwarding:\n  tcp: true\n", ["forwarding.tcp", "one of yes, no, local, remote"]),
            ("forwarding:\n  streamlocal: all\n", ["forwarding.streamlocal", "one of yes, no, local, remote"]),
            ("forwarding:\n  agent: maybe\n", ["forwarding.agent", "true or false"]),
            ("forwarding:\n  permit_open: any\n", ["forwarding.permit_open", "[any], or [none]"]),
            ("forwarding:\n  permit_open: []\n", ["forwarding.permit_open", "[any], or [none]"]),
            ("forwarding:\n  permit_open: [8080]\n", ["forwarding.permit_open", "\"db:5432\""]),
            ("forwarding:\n  permit_open: [any, a:80]\n", ["forwarding.permit_open", "\"db:5432\""]),
            ("forwarding:\n  permit_listen: [a]\n", ["forwarding.permit_listen", "port or host:port"]),
            ("forwarding:\n  gateway_ports: client\n", ["forwarding.gateway_ports", "no, yes, clientspecified"]),
            ("forwarding:\n  permitopen: [any]\n", ["forwarding.permitopen", "not a setting"]),
            ("workspace:\n  memory: 8x\n", ["workspace.memory", "512m"]),
            ("workspace:\n  sweep_interval: 0\n", ["workspace.sweep_interval", "from 1.0 to 3600.0"]),
            ("workspace:\n  seccomp: /nonexistent\n", ["workspace.seccomp", "unconfined"]),
            ("workspace:\n  mounts: [a]\n", ["workspace.mounts", "source:target"]),
            ("workspace:\n  keep: image\n", ["workspace.keep", "nothing, container"]),
            ("quota:\n  when_full: panic\n", ["quota.when_full", "wait, refuse"]),
            ("hooks:\n  create: [relative]\n", ["hooks.create", "absolute path"]),
            ("hooks:\n  secret_file: relative\n", ["hooks.secret_file", "/"]),
            ("workspace:\n  homes: here\n", ["workspace.homes", "/"]),
            ("authentication:\n  methods: [magic]\n", ["authentication.methods", "publickey"]),
            ("- a\n- b\n", ["sections"]),
            ("a: [\n", ["not valid YAML"]),
        ])
    func wrongField(yaml: String, words: [String]) {
        let text = failure(yaml)
        for word in words { #expect(text.contains(word), "\(text)") }
    }

    @Test("an unknown or wrong variable is named")
    func wrongVariable() {
        #expect(failure(nil, ["GANGWAY_SSH_MAX_SESIONS": "1"]).contains("GANGWAY_SSH_MAX_SESIONS is not a setting"))
        #expect(failure(nil, ["GANGWAY_LISTEN_PORT": "x"]).contains("GANGWAY_LISTEN_PORT must be a whole number"))
    }

    @Test("a missing file is an error that names it")
    func missingFile() {
        #expect(throws: (any Error).self) {
            try SettingsFile.load(path: "/nonexistent/gangway.yaml", environment: [:], state: "/state")
        }
    }

    @Test(
        "an empty file and empty sections are the defaults",
        arguments: ["", "# nothing\n", "listen:\n", "listen:\nssh:\n"])
    func emptyFile(yaml: String) throws {
        #expect(try load(yaml).ssh.port == 2200)
    }

    @Test("etc/gangway.yaml shows every setting, and its values are the defaults")
    func documentedDefaults() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../etc/gangway.yaml").standardized.path
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for setting in Settings.table {
            let name = setting.key.split(separator: ".").last.map(String.init) ?? ""
            #expect(text.contains("  \(name):") || text.contains("  # \(name):"), "\(setting.key)")
        }
        let shown = try SettingsFile.load(path: path, environment: [:], state: "/state")
        let defaults = try load()
        #expect(String(describing: shown) == String(describing: defaults))
    }
}
