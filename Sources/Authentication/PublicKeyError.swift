public import Model

public import protocol Foundation.LocalizedError

/// Why a text or a blob is no key that may open an account. No case holds any of the text.
public enum PublicKeyError: UserFacingError, LocalizedError, Hashable {
    case empty
    case privateKey
    case severalKeys
    /// A PEM or RFC 4716 file.
    case otherFormat
    case options
    case certificate
    case dsa
    case unknownType
    case brokenBase64
    /// The type before the base64 is not the one inside.
    case typeMismatch
    /// The blob is cut short, has bytes too many or a number out of range.
    case malformed
    case rsaLength(bits: Int)
    case comment

    public var code: String { "public-key" }
    public var description: String { "\(code): \(userMessage)" }
    /// What a command prints.
    public var errorDescription: String? { userMessage }

    public var userMessage: String {
        switch self {
        case .empty: "there is no key in this text; give a line such as ssh-keygen writes into a .pub file"
        case .privateKey: "this is a private key; give the .pub file"
        case .severalKeys: "this text holds several keys; give them one at a time"
        case .otherFormat: "this is not OpenSSH's format of a public key; convert it with ssh-keygen -i -f FILE"
        case .options: "options before the key type are not supported; give the line from the key type on"
        case .certificate: "certificates are not supported; give the plain public key"
        case .dsa: "DSA keys are not accepted; make a new key with ssh-keygen -t ed25519"
        case .unknownType: "this is no public key of an accepted type; make one with ssh-keygen -t ed25519"
        case .brokenBase64: "the key's base64 is broken; copy the whole line of the .pub file again"
        case .typeMismatch: "the key type in the text differs from the one in the key; copy the .pub file again"
        case .malformed: "the key is damaged or cut short; copy the whole line of the .pub file again"
        case .rsaLength(let bits):
            "an RSA key of \(bits) bits is not accepted (\(PublicKey.rsaBits.lowerBound) to "
                + "\(PublicKey.rsaBits.upperBound) are); make a new key with ssh-keygen -t ed25519"
        case .comment: "the key's comment must be plain text of at most \(AuthorizedKeyLine.longestComment) bytes"
        }
    }
}
