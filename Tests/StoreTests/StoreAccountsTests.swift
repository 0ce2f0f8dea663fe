import Foundation
import GatewayTesting
import Model
import Testing

@testable import Store

struct StoreAccountsTests {
    @Test("Accounts are listed by name, with what was set")
    func listing() async throws {
        try await withStore { store in
            let start = Date().addingTimeInterval(-1)
            try await store.addAccount(try name("bob"))
            try await store.addAccount(try name("alice"), passwordHash: "hash")
            try await store.setDisabled(true, for: try name("bob"))
            let accounts = try await store.accounts()
            #expect(accounts.map(\.name.description) == ["alice", "bob"])
            #expect(accounts.map(\.isDisabled) == [false, true])
            #expect(accounts.map(\.passwordHash) == ["hash", nil])
            #expect(accounts.allSatisfy { $0.created >= start && $0.created <= Date() })
            #expect(try await store.account(named: try name("alice")) == accounts[0])
        }
    }

    @Test("An account that exists is not added again, and stays as it was")
    func existing() async throws {
        try await withStore { store in
            let alice = try name("alice")
            let added = try await store.addAccount(alice, passwordHash: "first")
            await #expect(throws: AccountError.exists(alice)) {
                try await store.addAccount(alice, passwordHash: "second", keys: [key(1, of: alice)])
            }
            #expect(try await store.accounts() == [added])
            #expect(try await store.keys(of: alice).isEmpty)
        }
    }

    @Test("An account is added with all its keys or not at all")
    func addingIsOneTransaction() async throws {
        try await withStore { store in
            let alice = try name("alice")
            await #expect(throws: AccountError.keyExists(alice, fingerprint: "SHA256:1")) {
                try await store.addAccount(alice, keys: [key(1, of: alice), key(2, of: alice), key(1, of: alice)])
            }
            #expect(try await store.accounts().isEmpty)
            try await store.addAccount(alice, keys: [key(1, of: alice), key(2, of: alice)])
            #expect(try await store.keys(of: alice).map(\.fingerprint) == ["SHA256:1", "SHA256:2"])
        }
    }

    @Test("Every operation on a missing account says that it is missing")
    func missing() async throws {
        try await withStore { store in
            let nobody = try name("nobody")
            let missing = AccountError.missing(nobody)
            #expect(missing.userMessage == "there is no user nobody; gangway user list shows all")
            await #expect(throws: missing) { try await store.account(named: nobody) }
            await #expect(throws: missing) { try await store.removeAccount(nobody) }
            await #expect(throws: missing) { try await store.setDisabled(true, for: nobody) }
            await #expect(throws: missing) { try await store.setPasswordHash("hash", for: nobody) }
            await #expect(throws: missing) { try await store.addKey(key(1, of: nobody)) }
            await #expect(throws: missing) { try await store.keys(of: nobody) }
            await #expect(throws: missing) { try await store.removeKey("SHA256:1", of: nobody) }
        }
    }

    @Test("Removing an account removes its keys, and nobody else's")
    func removing() async throws {
        try await withStore { store in
            let alice = try name("alice")
            let bob = try name("bob")
            try await store.addAccount(alice, keys: [key(1, of: alice)])
            try await store.addAccount(bob, keys: [key(1, of: bob)])
            try await store.removeAccount(alice)
            #expect(try await store.accounts().map(\.name) == [bob])
            #expect(try await store.keyCounts() == [bob: 1])
            try await store.addAccount(alice)
            #expect(try await store.keys(of: alice).isEmpty)
        }
    }

    @Test("The password for a login is there only for an enabled account that has one")
    func passwordForLogin() async throws {
        try await withStore { store in
            let alice = try name("alice")
            try await store.addAccount(alice)
            #expect(try await store.passwordHashForLogin(of: alice) == nil)
            try await store.setPasswordHash("hash", for: alice)
            #expect(try await store.passwordHashForLogin(of: alice) == "hash")
            try await store.setDisabled(true, for: alice)
            #expect(try await store.passwordHashForLogin(of: alice) == nil)
            try await store.setDisabled(false, for: alice)
            #expect(try await store.passwordHashForLogin(of: alice) == "hash")
            try await store.setPasswordHash(nil, for: alice)
            #expect(try await store.passwordHashForLogin(of: alice) == nil)
            #expect(try await store.passwordHashForLogin(of: try name("nobody")) == nil)
            #expect(try await store.passwordHashForLogin(of: nil) == nil)
        }
    }

    @Test("Two stores on one file change it at once and see each other's changes")
    func twoStores() async throws {
        let folder = try TemporaryFolder()
        let stores = [
            try await Store.open(at: folder.path + "/gangway.sqlite"),
            try await Store.open(at: folder.path + "/gangway.sqlite"),
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let user = try name("user\(number)")
                    try await stores[number % 2].addAccount(user)
                    #expect(try await stores[1 - number % 2].account(named: user).name == user)
                }
            }
            try await group.waitForAll()
        }
        for store in stores {
            #expect(try await store.accounts().count == 40)
            try await store.close()
        }
    }

    @Test("Printing an account does not show its password hash")
    func printing() async throws {
        try await withStore { store in
            let account = try await store.addAccount(try name("alice"), passwordHash: "secret")
            #expect("\(account)" == "alice")
            #expect(!String(reflecting: account).contains("secret"))
        }
    }
}
