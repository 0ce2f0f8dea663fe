import Glibc

/// An absolute path without links, "." and "..". Its last component need not exist: clients ask so for the name of what
/// they are about to make.
struct CanonicalPath: Equatable {
    /// The kernel's own limit for links within links.
    private static let linkLimit = 40

    let bytes: [UInt8]

    /// - Parameter path: as the client gave it, without a NUL; empty is the current folder.
    init(_ path: [UInt8]) throws(SFTPError) {
        var path = path.isEmpty ? Array(".".utf8) : path
        for _ in 0..<Self.linkLimit {
            if let found = try Self.resolve(path) {
                bytes = found
                return
            }
            let (folder, last) = try Self.split(path)
            // A link that leads nowhere: what it names may still be a file to come.
            if let target = Self.link(at: path) {
                path = target.first == UInt8(ascii: "/") ? target : folder + [UInt8(ascii: "/")] + target
                continue
            }
            guard var parent = try Self.resolve(folder) else { throw .system(ENOENT) }
            if parent.last != UInt8(ascii: "/") { parent.append(UInt8(ascii: "/")) }
            guard parent.count + last.count < PATH_MAX else { throw .system(ENAMETOOLONG) }
            bytes = parent + last
            return
        }
        throw .system(ELOOP)
    }

    static func bytes(_ path: UnsafePointer<CChar>) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: path, count: strlen(path)))
    }

    private static func withCString<Result>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        unsafe (path + [0]).withUnsafeBytes { bytes in
            // The array has at least its NUL, so it has an address.
            unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe body($0.baseAddress.unsafelyUnwrapped) }
        }
    }

    /// realpath(3), or nil where something does not exist.
    private static func resolve(_ path: [UInt8]) throws(SFTPError) -> [UInt8]? {
        let found: [UInt8]? = unsafe withCString(path) { path in
            guard let found = unsafe Glibc.realpath(path, nil) else { return nil }
            defer { unsafe free(found) }
            return unsafe bytes(found)
        }
        guard found == nil else { return found }
        guard errno == ENOENT else { throw .system(errno) }
        return nil
    }

    private static func link(at path: [UInt8]) -> [UInt8]? {
        unsafe withCString(path) { path in
            let target = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
                guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
                let text = unsafe start.assumingMemoryBound(to: CChar.self)
                count = unsafe max(Glibc.readlink(path, text, buffer.count), 0)
            }
            return target.isEmpty ? nil : target
        }
    }

    /// The folder of a path's last component, and that component, which must be a name.
    private static func split(_ path: [UInt8]) throws(SFTPError) -> (folder: [UInt8], last: [UInt8]) {
        let slash = UInt8(ascii: "/")
        let end = path.lastIndex { $0 != slash } ?? 0
        let last: ArraySlice<UInt8>
        let folder: [UInt8]
        if let cut = path[..<end].lastIndex(of: slash) {
            last = path[(cut + 1)...end]
            folder = cut == 0 ? [slash] : Array(path[..<cut])
        } else {
            last = path[...end]
            folder = [UInt8(ascii: ".")]
        }
        guard !last.elementsEqual(".".utf8), !last.elementsEqual("..".utf8) else { throw .system(ENOENT) }
        return (folder, Array(last))
    }
}
