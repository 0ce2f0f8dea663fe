import Foundation
import GatewayTesting
import Testing

/// What profiles make of workspaces, as the engine and the users see it.
///
/// Left out: `disk_size` and `gpus`. Storage on ext4 can't limit a container's size, and a machine without GPUs refuses
/// to start what asks for one; what is sent to the engine for them is tested without it. So is `privileged`: a machine
/// that lacks a capability itself can't give all of them.
@Suite(.timeLimit(.minutes(20)))
struct ProfileTests {
    @Test("every field of a profile is seen in what the engine says of the container")
    func fields() async throws {
        let folder = try TemporaryFolder()
        let seccomp = try folder.write(#"{"defaultAction":"SCMP_ACT_ALLOW"}"#, to: "seccomp.json")
        let file = """
            profiles:
              rich:
                image: localhost:1/gangway-test-USER:1
                home: /home/someone
                uid: 1234
                gid: 1235
                shell: /bin/sh
                mounts: ["data-${user}:/data:ro", "STATE/host:/host"]
                environment: ["COLOUR=deep blue", "http_proxy=http://mine:1"]
                pass_proxies: true
                labels: [team=red]
                memory: 300m
                cpus: 1.5
                pids: 200
                shm_size: 32m
                ulimits: ["nofile=1024:2048", core=0]
                capabilities: [CHOWN, KILL, SETGID, SETUID, SYS_PTRACE]
                allow_new_privileges: true
                seccomp: unconfined
                read_only: true
                tmpfs: [/tmp, /run/more]
                devices: [/dev/fuse, "/dev/null:/dev/nothing:rw"]
                allow_risky: true
                network: gangway-test-USER
                dns: [192.0.2.53, 192.0.2.54]
                ports: [80, "53/udp"]
                ipc: shareable
              volume:
                extends: rich
                mounts: []
                home_volume: home-${user}
                seccomp: \(seccomp)
                network: none
                ports: []
                dns: []
                ipc: private
                allow_risky: true
              open:
                network: host
                ipc: host
                allow_risky: true
            """
        let proxies = ["http_proxy": "http://other:1", "https_proxy": "http://proxy:3128", "NO_PROXY": "localhost"]
        try await GangwayServer.with(proxies, file: file) { server in
            try await server.docker("tag", GangwayServer.image, "localhost:1/gangway-test-\(server.user):1")
            try await server.docker("network", "create", "gangway-test-\(server.user)")
            do { try await checkFields(server) } catch { Issue.record("\(error)") }
            for user in try await server.gangway(["user", "list"]).output.split(separator: "\n").dropFirst() {
                let name = user.prefix { $0 != " " }
                _ = try await Command.run(["docker", "rm", "-f", "user-\(name)"])
                _ = try await Command.run(["docker", "volume", "rm", "home-\(name)", "data-\(name)"])
            }
            _ = try await Command.run(["docker", "network", "rm", "gangway-test-\(server.user)"])
            _ = try await Command.run(["docker", "rmi", "localhost:1/gangway-test-\(server.user):1"])
        }
    }

    private func checkFields(_ server: GangwayServer) async throws {
        let user = server.user
        _ = try await Command.bash("mkdir -p '\(server.state.path)/host' && chmod 711 '\(server.state.path)'")
        try await server.give("rich", to: user)
        let first = try await server.client.run(
            "id -u; id -g; pwd; echo $0; echo $COLOUR $http_proxy $https_proxy $NO_PROXY; touch /tmp/a && echo made; "
                + "touch /a 2>/dev/null || echo refused; touch /data/a 2>/dev/null || echo refused")
        #expect(
            first.output.split(separator: "\n") == [
                "1234", "1235", "/home/someone", "sh", "deep blue http://mine:1 http://proxy:3128 localhost",
                "made", "refused", "refused",
            ], "\(first)\n\(server.log.suffix(2000))")
        try #require(first.code == 0)
        try await server.expect(
            of: user,
            [
                "{{.Config.Image}}": "localhost:1/gangway-test-\(user):1",
                "{{.Config.Hostname}}": user,
                "{{index .Config.Labels \"team\"}}": "red",
                "{{index .Config.Labels \"gangway.profile\"}}": "rich",
                "{{index .Config.Labels \"gangway.owner\"}}": user,
                "{{.HostConfig.Memory}}": "\(300 << 20)",
                "{{.HostConfig.NanoCpus}}": "1500000000",
                "{{.HostConfig.PidsLimit}}": "200",
                "{{.HostConfig.ShmSize}}": "\(32 << 20)",
                "{{range .HostConfig.Ulimits}}{{.Name}}={{.Soft}}:{{.Hard}} {{end}}": "nofile=1024:2048 core=0:0 ",
                "{{join .HostConfig.CapDrop \",\"}}": "ALL",
                "{{join .HostConfig.CapAdd \",\"}}": "CHOWN,KILL,SETGID,SETUID,SYS_PTRACE",
                "{{json .HostConfig.SecurityOpt}}": #"["seccomp=unconfined"]"#,
                "{{.HostConfig.ReadonlyRootfs}}": "true",
                "{{range $path, $_ := .HostConfig.Tmpfs}}{{$path}} {{end}}": "/run/more /tmp ",
                "{{range .HostConfig.Devices}}{{.PathOnHost}}:{{.PathInContainer}}:{{.CgroupPermissions}} {{end}}":
                    "/dev/fuse:/dev/fuse:rwm /dev/null:/dev/nothing:rw ",
                "{{.HostConfig.NetworkMode}}": "gangway-test-\(user)",
                "{{json .HostConfig.Dns}}": #"["192.0.2.53","192.0.2.54"]"#,
                #"{{range $port, $_ := .HostConfig.PortBindings}}{{$port}} {{end}}"#: "53/udp 80/tcp ",
                #"{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostIp}}"#: "127.0.0.1",
                "{{.HostConfig.IpcMode}}": "shareable",
                "{{.HostConfig.Privileged}}": "false",
                "{{.HostConfig.Init}}": "true",
                "{{.HostConfig.RestartPolicy.Name}}": "no",
                Self.mount("/home/someone"): "bind \(server.home) true",
                Self.mount("/data"): "volume data-\(user) false",
                Self.mount("/host"): "bind \(server.state.path)/host true",
            ])

        let volume = try await server.addUser(profile: "volume")
        let second = try await volume.run("touch kept && stat -c %u:%g . kept")
        #expect(second.output == "1234:1235\n1234:1235\n", "\(second)")
        try await server.expect(
            of: volume.user,
            [
                Self.mount("/home/someone"): "volume home-\(volume.user) true",
                "{{.HostConfig.NetworkMode}}": "none",
                "{{.HostConfig.IpcMode}}": "private",
                "{{(index .HostConfig.SecurityOpt 0)}}": #"seccomp={"defaultAction":"SCMP_ACT_ALLOW"}"#,
            ])

        let open = try await server.addUser(profile: "open")
        let third = try await open.run("echo up")
        #expect(third.output == "up\n", "\(third)\n\(server.log.suffix(2000))")
        try await server.expect(
            of: open.user,
            [
                "{{.HostConfig.NetworkMode}}": "host", "{{.HostConfig.IpcMode}}": "host",
            ])
    }

