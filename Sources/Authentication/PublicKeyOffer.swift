/// A public key a client wants to log in with (RFC 4252 §7).
public struct PublicKeyOffer: Hashable, Sendable {
    /// The key type, as in the blob: `ssh-rsa` also where the signature is `rsa-sha2-512`.
    public let algorithm: String
    public let blob: [UInt8]
    /// true: the request bears a signature by this key, and it was verified. false: the client asks whether the key
    /// would do.
    public let isSigned: Bool

    public init(algorithm: String, blob: [UInt8], isSigned: Bool) {
        self.algorithm = algorithm
        self.blob = blob
        self.isSigned = isSigned
    }
}
