import CLibSSH

/// The libssh that is linked.
public enum SSHLibrary {
    /// Such as `0.10.6`.
    public static var version: String {
        let text = unsafe ssh_version(0).map { unsafe String(cString: $0) } ?? "?"
        // The rest names crypto libraries: "0.10.6/openssl/zlib".
        return String(text.prefix { $0 != "/" })
    }
}
