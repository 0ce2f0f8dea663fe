import Glibc

/// A failed system call.
public struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The call's name.
    public let call: String
    /// errno.
    public let code: Int32

    public init(_ call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// With errno of the calling thread: make the error before any other call.
    public init(_ call: String) {
        self.init(call, code: errno)
    }

    public var description: String {
        // strerror's text for a known number is static in glibc.
        let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return "\(call): \(text)"
    }
}
