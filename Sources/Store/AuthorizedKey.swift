public import Model

public import struct Foundation.Date

/// A public key that opens an account.
public struct AuthorizedKey: Hashable, Sendable {
    public let account: UserName
    /// The key type, as the blob names it: `ssh-ed25519`.
    public let type: String
    /// The key in its wire form (RFC 4253 §6.6) as padded base64, as the second word of a `.pub` file.
    public let blob: String
    /// `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it.
    public let fingerprint: String
    /// May be empty.
    public let comment: String
    /// In whole seconds.
    public let added: Date

    public init(
        account: UserName, type: String, blob: String, fingerprint: String, comment: String, added: Date = Date()
    ) {
        self.account = account
        self.type = type
        self.blob = blob
        self.fingerprint = fingerprint
        self.comment = comment
        self.added = added.inWholeSeconds
    }
}
