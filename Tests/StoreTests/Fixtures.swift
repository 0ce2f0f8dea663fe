import GatewayTesting
import Model
import Store
import Testing

/// Runs `body` with a store on a fresh file.
func withStore(_ body: (Store) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let store = try await Store.open(at: folder.path + "/gangway.sqlite")
    try await body(store)
    try await store.close()
}

func name(_ text: String) throws -> UserName {
    try #require(UserName(text))
}

/// A key that differs from others by `number`. The store does not look inside the blob.
func key(_ number: Int, of account: UserName, comment: String = "") -> AuthorizedKey {
    AuthorizedKey(
        account: account, type: "ssh-ed25519", blob: "AAAA\(number)", fingerprint: "SHA256:\(number)", comment: comment)
}
