import GatewayTesting
@_spi(Authentication) import Model
import Store
import Testing

@testable import Authentication

struct AuthenticationConversationTests {
    private let folder: TemporaryFolder
    /// Holds an account `alice`.
    private let store: Store

    init() async throws {
        folder = try TemporaryFolder()
        store = try await Store.open(at: folder.path + "/gangway.sqlite")
        try await store.addAccount(try name("alice"))
    }

    /// Accepts what it is told to, from `alice`.
    private struct Scripted: Authenticator {
        struct Failure: Error {}

        let method: AuthenticationMethod
        var before: @Sendable () async throws -> Void = {}

        func accepts(_ credential: Credential, of user: UserName?) async throws -> Bool {
            try await before()
            let isRight =
                switch credential {
                case .none: false
                case .publicKey(let offer): offer.blob == [1]
                case .password(let password): password == "right"
                }
            return isRight && user?.description == "alice"
        }
    }

    private static let rightKey = key([1])
    private static let wrongKey = key([2])
    private static let right = Credential.password("right")
    private static let wrong = Credential.password("wrong")

    private static func key(_ blob: [UInt8], isSigned: Bool = true) -> Credential {
        .publicKey(PublicKeyOffer(algorithm: "ssh-ed25519", blob: blob, isSigned: isSigned))
    }

    private func policy(_ texts: [String]) throws -> AuthenticationPolicy {
        try policy(texts, Scripted(method: .publicKey), Scripted(method: .password))
    }

    private func policy(_ texts: [String], _ authenticators: Scripted...) throws -> AuthenticationPolicy {
        try AuthenticationPolicy(MethodLists(texts), authenticators: authenticators, store: store)
    }

    private static func accepted(
        _ methods: AuthenticationMethod..., forwarding: ForwardingOverrides = ForwardingOverrides()
    ) -> Verdict? {
        UserName("alice").map { .accepted(Identity(user: $0, methods: methods, forwarding: forwarding)) }
    }

