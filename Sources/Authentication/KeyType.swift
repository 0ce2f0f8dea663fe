/// The key types that may open an account, by the names their blobs carry.
public enum KeyType: String, Hashable, Sendable, CaseIterable {
    case ed25519 = "ssh-ed25519"
    case ed25519SecurityKey = "sk-ssh-ed25519@openssh.com"
    case ecdsaP256 = "ecdsa-sha2-nistp256"
    case ecdsaP384 = "ecdsa-sha2-nistp384"
    case ecdsaP521 = "ecdsa-sha2-nistp521"
    case ecdsaP256SecurityKey = "sk-ecdsa-sha2-nistp256@openssh.com"
    /// The type of the key; with which hash it signs is the signature's matter (RFC 8332).
    case rsa = "ssh-rsa"

    static let dsa = "ssh-dss"
    static let certificateSuffix = "-cert-v01@openssh.com"
}
