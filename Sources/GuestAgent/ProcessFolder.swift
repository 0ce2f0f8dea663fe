import CLinux
import Glibc

/// The numbers in /proc, a few at a time.
@safe final class ProcessFolder {
    let descriptor: Int32
    private let stream: OpaquePointer
    private var seen = 0

    /// Further ones are not looked at.
    private static let limit = 4096

    /// - Returns: nil where there is none.
    init?(path: String = "/proc") {
        guard let stream = unsafe opendir(path) else { return nil }
        unsafe self.stream = stream
        descriptor = unsafe dirfd(stream)
    }

    deinit {
        unsafe closedir(stream)
    }

    /// The next one's name; nil at the end.
    func next() -> String? {
        while seen < Self.limit, let entry = unsafe readdir(stream) {
            let first = unsafe UInt8(bitPattern: entry.pointee.d_name.0)
            guard UInt8(ascii: "1")...UInt8(ascii: "9") ~= first else { continue }
            seen += 1
            return unsafe withUnsafePointer(to: entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
        }
        return nil
    }
}