    /// Of the mount at `path`: its kind, what is mounted, and whether it can be written to.
    private static func mount(_ path: String) -> String {
        #"{{range .Mounts}}{{if eq .Destination "\#(path)"}}{{.Type}} {{if eq .Type "volume"}}{{.Name}}{{else}}"#
            + "{{.Source}}{{end}} {{.RW}}{{end}}{{end}}"
    }

    @Test("with host_account files made inside belong to the user's account outside; without one there is a sentence")
    func hostAccount() async throws {
        let file = "profiles:\n  mine:\n    host_account: true\n"
        try await GangwayServer.with(file: file) { server in
            try await server.give("mine", to: server.user)
            let refused = try await server.client.run("true")
            #expect(refused.code == 255 && refused.standardError.contains("no account of your name"), "\(refused)")

            let made = try await Command.run(["useradd", "--no-create-home", "--shell", "/bin/false", server.user])
            #expect(made.code == 0, "\(made)")
            let account = try await Command.bash("id -u \(server.user); id -g \(server.user)")
            let result = try await server.client.run("id -u; id -g; touch made")
            _ = try await Command.run(["userdel", server.user])
            #expect(result.code == 0 && result.output == account.output, "\(result) \(account)")
            let owner = try await Command.run(["stat", "-c", "%u\n%g", "\(server.home)/made"])
            #expect(owner.output == account.output && owner.output != "0\n0\n")
        }
    }