    @Test("Either of two methods is enough, and tries before it do not matter")
    func either() async throws {
        let either = try policy(["publickey", "password"])
        let refused = Verdict.refused(remaining: [.publicKey, .password])
        let conversation = either.conversation()
        #expect(await conversation.attempt(user: "alice", method: .none) == refused)
        #expect(await conversation.attempt(user: "alice", method: Self.wrongKey) == refused)
        #expect(await conversation.attempt(user: "alice", method: Self.wrong) == refused)
        #expect(await conversation.attempt(user: "alice", method: Self.right) == Self.accepted(.password))
        #expect(
            await either.conversation().attempt(user: "alice", method: Self.rightKey) == Self.accepted(.publicKey))
    }

    @Test("Key then password: the password counts only after the key, and the key alone is a partial success")
    func keyThenPassword() async throws {
        let conversation = try policy(["publickey,password"]).conversation()
        let keyFirst = Verdict.refused(remaining: [.publicKey])
        #expect(await conversation.attempt(user: "alice", method: .none) == keyFirst)
        #expect(await conversation.attempt(user: "alice", method: Self.right) == keyFirst)
        #expect(
            await conversation.attempt(user: "alice", method: Self.rightKey) == .partial(remaining: [.password]))
        #expect(
            await conversation.attempt(user: "alice", method: Self.rightKey) == .refused(remaining: [.password]))
        #expect(await conversation.attempt(user: "alice", method: Self.wrong) == .refused(remaining: [.password]))
        #expect(
            await conversation.attempt(user: "alice", method: Self.right) == Self.accepted(.publicKey, .password))
    }

    @Test("Asking about a key answers about the key, and passes nothing")
    func probe() async throws {
        for texts in [["publickey"], ["publickey,password"]] {
            let conversation = try policy(texts).conversation()
            let probe = Self.key([1], isSigned: false)
            for _ in 0..<3 { #expect(await conversation.attempt(user: "alice", method: probe) == .keyAcceptable) }
            let wrong = await conversation.attempt(user: "alice", method: Self.key([2], isSigned: false))
            #expect(wrong == .refused(remaining: [.publicKey]))
            #expect(await conversation.attempt(user: "alice", method: .none) == .refused(remaining: [.publicKey]))
        }
    }

    @Test("A method that is not configured is refused without being looked at")
    func notConfigured() async throws {
        let policy = try policy(
            ["publickey"], Scripted(method: .publicKey),
            Scripted(method: .password, before: { Issue.record("it was looked at") }))
        let verdict = await policy.conversation().attempt(user: "alice", method: Self.right)
        #expect(verdict == .refused(remaining: [.publicKey]))
    }

    @Test("A configured method without an authenticator is an error at the start")
    func missingAuthenticator() {
        #expect(throws: PolicyError.noAuthenticator(.password)) {
            try policy(["publickey", "password"], Scripted(method: .publicKey))
        }
    }

    @Test(
        "A change of user or service ends the conversation, after any answer", arguments: [Self.wrong, Self.rightKey])
    func changes(first: Credential) async throws {
        let policy = try policy(["publickey,password", "password"])
        for (user, service, violation) in [
            ("bob", "ssh-connection", Verdict.Violation.userChanged), ("Alice", "ssh-connection", .userChanged),
            ("alice", "ssh-userauth", .serviceChanged),
        ] {
            let conversation = policy.conversation()
            _ = await conversation.attempt(user: "alice", method: first)
            let verdict = await conversation.attempt(user: user, service: service, method: Self.right)
            #expect(verdict == .violation(violation))
            let after = await conversation.attempt(user: "alice", method: Self.right)
            #expect(after == .violation(.outOfTurn))
        }
    }

    @Test("Nothing is decided after success, or for an unknown service")
    func outOfTurn() async throws {
        let policy = try policy(["password"])
        let conversation = policy.conversation()
        #expect(await conversation.attempt(user: "alice", method: Self.right) == Self.accepted(.password))
        #expect(await conversation.attempt(user: "alice", method: Self.right) == .violation(.outOfTurn))

        let other = policy.conversation()
        let verdict = await other.attempt(user: "alice", service: "ssh-made-up", method: Self.right)
        #expect(verdict == .violation(.unknownService))
    }

    @Test("A decision that fails is told apart from a refusal, and the client may go on")
    func failure() async throws {
        let policy = try policy(
            ["publickey", "password"], Scripted(method: .publicKey, before: { throw PasswordError.busy }),
            Scripted(method: .password))
        let conversation = policy.conversation()
        let verdict = await conversation.attempt(user: "alice", method: Self.rightKey)
        #expect(
            verdict == .failed(cause: PasswordError.busy.description, remaining: [.publicKey, .password]))
        #expect(await conversation.attempt(user: "alice", method: Self.right) == Self.accepted(.password))
    }

    /// A connection's place: its conversation is not `Sendable`.
    private actor Connection {
        private let conversation: AuthenticationConversation

        init(_ policy: AuthenticationPolicy) { conversation = policy.conversation() }

        func attempt(_ credential: Credential) async -> Verdict {
            await conversation.attempt(user: "alice", method: credential)
        }
    }

    @Test("A request that overlaps another one ends the conversation for both", .timeLimit(.minutes(20)))
    func overlap() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let slow = Scripted(
            method: .password,
            before: {
                start.finish()
                for await _ in ended {}
            })
        let connection = Connection(try policy(["password"], slow))
        let first = Task { await connection.attempt(Self.right) }
        for await _ in started {}
        #expect(await connection.attempt(Self.right) == .violation(.outOfTurn))
        end.finish()
        #expect(await first.value == .violation(.outOfTurn))
    }

    @Test("With real keys, passwords and accounts: what is offered and answered never tells whether a user exists")
    func nothingLeaks() async throws {
        let folder = try TemporaryFolder()
        let pair = try await KeyPair(in: folder)
        let foreign = try await KeyPair(in: folder)
        try await withStore { store in
            let hash = try PasswordHash(of: "right", cost: 10).text
            for text in ["alice", "disabled"] {
                let user = try name(text)
                try await store.addAccount(user, passwordHash: hash, keys: [try pair.authorized(for: user)])
            }
            try await store.setDisabled(true, for: try name("disabled"))
            let authenticators: [any Authenticator] = [
                PublicKeyAuthenticator(store: store), PasswordAuthenticator(store: store, cost: 10),
            ]
            for texts in [["publickey", "password"], ["publickey,password"], ["password"]] {
                let policy = try AuthenticationPolicy(
                    MethodLists(texts), authenticators: authenticators, store: store)
                let wrong: [Credential] = [
                    .none, try foreign.offer(isSigned: false), try foreign.offer(), .password("wrong"), .password(""),
                ]
                let conversation = policy.conversation()
                var answers: [Verdict] = []
                for credential in wrong {
                    answers.append(await conversation.attempt(user: "alice", method: credential))
                }
                let all = wrong + [try pair.offer(isSigned: false), try pair.offer(), .password("right")]
                for user in ["disabled", "nobody", "No Name", "", "../alice"] {
                    let conversation = policy.conversation()
                    for (index, credential) in all.enumerated() {
                        let verdict = await conversation.attempt(user: user, method: credential)
                        #expect(verdict == (index < answers.count ? answers[index] : answers[0]), "\(user)")
                    }
                }
            }
            let policy = try AuthenticationPolicy(
                MethodLists(["publickey,password"]), authenticators: authenticators, store: store)
            let conversation = policy.conversation()
            let (probe, signed) = (try pair.offer(isSigned: false), try pair.offer())
            #expect(await conversation.attempt(user: "alice", method: probe) == .keyAcceptable)
            #expect(await conversation.attempt(user: "alice", method: signed) == .partial(remaining: [.password]))
            #expect(
                await conversation.attempt(user: "alice", method: .password("right"))
                    == Self.accepted(.publicKey, .password))
        }
    }

    @Test("An identity carries what the user may forward as the store says at that login")
    func forwarding() async throws {
        let policy = try policy(["publickey", "publickey,password"])
        var overrides = ForwardingOverrides()
        #expect(await policy.conversation().attempt(user: "alice", method: Self.rightKey) == Self.accepted(.publicKey))
        overrides.tcp = .no
        overrides.permitOpen = try ForwardPermissions(open: ["db:5432"])
        let changed = overrides
        try await store.changeForwarding(of: try name("alice")) { $0 = changed }
        let verdict = await policy.conversation().attempt(user: "alice", method: Self.rightKey)
        #expect(verdict == Self.accepted(.publicKey, forwarding: changed))
        #expect(verdict != Self.accepted(.publicKey))
    }

    @Test("An identity carries the user's own profile, else the group's, as the store says at that login")
    func profile() async throws {
        func seen() async throws -> ProfileName? {
            let verdict = await (try policy(["publickey"])).conversation().attempt(user: "alice", method: Self.rightKey)
            guard case .accepted(let identity) = verdict else {
                Issue.record("\(verdict)")
                return nil
            }
            return identity.profile
        }
        let (gpu, small, staff) = (ProfileName("gpu"), ProfileName("small"), try #require(ProfileName("staff")))
        let alice = try name("alice")
        #expect(try await seen() == nil)
        try await store.addGroup(staff, profile: small)
        try await store.changeProfile(of: alice, .init(group: staff))
        #expect(try await seen() == small)
        try await store.changeProfile(of: alice, .init(profile: gpu))
        #expect(try await seen() == gpu)
        try await store.changeProfile(of: alice, .init(profile: ProfileName.standard))
        #expect(try await seen() == ProfileName.standard)
    }

    @Test("An account that is disabled between the last check and the end is refused, and passes nothing")
    func disabledMeanwhile() async throws {
        let (store, alice) = (store, try name("alice"))
        let disabling = Scripted(method: .password, before: { try await store.setDisabled(true, for: alice) })
        let conversation = try policy(["password"], disabling).conversation()
        let refused = Verdict.refused(remaining: [.password])
        for _ in 0..<2 { #expect(await conversation.attempt(user: "alice", method: Self.right) == refused) }
        try await store.removeAccount(alice)
        let other = try policy(["password"]).conversation()
        #expect(await other.attempt(user: "alice", method: Self.right) == refused)
        try await store.addAccount(alice)
        #expect(await other.attempt(user: "alice", method: Self.right) == Self.accepted(.password))
    }

    @Test("Printing a credential does not show a password")
    func printing() {
        #expect("\(Self.right)" == "password")
        #expect(String(reflecting: Self.right) == "password")
        #expect("\(Credential.none) \(Self.rightKey)" == "none publickey")
    }
}
