import Foundation
import GatewayTesting
import Model
import Store
import Testing

@testable import Authentication

struct PublicKeyAuthenticatorTests {
    @Test("Only an enabled user's own key is accepted, signed or asked about")
    func ownKey() async throws {
        let folder = try TemporaryFolder()
        let mine = try await KeyPair(in: folder)
        let foreign = try await KeyPair(in: folder)
        try await withStore { store in
            let alice = try name("alice")
            let disabled = try name("disabled")
            try await store.addAccount(alice, keys: [try mine.authorized(for: alice)])
            try await store.addAccount(disabled, keys: [try mine.authorized(for: disabled)])
            try await store.setDisabled(true, for: disabled)
            let authenticator = PublicKeyAuthenticator(store: store)
            for isSigned in [true, false] {
                let offer = try mine.offer(isSigned: isSigned)
                #expect(try await authenticator.accepts(offer, of: alice))
                #expect(try await !authenticator.accepts(offer, of: disabled))
                #expect(try await !authenticator.accepts(offer, of: try name("nobody")))
                #expect(try await !authenticator.accepts(offer, of: nil))
                #expect(try await !authenticator.accepts(try foreign.offer(isSigned: isSigned), of: alice))
            }
            #expect(try await !authenticator.accepts(.password("x"), of: alice))

            try await store.removeKey(try mine.authorized(for: alice).fingerprint, of: alice)
            #expect(try await !authenticator.accepts(try mine.offer(), of: alice))
        }
    }

    @Test("An offer whose algorithm is not its blob's type is refused")
    func mismatch() async throws {
        let folder = try TemporaryFolder()
        let pair = try await KeyPair(in: folder)
        let blob = try AuthorizedKeyLine(pair.publicText).key.blob
        try await withStore { store in
            let alice = try name("alice")
            try await store.addAccount(alice, keys: [try pair.authorized(for: alice)])
            let authenticator = PublicKeyAuthenticator(store: store)
            for algorithm in ["ssh-rsa", "ssh-ed25519-cert-v01@openssh.com", ""] {
                let offer = PublicKeyOffer(algorithm: algorithm, blob: blob, isSigned: true)
                #expect(try await !authenticator.accepts(.publicKey(offer), of: alice))
            }
        }
    }

    @Test("A key that is in the store against today's rules is refused at login")
    func weakKeyInStore() async throws {
        let weak: [(type: String, blob: [UInt8])] = [
            ("ssh-rsa", wire(.init("ssh-rsa"), [1, 0, 1], [0x7f] + .init(1, times: 127))),
            ("ssh-dss", wire(.init("ssh-dss"), [1], [1], [1], [1])),
            ("ssh-ed25519-cert-v01@openssh.com", wire(.init("ssh-ed25519-cert-v01@openssh.com"), [1])),
        ]
        try await withStore { store in
            let alice = try name("alice")
            try await store.addAccount(alice)
            let authenticator = PublicKeyAuthenticator(store: store)
            for (type, blob) in weak {
                try await store.addKey(
                    AuthorizedKey(
                        account: alice, type: type, blob: Data(blob).base64EncodedString(), fingerprint: type,
                        comment: ""))
                let offer = PublicKeyOffer(algorithm: type, blob: blob, isSigned: true)
                #expect(try await !authenticator.accepts(.publicKey(offer), of: alice), "\(type)")
            }
        }
    }
}