    @Test("a profile's message, forwarding and recording are those of its users, and of nobody else")
    func sessions() async throws {
        let file = """
            profiles:
              closed:
                message: "Be kind.\\nSave often."
                forwarding:
                  tcp: no
                recording:
                  sessions: terminals
            """
        try await GangwayServer.with(file: file) { server in
            let closed = try await server.addUser(profile: "closed")
            let terminal = try await closed.run("echo in''side", options: ["-tt"])
            #expect(terminal.output.contains("Be kind.\r\nSave often.\r\n"), "\(terminal)")
            #expect(terminal.output.contains("is recorded") && terminal.output.hasSuffix("inside\r\n"), "\(terminal)")
            let plain = try await closed.run("echo inside")
            #expect(plain.output == "inside\n" && plain.standardError.isEmpty, "\(plain)")
            let free = try await server.client.run("echo inside", options: ["-tt"])
            #expect(free.output.hasSuffix("inside\r\n") && !free.output.contains("Be kind."), "\(free)")

            let forward = ["-o", "LogLevel=INFO", "-W", "127.0.0.1:9"]
            let prohibited = try await closed.run(nil, options: forward)
            #expect(prohibited.standardError.contains("administratively prohibited"), "\(prohibited)")
            let failed = try await server.client.run(nil, options: forward)
            #expect(failed.standardError.contains("connect failed"), "\(failed)")

            #expect(
                try await eventually {
                    try await server.gangway(["recordings"]).output.contains(" \(closed.user) ")
                })
            let recordings = try await server.gangway(["recordings", "--user", server.user, "--json"])
            #expect(!recordings.output.contains("echo"), "\(recordings)")
        }
    }

    @Test(
        "a changed profile or image applies at the next start, is listed as behind until then, and its user is told")
    func behind() async throws {
        let file = "workspace:\n  image: localhost:1/gangway-test-USER:1\n  memory: 300m\n  network: none\n"
        try await GangwayServer.with(file: file) { server in
            let image = "localhost:1/gangway-test-\(server.user):1"
            try await server.docker("tag", GangwayServer.image, image)
            try await TestImage.ensure()
            #expect(try await server.client.run("echo kept > file").code == 0)
            let first = try await server.inspect(server.user, "{{.Id}}")
            let listed = try await server.workspaceLine()
            #expect(listed.contains(" - "), "\(listed)")

            // A changed profile.
            try server.write(settings: file.replacing("300m", with: "400m"))
            try await server.restart()
            #expect(try await server.client.run("true").code == 0)
            #expect(try await server.inspect(server.user, "{{.Id}}") == first)
            #expect(try await server.workspaceLine().split(separator: " ").contains("profile"))
            #expect(try await server.gangway(["workspace", "stop", server.user]).code == 0)
            let renewed = try await server.client.run("cat file", options: ["-tt"])
            #expect(renewed.output.contains("made anew with other settings"), "\(renewed)")
            #expect(renewed.output.hasSuffix("kept\r\n"), "\(renewed)")
            let again = try await server.client.run("cat file", options: ["-tt"])
            #expect(again.output == "kept\r\n", "\(again)")
            #expect(try await server.inspect(server.user, "{{.HostConfig.Memory}}") == "\(400 << 20)")
            let second = try await server.inspect(server.user, "{{.Id}}")
            #expect(second != first)

            // Another image under the same name.
            try await server.docker("tag", TestImage.name, image)
            #expect(try await server.client.run("true").code == 0)
            #expect(try await server.inspect(server.user, "{{.Id}}") == second)
            #expect(try await server.workspaceLine().split(separator: " ").contains("image"))
            try await server.docker("stop", "-t", "5", server.container)
            let newer = try await server.client.run("cat file", options: ["-tt"])
            #expect(newer.output.contains("from a newer image") && newer.output.hasSuffix("kept\r\n"), "\(newer)")
            #expect(try await server.inspect(server.user, "{{.Id}}") != second)

            // The old one is a rollback, which `upgrade` does at once where it is told to.
            try await server.docker("tag", GangwayServer.image, image)
            let shown = try await server.gangway(["workspace", "upgrade", "--dry-run", server.user])
            #expect(shown.output.contains(server.user) && shown.output.contains("image"), "\(shown)")
            let third = try await server.inspect(server.user, "{{.Id}}")
            let upgraded = try await server.gangway(["workspace", "upgrade", "--now", "--yes", server.user])
            #expect(upgraded.code == 0, "\(upgraded)")
            #expect(try await server.inspect(server.user, "{{.Id}}") != third)
            #expect(try await server.client.run("cat file").output == "kept\n")
            _ = try await Command.run(["docker", "rm", "-f", server.container])
            _ = try await Command.run(["docker", "rmi", image])
        }
    }

    @Test("with keep: container nothing replaces it")
    func keptContainer() async throws {
        let file = "workspace:\n  keep: container\n  memory: 300m\n"
        try await GangwayServer.with(file: file) { server in
            #expect(try await server.client.run("echo changed > /tmp/file").code == 0)
            let before = try await server.inspect(server.user, "{{.Id}}")
            try server.write(settings: file.replacing("300m", with: "400m"))
            try await server.restart()
            #expect(try await server.client.run("true").code == 0)
            #expect(try await server.gangway(["workspace", "restart", server.user]).code == 0)
            #expect(try await server.client.run("cat /tmp/file").output == "changed\n")
            #expect(try await server.inspect(server.user, "{{.Id}}") == before)
            #expect(try await server.inspect(server.user, "{{.HostConfig.Memory}}") == "\(300 << 20)")
        }
    }

    @Test(
        "check-config refuses what lets a workspace out of its bounds, with its meaning, until the profile allows it",
        arguments: [
            ("privileged: true", "host's root"), ("seccomp: unconfined", "every system call"),
            ("ipc: host", "shared memory of the host"), ("network: host", "the host's ports"),
            ("capabilities: [KILL, SETGID, SETUID, SYS_ADMIN]", "enough to become the host's root"),
            (#"mounts: ["/etc:/host"]"#, "reads and changes these files of the host"),
            (#"mounts: ["/var/run/docker.sock:/s:ro"]"#, "reads these files of the host"),
            (#"devices: [/dev/sda]"#, "this device of the host"),
        ])
    func risks(field: String, meaning: String) async throws {
        let folder = try TemporaryFolder()
        let text = "profiles:\n  loose:\n    \(field)\n"
        let check = [GangwayServer.executable, "check-config", "--state", folder.path, "--config"]
        let refused = try await Command.run(check + [try folder.write(text, to: "refused.yaml")])
        #expect(refused.code != 0 && refused.standardError.contains(meaning), "\(refused)")
        #expect(refused.standardError.contains("loose") && refused.standardError.contains("allow_risky"), "\(refused)")
        let allowed = try await Command.run(
            check + [try folder.write(text + "    allow_risky: true\n", to: "allowed.yaml")])
        #expect(allowed.code == 0 && allowed.output.contains(meaning), "\(allowed)")
    }
}
