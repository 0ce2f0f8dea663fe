import Containers
import Foundation
import GatewayTesting
import Hooks
import Model
import Testing

@testable import GangwayCLI

struct ProfileSettingsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func load(_ yaml: String, _ environment: [String: String] = [:]) throws -> Settings {
        let path = try folder.write(yaml, to: "gangway.yaml")
        return try SettingsFile.load(path: path, environment: environment, state: "/state")
    }

    private func profile(_ name: String, _ yaml: String, _ environment: [String: String] = [:]) throws -> Profile {
        let name: ProfileName = try #require(ProfileName(name))
        return try #require(try load(yaml, environment).workspace.profiles.profile(named: name))
    }

    private func failure(_ yaml: String) -> String {
        do {
            _ = try load(yaml)
            return "no failure"
        } catch {
            return "\(error)"
        }
    }

    @Test("a profile has what it says, else what the one it extends has, field by field; lists replace")
    func inheritance() throws {
        let yaml = """
            workspace:
              image: standard:1
              memory: 4g
              environment: [A=1, B=2]
            forwarding:
              agent: false
            profiles:
              large:
                extends: small
                cpus: 8
                environment: [C=3]
              small:
                memory: 1g
                cpus: 0.5
                forwarding:
                  tcp: no
                recording:
                  sessions: all
            """
        let standard = try profile("default", yaml)
        let small = try profile("small", yaml)
        let large = try profile("large", yaml)
        #expect(standard.memory == 4 << 30 && standard.forwarding.tcp == .yes && standard.cpus == 2)
        #expect(small.image == "standard:1" && small.memory == 1 << 30 && small.cpus == 0.5)
        #expect(small.environment == ["A": "1", "B": "2"] && !small.forwarding.agent && small.forwarding.tcp == .no)
        #expect(large.memory == 1 << 30 && large.cpus == 8 && large.environment == ["C": "3"])
        #expect(large.forwarding.tcp == .no && large.recording.sessions == .all && large.name.description == "large")
        #expect(standard.recording.sessions == .off)
    }

    @Test("the environment sets the standard profile, and by that those that extend it")
    func environment() throws {
        let yaml = "profiles:\n  small:\n    memory: 1g\n  other:\n"
        let variables = ["GANGWAY_WORKSPACE_MEMORY": "2g", "GANGWAY_WORKSPACE_IDLE_STOP": "never"]
        #expect(try profile("default", yaml, variables).memory == 2 << 30)
        #expect(try profile("small", yaml, variables).memory == 1 << 30)
        #expect(try profile("other", yaml, variables).memory == 2 << 30)
        #expect(try profile("small", yaml, variables).idle.stopAfter == nil)
    }

    @Test("every field of a profile can be set, in the forms of Docker's command line")
    func fields() throws {
        let seccomp = try folder.write(#"{"defaultAction": "SCMP_ACT_ALLOW"}"#, to: "seccomp.json")
        let profile = try profile(
            "full",
            """
            profiles:
              full:
                image: some/image:2
                home: /home/me
                home_volume: home-${user}
                uid: 5
                gid: 6
                host_account: true
                shell: /bin/zsh
                mounts: ["/srv/${user}:/srv:ro", "data-${user}:/data"]
                pass_proxies: true
                labels: [team=a=b]
                memory: 0
                pids: 9
                shm_size: 1g
                ulimits: [nofile=1024:2048, core=0, "memlock=unlimited"]
                disk_size: 10g
                max_running: 3
                capabilities: [chown, CAP_SYS_ADMIN]
                allow_new_privileges: true
                seccomp: \(seccomp)
                privileged: true
                read_only: true
                tmpfs: [/tmp]
                devices: [/dev/fuse, "/dev/a:/dev/b:r"]
                gpus: device=0,GPU-1
                allow_risky: true
                network: mine
                dns: [9.9.9.9, "2620:fe::fe"]
                ports: [80, 8080:80, "0.0.0.0:53:53/udp", "[::1]:1:2", "127.0.0.2::3"]
                ipc: shareable
                way_in: guest
                sftp_server: image
                message: "two\\nlines"
                idle_stop: 60
                idle_cpu: 0
                keep_alive: [jupyter-lab]
                idle_multiplexers: false
                idle_ports: false
                max_hold: 10
                max_lifetime: 3600
                stop_grace: 2.5
                keep: container
            """)
        var expected = Profile()
        expected.name = try #require(ProfileName("full"))
        expected.image = "some/image:2"
        expected.home = "/home/me"
        expected.homeVolume = "home-${user}"
        (expected.uid, expected.gid, expected.usesHostAccount) = (5, 6, true)
        expected.shell = "/bin/zsh"
        expected.mounts = [
            .init(source: "/srv/${user}", target: "/srv", readOnly: true),
            .init(.volume, source: "data-${user}", target: "/data"),
        ]
        expected.passesProxies = true
        expected.labels = ["team": "a=b"]
        (expected.memory, expected.pids, expected.shmSize, expected.diskSize) = (nil, 9, 1 << 30, 10 << 30)
        expected.ulimits = [
            .init(name: "nofile", soft: 1024, hard: 2048), .init(name: "core", soft: 0, hard: 0),
            .init(name: "memlock", soft: -1, hard: -1),
        ]
        expected.maxRunning = 3
        expected.capabilities = ["CHOWN", "SYS_ADMIN"]
        expected.allowsNewPrivileges = true
        expected.seccomp = #"{"defaultAction": "SCMP_ACT_ALLOW"}"#
        (expected.isPrivileged, expected.hasReadOnlyRoot, expected.tmpfs) = (true, true, ["/tmp"])
        expected.devices = [
            .init(hostPath: "/dev/fuse", path: "/dev/fuse"),
            .init(hostPath: "/dev/a", path: "/dev/b", permissions: "r"),
        ]
        expected.gpus = .devices(["0", "GPU-1"])
        expected.allowsRisks = true
        (expected.network, expected.dns, expected.ipc) = ("mine", ["9.9.9.9", "2620:fe::fe"], "shareable")
        expected.ports = [
            .init(containerPort: 80), .init(hostPort: 8080, containerPort: 80),
            .init(hostAddress: "0.0.0.0", hostPort: 53, containerPort: 53, transport: .udp),
            .init(hostAddress: "::1", hostPort: 1, containerPort: 2),
            .init(hostAddress: "127.0.0.2", containerPort: 3),
        ]
        (expected.wayIn, expected.sftpServer, expected.message) = (.guest, .image, "two\nlines")
        expected.idle.stopAfter = .seconds(60)
        expected.idle.processorPercent = nil
        expected.idle.keepAlive = ["jupyter-lab"]
        (expected.idle.multiplexers, expected.idle.usedPorts) = (false, false)
        expected.idle.longestHold = .seconds(10)
        expected.idle.longestLife = .seconds(3600)
        expected.stopGrace = .milliseconds(2500)
        expected.keepsContainer = true
        #expect(profile == expected)
    }

    @Test(
        "a wrong value of a field is refused with what it must be",
        arguments: [
            ("image: \"\"", "a name without blanks"), ("home: here", "a path that starts with /"),
            ("home_volume: \"${other}\"", "a volume's name"), ("uid: -1", "a whole number"),
            ("shell: zsh", "a path that starts with /"), ("mounts: [/a]", "source:target"),
            ("mounts: [\"/a:b\"]", "source:target"), ("mounts: [\"/a:/b:rx\"]", "source:target"),
            ("mounts: [\"a/b:/c\"]", "source:target"), ("mounts: [\"/a:/\"]", "source:target"),
            ("mounts: [\"/a:/.gangway/run\"]", "source:target"), ("mounts: [\"/a:/b/../c\"]", "source:target"),
            ("environment: [A]", "NAME=value"), ("labels: [gangway.owner=me]", "Gangway's own"),
            ("memory: lots", "512m"), ("cpus: -1", "a number"), ("ulimits: [files=3]", "nofile=1024:2048"),
            ("ulimits: [nofile=3:2]", "nofile=1024:2048"), ("ulimits: [\"nofile=3:\"]", "nofile=1024:2048"),
            ("ulimits: [\"nofile=unlimited:5\"]", "nofile=1024:2048"), ("capabilities: [FLY]", "capabilities' names"),
            ("seccomp: somewhere", "JSON"), ("tmpfs: [\"/tmp:size=1m\"]", "paths"), ("tmpfs: [/]", "paths"),
            ("devices: [fuse]", "/dev/fuse"), ("devices: [\"/dev/a:/dev/b:x\"]", "/dev/fuse"),
            ("gpus: some", "all, a number"), ("gpus: 0", "all, a number"), ("gpus: device=", "all, a number"),
            ("network: \"\"", "a name without blanks"), ("dns: [example.org]", "IP addresses"),
            ("ports: [0]", "127.0.0.1"), ("ports: [\"a:80\"]", "127.0.0.1"), ("ports: [\"host:1:80\"]", "127.0.0.1"),
            ("ports: [\"80/icmp\"]", "127.0.0.1"), ("ports: [\"1:2:3:4\"]", "127.0.0.1"),
            ("ports: [\"[::1]:80\"]", "127.0.0.1"), ("ports: [\":\"]", "127.0.0.1"), ("ports: [70000]", "127.0.0.1"),
            ("ipc: mine", "shareable"), ("ipc: \"container:\"", "shareable"), ("idle_stop: soon", "or never"),
            ("idle_stop: -1", "or never"), ("idle_stop: nan", "or never"), ("idle_cpu: -1", "a number"),
            ("keep_alive: [/bin/a]", "without a path"), ("keep_alive: [\"\"]", "without a path"),
            ("max_running: -1", "a whole number"), ("keep: all", "nothing, container"),
            ("allow_risky: maybe", "true or false"), ("forwarding:\n      tcp: maybe", "yes, no, local, remote"),
            ("extends: nobody", "must be one of default, p"), ("extends: [a]", "a profile's name"),
        ])
    func wrongValue(field: String, expectation: String) {
        let text = failure("profiles:\n  p:\n    \(field)\n")
        #expect(text.contains("profiles.p.") && text.contains(" must be ") && text.contains(expectation), "\(text)")
    }

    @Test("a seccomp profile that is no JSON object is refused", arguments: ["", "{", "[]", "7"])
    func wrongSeccomp(text: String) throws {
        let path = try folder.write(text, to: "seccomp.json")
        #expect(failure("workspace:\n  seccomp: \(path)\n").contains("workspace.seccomp must be"))
    }

    @Test(
        "an unknown field, a bad name or a circle is named, with what is meant",
        arguments: [
            ("p:\n    memori: 1g", "profiles.p.memori is not a setting; etc/gangway.yaml shows all"),
            ("p:\n    tcp: no", "profiles.p.tcp is not a setting; did you mean profiles.p.forwarding.tcp?"),
            ("p:\n    workspace:\n      memory: 1g", "did you mean profiles.p.memory?"),
            ("p:\n    folder: /x", "profiles.p.folder is not a setting; etc/gangway.yaml shows all"),
            ("p: 5", "profiles.p is not a setting"), ("P:\n    uid: 1", "profiles.P: a name is 1 to 32"),
            ("default:\n    uid: 1", "profiles.default is the standard profile"),
            ("none:\n    uid: 1", "profiles.none: no profile can have this name"),
            ("p:\n    extends: p", "goes round in a circle: p, p"),
            ("a:\n    extends: c\n  b:\n    extends: a\n  c:\n    extends: b", "goes round in a circle: a, c, b, a"),
        ])
    func wrongStructure(profiles: String, words: String) {
        let text = failure("profiles:\n  \(profiles)\n")
        #expect(text.contains(words), "\(text)")
    }

    @Test(
        "empty sections are as good as none, and an empty profile is the one that it extends", arguments: ["", " {}"])
    func empty(nothing: String) throws {
        #expect(try load("profiles:\(nothing)\n").workspace.profiles.others.isEmpty)
        var expected = Profile()
        expected.name = try #require(ProfileName("p"))
        #expect(try profile("p", "profiles:\n  p:\(nothing)\n") == expected)
        #expect(try profile("p", "profiles:\n  p:\n    forwarding:\(nothing)\n") == expected)
    }

    @Test("what lets a workspace out of its bounds needs allow_risky in that very profile, and is listed")
    func risks() throws {
        let risky = "profiles:\n  a:\n    privileged: true\n    ipc: host\n"
        let text = failure(risky)
        #expect(text.contains("profiles.a needs allow_risky: true"))
        #expect(text.contains("\n  privileged: ") && text.contains("\n  ipc: host: "), "\(text)")
        #expect(try profile("a", risky + "    allow_risky: true\n").isPrivileged)
        let child = risky + "    allow_risky: true\n  b:\n    extends: a\n"
        #expect(failure(child).contains("profiles.b needs allow_risky: true"))
        #expect(try profile("b", child + "    allow_risky: true\n").isPrivileged)
        #expect(!(try profile("b", child + "    privileged: false\n    ipc: private\n").allowsRisks))
        #expect(failure("workspace:\n  network: host\n").contains("workspace needs allow_risky: true"))
        let homes = "profiles:\n  a:\n    mounts: [\"/state/homes/${user}/x:/x\"]\n"
        #expect(try profile("a", homes).mounts.count == 1)
        #expect(failure(homes.replacing("/x:/x", with: "/../../x:/x")).contains("needs allow_risky"))
    }

    @Test("what the guest agent needs to start a user's programs can't be left out, but where it is not used")
    func capabilities() throws {
        let none = "profiles:\n  a:\n    capabilities: []\n"
        let text = failure(none)
        #expect(text.contains("profiles.a.capabilities lacks KILL, SETGID, SETUID") && text.contains("way_in: exec"))
        #expect(try profile("a", none + "    way_in: exec\n").capabilities.isEmpty)
        let least = none.replacing("[]", with: "[cap_setuid, SETGID, kill]")
        #expect(try profile("a", least).capabilities.count == 3)
        #expect(failure("workspace:\n  capabilities: [SETUID, SETGID]\n").contains("workspace.capabilities lacks KILL"))
    }

    @Test("quota and hooks are the server's")
    func server() throws {
        let settings = try load(
            """
            workspace:
              sweep_interval: 5
            quota:
              running: 10
              memory: 64g
              when_full: refuse
              wait_limit: 5
            hooks:
              create: ["/bin/hook 'a b'", "https://example.org/x"]
              remove: [http://127.0.0.1:1/]
              timeout: 1.5
              secret_file: /etc/secret
            """)
        #expect(settings.workspace.sweepInterval == .seconds(5))
        let quota = settings.workspace.quota
        #expect(quota.running == 10 && quota.memory == 64 << 30 && quota.whenFull == .refuse)
        #expect(quota.waitLimit == .seconds(5))
        #expect(settings.hooks.texts[.create] == ["/bin/hook 'a b'", "https://example.org/x"])
        #expect(settings.hooks.texts[.remove]?.count == 1 && settings.hooks.texts[.start] == nil)
        #expect(settings.hooks.limit == .milliseconds(1500) && settings.hooks.secretFile == "/etc/secret")
    }

    @Test("a profile as it is shown reads as the same profile", arguments: ["default", "gpu", "small"])
    func shown(name: String) throws {
        let seccomp = try folder.write("{}", to: "seccomp.json")
        let yaml = """
            workspace:
              message: "true"
              memory: 1000
              environment: ["A=b: c # d", "B=", "C=null"]
            profiles:
              small:
                cpus: 0.25
                keep_alive: [yes, "7", "[x]"]
                message: "first\\n  second: 'x'\\n\\n"
                labels: [a=b]
              gpu:
                extends: small
                seccomp: \(seccomp)
                ports: ["[::1]:1:2/udp", 80]
                ulimits: [nofile=1:2]
                devices: ["/dev/a:/dev/b:r", /dev/fuse]
                mounts: ["/srv/${user}:/srv:ro"]
                gpus: device=0,1
                max_lifetime: 1.5
                allow_risky: true
                forwarding:
                  permit_listen: [8080, "*:9000"]
            """
        let settings = try load(yaml)
        let profile = try #require(ProfileName(name))
        let draft = try #require(settings.draft(named: profile))
        let text = try ProfileText.yaml(draft)
        // What it extends need not be there: all fields are.
        let alone = text.replacing("extends: small", with: "extends: default")
        let again = try load(alone)
        let read = try #require(again.draft(named: profile))
        #expect(read.profile == draft.profile, "\(text)")
        #expect(read.origin.seccompFile == draft.origin.seccompFile)
        for field in ProfileField.table {
            #expect(field.value(read) == field.value(draft), "\(field.key)")
        }
    }

    @Test("the profiles that etc/gangway.yaml has as an example are valid")
    func example() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../etc/gangway.yaml").standardized.path
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let start = try #require(text.range(of: "# profiles:"))
        let example = text[start.lowerBound...].split(separator: "\n").map { $0.dropFirst(2) }.joined(separator: "\n")
        let settings = try load(example)
        #expect(settings.workspace.profiles.all.map(\.name.description) == ["default", "gpu", "small"])
        let gpu = try #require(settings.workspace.profiles.all.dropFirst().first)
        #expect(gpu.memory == 1 << 30 && gpu.gpus == .all && gpu.forwarding.tcp == .local)
    }

    @Test("a secret that others can read, or that is empty, is refused")
    func secret() throws {
        let path = try folder.write("secret\n", to: "secret")
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        _ = try HookSecret(file: path)
        try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: CommandError.notSecret(path: path)) { try HookSecret(file: path) }
        let empty = try folder.write("\n", to: "empty")
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: empty)
        #expect(throws: CommandError.noSecret(path: empty)) { try HookSecret(file: empty) }
        #expect(throws: (any Error).self) { try HookSecret(file: "/nonexistent") }
    }
}
