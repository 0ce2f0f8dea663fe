import CLibSSH
import FoundationEssentials
import Glibc
import Model

/// A host key file in OpenSSH's format.
public struct HostKey: Sendable {
    public enum Algorithm: String, Sendable, CaseIterable {
        case ed25519
        case rsa
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// RSA keys are made this long, and shorter than 3072 is refused.
    public static let rsaBits: Int32 = 3072

    public let path: String

    /// A key that exists and that only its owner can read.
    /// - Throws: `Failure` with a sentence that says what to do.
    public init(path: String) throws(Failure) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw Failure(description: "host key \(path): \(SystemText.of(errno))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(description: "host key \(path) is not a regular file")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw Failure(
                description: "host key \(path) has mode \(mode), so others may read it; run: chmod 600 \(path)")
        }
        self.path = path
    }

    /// The key at `path`, made now if there is none. An existing file is never written to.
    public static func loadOrMake(path: String, _ algorithm: Algorithm) throws(Failure) -> HostKey {
        if unsafe access(path, F_OK) != 0 {
            try make(path: path, algorithm)
        }
        return try HostKey(path: path)
    }

    private static func make(path: String, _ algorithm: Algorithm) throws(Failure) {
        var key: ssh_key?
        let type = algorithm == .ed25519 ? SSH_KEYTYPE_ED25519 : SSH_KEYTYPE_RSA
        guard unsafe ssh_pki_generate(type, algorithm == .rsa ? rsaBits : 0, &key) == SSH_OK else {
            throw Failure(description: "host key \(path): could not be generated")
        }
        defer { unsafe ssh_key_free(key) }

        // Under a name of its own first, with its mode from the first byte; link() never replaces a file.
        let draft = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).new"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(description: "host key \(draft): \(SystemText.of(errno))") }
        close(descriptor)
        defer { unsafe unlink(draft) }
        guard unsafe ssh_pki_export_privkey_file(key, nil, nil, nil, draft) == SSH_OK else {
            throw Failure(description: "host key \(draft): could not be written")
        }
        guard unsafe link(draft, path) == 0 || errno == EEXIST else {
            throw Failure(description: "host key \(path): \(SystemText.of(errno))")
        }
    }

    /// Reads the private key. The caller frees it.
    func load() throws(Failure) -> ssh_key {
        var key: ssh_key?
        guard unsafe ssh_pki_import_privkey_file(path, nil, nil, nil, &key) == SSH_OK, let key = unsafe key else {
            throw Failure(description: "host key \(path) is no private key without a passphrase")
        }
        let isRSA = unsafe ssh_key_type(key) == SSH_KEYTYPE_RSA
        if isRSA, let bits = unsafe Self.modulusBits(of: key), bits < Self.rsaBits {
            unsafe ssh_key_free(key)
            throw Failure(
                description:
                    "host key \(path) is an RSA key of \(bits) bits, at least \(Self.rsaBits) are needed; remove it")
        }
        return unsafe key
    }

    /// The length of an RSA key's modulus: `ssh-rsa`, exponent and modulus, each after its length (RFC 4253 §6.6).
    private static func modulusBits(of key: ssh_key) -> Int? {
        var base64: UnsafeMutablePointer<CChar>?
        guard unsafe ssh_pki_export_pubkey_base64(key, &base64) == SSH_OK, let text = unsafe base64 else { return nil }
        defer { unsafe ssh_string_free_char(text) }
        guard var rest = unsafe Data(base64Encoded: String(cString: text)).map({ $0[...] }) else { return nil }
        var field = Data()
        for _ in 0..<3 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            field = rest.dropFirst(4).prefix(length)
            rest = rest.dropFirst(4 + length)
        }
        let digits = field.drop { $0 == 0 }
        guard let first = digits.first else { return nil }
        return digits.count * 8 - first.leadingZeroBitCount
    }
}
