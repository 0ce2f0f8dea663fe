import GatewayTesting
import Model
import Testing

@testable import Store

struct StoreForwardingTests {
    private static func overrides() throws -> ForwardingOverrides {
        var overrides = ForwardingOverrides()
        overrides.tcp = .local
        overrides.streamLocal = .no
        overrides.agent = false
        overrides.x11 = true
        overrides.permitOpen = try ForwardPermissions(open: ["db:5432", "[::1]:*"])
        overrides.permitListen = ForwardPermissions.none
        overrides.gatewayPorts = .clientSpecified
        return overrides
    }

    @Test("What differs for a user is kept over reopening, for that user alone")
    func kept() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/gangway.sqlite"
        let (alice, bob) = (try name("alice"), try name("bob"))
        let overrides = try Self.overrides()
        let first = try await Store.open(at: path)
        #expect(try await first.addAccount(alice).forwarding.isEmpty)
        try await first.addAccount(bob)
        #expect(try await first.changeForwarding(of: alice) { $0 = overrides } == overrides)
        try await first.close()

        let second = try await Store.open(at: path)
        #expect(try await second.account(named: alice).forwarding == overrides)
        #expect(try await second.accountForLogin(of: alice)?.forwarding == overrides)
        #expect(try await second.account(named: bob).forwarding.isEmpty)
        try await second.setPasswordHash("hash", for: alice)
        #expect(try await second.account(named: alice).forwarding == overrides)
        try await second.changeForwarding(of: alice) { $0 = ForwardingOverrides() }
        #expect(try await second.accounts().allSatisfy(\.forwarding.isEmpty))
        try await second.close()
    }

    @Test("Changes at once lose nothing: each sees what the one before left")
    func atOnce() async throws {
        try await withStore { store in
            let alice = try name("alice")
            try await store.addAccount(alice)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await store.changeForwarding(of: alice) { $0.tcp = .no } }
                group.addTask { try await store.changeForwarding(of: alice) { $0.streamLocal = .no } }
                group.addTask { try await store.changeForwarding(of: alice) { $0.agent = false } }
                group.addTask { try await store.changeForwarding(of: alice) { $0.x11 = false } }
                try await group.waitForAll()
            }
            let forwarding = try await store.account(named: alice).forwarding
            #expect(forwarding.tcp == .no && forwarding.streamLocal == .no)
            #expect(forwarding.agent == false && forwarding.x11 == false)
        }
    }

    @Test("For a login it is there only for an enabled account")
    func forLogin() async throws {
        try await withStore { store in
            let alice = try name("alice")
            #expect(try await store.accountForLogin(of: alice) == nil)
            try await store.addAccount(alice)
            #expect(try await store.accountForLogin(of: alice)?.forwarding == ForwardingOverrides())
            try await store.setDisabled(true, for: alice)
            #expect(try await store.accountForLogin(of: alice) == nil)
            await #expect(throws: AccountError.missing(try name("nobody"))) {
                try await store.changeForwarding(of: try name("nobody")) { $0.tcp = .no }
            }
        }
    }
}
