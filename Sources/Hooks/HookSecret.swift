import Crypto
import Foundation

/// The key that webhooks are signed with. Prints as `(secret)`, whoever asks.
public struct HookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let key: SymmetricKey

    /// - Parameter text: a secret file's content; one line break at its end is not part of it.
    /// - Returns: nil where nothing is left.
    public init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        key = SymmetricKey(data: bytes)
    }

    public var description: String { "(secret)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// `sha256=` and the HMAC-SHA256 (RFC 2104) of `body` in lower-case hexadecimal digits.
    func signature(of body: [UInt8]) -> String {
        let digits = HMAC<SHA256>.authenticationCode(for: body, using: key).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "sha256=" + digits.joined()
    }
}
