import Glibc

enum SystemMessage {
    /// errno in words: the failed call must be the last one.
    static var current: String {
        let code = errno
        // strerror's text for a known number is static in glibc.
        return unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
