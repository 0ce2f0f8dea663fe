import Model
import Store
import Testing

@testable import Authentication

struct PasswordAuthenticatorTests {
    @Test("Only an enabled user's own password is accepted, and every try computes one hash, whoever the user is")
    func oneHashPerTry() async throws {
        try await withStore { store in
            let hash = try PasswordHash(of: "open sesame", cost: 10).text
            try await store.addAccount(try name("alice"), passwordHash: hash)
            try await store.addAccount(try name("disabled"), passwordHash: hash)
            try await store.setDisabled(true, for: try name("disabled"))
            try await store.addAccount(try name("keysonly"))

            let slots = HashingSlots()
            let authenticator = PasswordAuthenticator(store: store, slots: slots, cost: 10)
            let tries: [(user: String, password: String, isRight: Bool)] = [
                ("alice", "open sesame", true), ("alice", "wrong", false), ("alice", "", false),
                ("disabled", "open sesame", false), ("disabled", "wrong", false), ("keysonly", "open sesame", false),
                ("keysonly", "", false), ("nobody", "open sesame", false), ("../../etc", "open sesame", false),
                ("Alice", "open sesame", false), ("", "", false),
            ]
            for (number, (user, password, isRight)) in tries.enumerated() {
                let accepted = try await authenticator.accepts(.password(password), of: UserName(user))
                #expect(accepted == isRight, "\(user) \(password)")
                #expect(await slots.finished == number + 1, "\(user) \(password)")
            }
        }
    }

    @Test("A stored text that cannot be read costs one hash too, and is reported")
    func unreadableHash() async throws {
        try await withStore { store in
            let alice = try name("alice")
            try await store.addAccount(alice, passwordHash: "$scrypt$ln=30,r=8,p=1$AAAA$AAAA")
            let slots = HashingSlots()
            let authenticator = PasswordAuthenticator(store: store, slots: slots, cost: 10)
            await #expect(throws: PasswordError.unsupportedHash) {
                try await authenticator.accepts(.password("x"), of: alice)
            }
            #expect(await slots.finished == 1)
        }
    }

    @Test("A change takes effect at the next try")
    func changes() async throws {
        try await withStore { store in
            let alice = try name("alice")
            try await store.addAccount(alice, passwordHash: try PasswordHash(of: "old", cost: 10).text)
            let authenticator = PasswordAuthenticator(store: store, cost: 10)
            #expect(try await authenticator.accepts(.password("old"), of: alice))
            try await store.setPasswordHash(try PasswordHash(of: "new", cost: 10).text, for: alice)
            #expect(try await !authenticator.accepts(.password("old"), of: alice))
            #expect(try await authenticator.accepts(.password("new"), of: alice))
        }
    }

    @Test("A credential of another method is refused")
    func otherMethod() async throws {
        try await withStore { store in
            let authenticator = PasswordAuthenticator(store: store, cost: 10)
            let alice = try name("alice")
            let offer = PublicKeyOffer(algorithm: "ssh-ed25519", blob: [], isSigned: true)
            #expect(try await !authenticator.accepts(.publicKey(offer), of: alice))
            #expect(try await !authenticator.accepts(.none, of: alice))
        }
    }
}
