import Foundation
import Model
import Testing

@testable import Store

struct StoreKeysTests {
    @Test("Keys are listed in the order they were added in, with all their fields")
    func listing() async throws {
        try await withStore { store in
            let alice = try name("alice")
            try await store.addAccount(alice)
            let keys = [key(2, of: alice, comment: "laptop"), key(1, of: alice), key(3, of: alice, comment: "é ü")]
            for key in keys { try await store.addKey(key) }
            #expect(try await store.keys(of: alice) == keys)
            #expect(try await store.keyCounts() == [alice: 3])
        }
    }

    @Test("An account has a key once; two accounts may have the same one")
    func uniquePerAccount() async throws {
        try await withStore { store in
            let alice = try name("alice")
            let bob = try name("bob")
            try await store.addAccount(alice)
            try await store.addAccount(bob)
            try await store.addKey(key(1, of: alice))
            try await store.addKey(key(1, of: bob))
            await #expect(throws: AccountError.keyExists(alice, fingerprint: "SHA256:1")) {
                try await store.addKey(key(1, of: alice, comment: "another comment"))
            }
            #expect(try await store.keyCounts() == [alice: 1, bob: 1])
        }
    }

    @Test("A key is removed by its fingerprint, or by its comment if only one key bears it")
    func removing() async throws {
        try await withStore { store in
            let alice = try name("alice")
            let bob = try name("bob")
            let keys = [
                key(1, of: alice, comment: "laptop"), key(2, of: alice, comment: "phone"),
                key(3, of: alice, comment: "phone"), key(4, of: alice),
            ]
            try await store.addAccount(alice, keys: keys)
            try await store.addAccount(bob, keys: [key(1, of: bob, comment: "laptop")])

            #expect(try await store.removeKey("laptop", of: alice) == keys[0])
            await #expect(throws: AccountError.keyMissing(alice)) { try await store.removeKey("laptop", of: alice) }
            await #expect(throws: AccountError.commentNotUnique(alice)) {
                try await store.removeKey("phone", of: alice)
            }
            await #expect(throws: AccountError.keyMissing(alice)) { try await store.removeKey("", of: alice) }
            #expect(try await store.removeKey("SHA256:2", of: alice) == keys[1])
            #expect(try await store.removeKey("phone", of: alice) == keys[2])
            #expect(try await store.keys(of: alice) == [keys[3]])
            #expect(try await store.keys(of: bob).count == 1)
        }
    }

    @Test("A comment that looks like another key's fingerprint removes by fingerprint")
    func fingerprintFirst() async throws {
        try await withStore { store in
            let alice = try name("alice")
            let keys = [key(1, of: alice, comment: "SHA256:2"), key(2, of: alice)]
            try await store.addAccount(alice, keys: keys)
            #expect(try await store.removeKey("SHA256:2", of: alice) == keys[1])
        }
    }

    @Test("The key for a login is there only for an enabled account that has it")
    func keyForLogin() async throws {
        try await withStore { store in
            let alice = try name("alice")
            let bob = try name("bob")
            let mine = key(1, of: alice)
            try await store.addAccount(alice, keys: [mine])
            try await store.addAccount(bob)
            #expect(try await store.keyForLogin(mine.blob, of: alice) == mine)
            #expect(try await store.keyForLogin(mine.blob, of: bob) == nil)
            #expect(try await store.keyForLogin("AAAA2", of: alice) == nil)
            #expect(try await store.keyForLogin(mine.blob, of: try name("nobody")) == nil)
            #expect(try await store.keyForLogin(mine.blob, of: nil) == nil)
            try await store.setDisabled(true, for: alice)
            #expect(try await store.keyForLogin(mine.blob, of: alice) == nil)
        }
    }
}
