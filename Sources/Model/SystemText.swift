import Glibc

/// The kernel's reasons in words.
public enum SystemText {
    /// - Parameter code: errno(3).
    public static func of(_ code: Int32) -> String {
        // strerror's text for a known number is static in glibc.
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
