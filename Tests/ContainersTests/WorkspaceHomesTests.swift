import GatewayTesting
import Glibc
import Model
import Testing

@testable import Containers

struct WorkspaceHomesTests {
    private let folder: TemporaryFolder
    private let alice: UserName
    private let own = WorkspaceOwner(uid: getuid(), gid: getgid())

    init() throws {
        folder = try TemporaryFolder()
        alice = try #require(UserName("alice"))
    }

    private func homes(_ path: String? = nil) -> WorkspaceHomes {
        WorkspaceHomes(folder: path ?? folder.path)
    }

    @Test("A home is made with mode 0700, for its owner, and is empty")
    func made() async throws {
        #expect(try await homes().prepare(for: alice, own))
        var status = stat()
        unsafe #expect(lstat("\(folder.path)/alice", &status) == 0)
        #expect(status.st_mode == S_IFDIR | 0o700)
        #expect(status.st_uid == getuid() && status.st_gid == getgid())
    }

    @Test("A home that is there keeps its mode and its files, and is not called empty")
    func kept() async throws {
        _ = try await homes().prepare(for: alice, own)
        unsafe chmod("\(folder.path)/alice", 0o750)
        #expect(try await homes().prepare(for: alice, own))
        try folder.write("x", to: "alice/.file")
        #expect(try await homes().prepare(for: alice, own) == false)
        var status = stat()
        unsafe #expect(lstat("\(folder.path)/alice", &status) == 0)
        #expect(status.st_mode == S_IFDIR | 0o750)
    }

    @Test("The homes folder is made where it is missing")
    func folderMade() async throws {
        #expect(try await homes("\(folder.path)/homes").prepare(for: alice, own))
    }

    @Test("A home is given to the workspaces' uid")
    func owner() async throws {
        try #require(getuid() == 0, "giving a folder away needs root")
        unsafe mkdir("\(folder.path)/alice", 0o700)
        _ = try await homes().prepare(for: alice, WorkspaceOwner(uid: 1234, gid: 2345))
        var status = stat()
        unsafe #expect(lstat("\(folder.path)/alice", &status) == 0)
        #expect(status.st_uid == 1234 && status.st_gid == 2345)
    }

    @Test("A symbolic link or a file in the home's place is refused, and what it points to is not touched")
    func link() async throws {
        unsafe mkdir("\(folder.path)/target", 0o755)
        unsafe symlink("\(folder.path)/target", "\(folder.path)/alice")
        await #expect(throws: WorkspaceError.self) { try await homes().prepare(for: alice, own) }
        unsafe unlink("\(folder.path)/alice")
        try folder.write("x", to: "alice")
        await #expect(throws: WorkspaceError.self) { try await homes().prepare(for: alice, own) }
    }

    @Test("A relative homes folder is refused")
    func relative() async {
        await #expect(throws: WorkspaceError.self) { try await homes("homes").prepare(for: alice, own) }
    }

    @Test("A removed home is gone with all that is in it; what its links lead to stays")
    func removed() async throws {
        _ = try await homes().prepare(for: alice, own)
        try folder.write("x", to: "kept")
        try folder.write("x", to: "alice/file")
        unsafe symlink("\(folder.path)/kept", "\(folder.path)/alice/link")
        unsafe symlink("/etc", "\(folder.path)/alice/folder")
        let wasThere = try await homes().remove(of: alice)
        unsafe #expect(access("\(folder.path)/alice", F_OK) != 0)
        unsafe #expect(access("\(folder.path)/kept", F_OK) == 0 && access("/etc/passwd", F_OK) == 0)
        let isThere = try await homes().remove(of: alice)
        #expect(wasThere && !isThere)
    }

    @Test("root's account is nobody's workspace, and a missing one is told")
    func hostAccount() async throws {
        let root = try #require(UserName("root"))
        await #expect(throws: WorkspaceError.self) { _ = try await homes().hostAccount(of: root) }
        let nobody = try #require(UserName("no_such_account"))
        await #expect(throws: WorkspaceError.self) { _ = try await homes().hostAccount(of: nobody) }
        let daemon = try #require(UserName("daemon"))
        let owner = try await homes().hostAccount(of: daemon)
        #expect(owner == WorkspaceOwner(uid: 1, gid: 1))
    }
}
