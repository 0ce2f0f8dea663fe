import Foundation
import GatewayTesting
import Glibc
import Testing

@testable import AdminAPI

@Suite(.timeLimit(.minutes(10))) struct AdminSocketTests {
    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("the socket is its owner's alone, and gone when the server has ended")
    func life() async throws {
        let folder = Box<TemporaryFolder>()
        try await RunningServer.with { server in
            folder.value = server.folder
            #expect(try mode(server.socket) == 0o600)
            #expect(try await server.curl(["--fail", "http://gangway/healthz"]).output == "ok\n")
            let entries = try FileManager.default.contentsOfDirectory(atPath: server.folder.path)
            #expect(!entries.contains { $0.hasPrefix(".") }, "the folder to bind in is removed")
        }
        let path = try #require(folder.value?.path)
        #expect(try !FileManager.default.contentsOfDirectory(atPath: path).contains("admin.sock"))
    }

    @Test("another user is kept out by the socket's mode, and by the credentials where the mode was opened")
    func permission() async throws {
        try await RunningServer.with { server in
            unsafe chmod(server.folder.path, 0o755)
            let closed = try await server.curl(["http://gangway/v1/sessions"], as: "nobody")
            #expect(closed.code == 7, "curl could not connect")
            unsafe chmod(server.socket, 0o666)
            let open = try await server.curl(["http://gangway/v1/sessions"], as: "nobody")
            #expect(open.output.contains("not-permitted"))
            let metrics = try await server.curl(["http://gangway/metrics"], as: "nobody")
            #expect(metrics.output.contains("not-permitted"))
        }
    }

    @Test("members of the group may administrate, as themselves only")
    func group() async throws {
        try await RunningServer.with(group: "nogroup") { server in
            unsafe chmod(server.folder.path, 0o755)
            #expect(try mode(server.socket) == 0o660)
            let id = try server.open("c1-2.0")
            let other = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
            let curl = ["curl", "--silent", "--unix-socket", server.socket, "--request", "POST"]
            let url = "http://gangway/v1/sessions/\(id)/kill"
            let claimed = try await Command.run(other + curl + ["--header", "Gangway-Actor: alice", url])
            #expect(claimed.output.contains("not-permitted"))
            #expect(try await Command.run(other + curl + [url]).output == "{}\n")
            #expect(server.actions.map(\.name) == [.kill])
            #expect(server.actions.first?.actor.hasPrefix("nobody(65534) pid ") == true)
        }
    }

    @Test("root may say for which administrator it asks, by a user's name only")
    func actor() async throws {
        try await RunningServer.with { server in
            let id = try server.open("c1-2.0")
            let arguments = ["--request", "POST", "http://gangway/v1/sessions/\(id)/kill"]
            let wrong = try await server.curl(["--header", "Gangway-Actor: root(0) pid 1"] + arguments)
            #expect(wrong.output.contains("not-permitted"))
            #expect(try await server.curl(["--header", "Gangway-Actor: alice"] + arguments).output == "{}\n")
            #expect(server.actions.map(\.actor) == ["alice"])
        }
    }

    @Test("a dead server's socket is replaced, a living one's is not")
    func stale() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/admin.sock"
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        try Command.bind(descriptor, to: path)
        #expect(throws: Never.self) { try AdminSocket(path: path, group: nil).remove() }
        #expect(FileManager.default.fileExists(atPath: path), "not ours, so not removed")
        try #require(listen(descriptor, 1) == 0)
        #expect(throws: AdminSocketError.serving(path: path)) { try AdminSocket(path: path, group: nil) }

        try await RunningServer.with { server in
            #expect(throws: AdminSocketError.serving(path: server.socket)) {
                try AdminSocket(path: server.socket, group: nil)
            }
            let health = try await server.curl(["--fail", "http://gangway/healthz"])
            #expect(health.output == "ok\n")
        }
    }

    @Test("a path that cannot be a socket's is refused in one sentence")
    func paths() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("text", to: "file")
        #expect(throws: AdminSocketError.taken(path: file)) { try AdminSocket(path: file, group: nil) }
        let long = folder.path + "/" + String(repeating: "x", count: 100)
        #expect(throws: AdminSocketError.tooLong(path: long)) { try AdminSocket(path: long, group: nil) }
        #expect(throws: AdminSocketError.noGroup("no such group")) {
            try AdminSocket(path: folder.path + "/s", group: "no such group")
        }
        #expect(throws: AdminSocketError.self) { try AdminSocket(path: folder.path + "/none/s", group: nil) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }
}
