import GatewayTesting
import Model
import Testing

@testable import Store

struct StoreProfilesTests {
    private func profile(_ text: String) throws -> ProfileName { try #require(ProfileName(text)) }

    @Test("An account's own profile goes before its group's, and without either it has none, also at login")
    func effective() async throws {
        try await withStore { store in
            let (alice, bob) = (try name("alice"), try name("bob"))
            let (gpu, small, staff) = (try profile("gpu"), try profile("small"), try profile("staff"))
            try await store.addAccount(alice)
            try await store.addAccount(bob)
            #expect(try await store.accountForLogin(of: alice)?.effectiveProfile == nil)
            try await store.addGroup(staff, profile: small)
            try await store.changeProfile(of: alice, .init(group: staff))
            #expect(try await store.accountForLogin(of: alice)?.effectiveProfile == small)
            let changed = try await store.changeProfile(of: alice, .init(profile: gpu))
            #expect(changed.profile == gpu && changed.group == staff && changed.groupProfile == small)
            #expect(try await store.accountForLogin(of: alice)?.effectiveProfile == gpu)
            #expect(try await store.owners() == [alice: gpu, bob: nil])
            try await store.changeProfile(of: alice, .init(profile: .some(nil)))
            try await store.setProfile(nil, forGroup: staff)
            #expect(try await store.account(named: alice).group == staff)
            #expect(try await store.owners() == [alice: nil, bob: nil])
            try await store.changeProfile(of: alice, .init(group: .some(nil)))
            #expect(try await store.account(named: alice).group == nil)
        }
    }

    @Test("Other changes of an account leave its profile and its group")
    func kept() async throws {
        try await withStore { store in
            let alice = try name("alice")
            let (gpu, staff) = (try profile("gpu"), try profile("staff"))
            try await store.addAccount(alice)
            try await store.addGroup(staff)
            try await store.changeProfile(of: alice, .init(profile: gpu, group: staff))
            try await store.setPasswordHash("hash", for: alice)
            try await store.changeForwarding(of: alice) { $0.tcp = .no }
            let account = try await store.account(named: alice)
            #expect(account.profile == gpu && account.group == staff && account.passwordHash == "hash")
        }
    }

    @Test("A group that is missing, there already or in use is an error that changes nothing")
    func refusals() async throws {
        try await withStore { store in
            let alice = try name("alice")
            let (gpu, staff, other) = (try profile("gpu"), try profile("staff"), try profile("other"))
            try await store.addAccount(alice)
            try await store.addGroup(staff, profile: gpu)
            await #expect(throws: AccountError.groupExists(staff)) { try await store.addGroup(staff) }
            await #expect(throws: AccountError.groupMissing(other)) {
                try await store.changeProfile(of: alice, .init(profile: gpu, group: other))
            }
            #expect(try await store.account(named: alice).profile == nil)
            await #expect(throws: AccountError.groupMissing(other)) {
                try await store.setProfile(gpu, forGroup: other)
            }
            await #expect(throws: AccountError.groupMissing(other)) { try await store.removeGroup(other) }
            await #expect(throws: AccountError.missing(try name("bob"))) {
                try await store.changeProfile(of: try name("bob"), .init(profile: gpu))
            }
            try await store.changeProfile(of: alice, .init(group: staff))
            await #expect(throws: AccountError.groupInUse(staff, users: [alice])) {
                try await store.removeGroup(staff)
            }
            #expect(try await store.groups() == [UserGroup(name: staff, profile: gpu, users: [alice])])
            #expect(try await store.removeGroup(staff, releasingUsers: true) == [alice])
            #expect(try await store.groups().isEmpty)
            #expect(try await store.account(named: alice).effectiveProfile == nil)
        }
    }

    @Test("An account that is removed leaves its group")
    func removal() async throws {
        try await withStore { store in
            let alice = try name("alice")
            let staff = try profile("staff")
            try await store.addGroup(staff)
            try await store.addAccount(alice)
            try await store.changeProfile(of: alice, .init(group: staff))
            try await store.removeAccount(alice)
            #expect(try await store.groups().map(\.users) == [[]])
            try await store.removeGroup(staff)
        }
    }

    @Test("What is remembered of workspaces replaces all that was, over reopening and without accounts")
    func lives() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/gangway.sqlite"
        let (alice, bob) = (try name("alice"), try name("bob"))
        let first = try await Store.open(at: path)
        #expect(try await first.workspaceLives().isEmpty)
        try await first.replaceWorkspaceLives([alice: "one", bob: "{}"])
        try await first.replaceWorkspaceLives([bob: "two"])
        try await first.close()
        let second = try await Store.open(at: path)
        #expect(try await second.workspaceLives() == [bob: "two"])
        try await second.replaceWorkspaceLives([:])
        #expect(try await second.workspaceLives().isEmpty)
        try await second.close()
    }
}
