import Glibc

/// The names of users and groups, from /etc/passwd and /etc/group, each read once and only where it is asked for.
///
/// A static executable cannot load what else the C library would ask (nsswitch.conf).
struct Accounts {
    /// What is beyond it does not count; real files are far from it.
    private static let longestFile = 256 << 10

    struct User: Equatable {
        var name: [UInt8]
        var home: [UInt8]
    }

    private lazy var users: [uid_t: User] = Self.users(in: Self.contents("/etc/passwd"))
    private lazy var groups: [gid_t: [UInt8]] = Self.groups(in: Self.contents("/etc/group"))

    mutating func user(_ id: uid_t) -> User? { users[id] }

    mutating func user(named name: [UInt8]) -> User? { users.values.first { $0.name == name } }

    mutating func group(_ id: gid_t) -> [UInt8]? { groups[id] }

    /// passwd(5): name:password:uid:gid:comment:home:shell. The first line of an id counts.
    static func users(in text: [UInt8]) -> [uid_t: User] {
        var users: [uid_t: User] = [:]
        for fields in lines(text) where fields.count >= 6 {
            guard let id = number(fields[2]), users[id] == nil else { continue }
            users[id] = User(name: Array(fields[0]), home: Array(fields[5]))
        }
        return users
    }

    /// group(5): name:password:gid:members.
    static func groups(in text: [UInt8]) -> [gid_t: [UInt8]] {
        var groups: [gid_t: [UInt8]] = [:]
        for fields in lines(text) where fields.count >= 3 {
            guard let id = number(fields[2]), groups[id] == nil else { continue }
            groups[id] = Array(fields[0])
        }
        return groups
    }

    private static func lines(_ text: [UInt8]) -> some Sequence<[ArraySlice<UInt8>]> {
        text.split(separator: UInt8(ascii: "\n")).lazy
            .map { $0.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard !digits.isEmpty, digits.count <= 10 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return UInt32(exactly: value)
    }

    private static func contents(_ path: StaticString) -> [UInt8] {
        let file = unsafe path.utf8Start.withMemoryRebound(to: CChar.self, capacity: path.utf8CodeUnitCount + 1) {
            unsafe open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        }
        guard file >= 0 else { return [] }
        defer { close(file) }
        return unsafe [UInt8](unsafeUninitializedCapacity: longestFile) { buffer, count in
            count = 0
            while count < longestFile {
                let more = unsafe read(
                    file, UnsafeMutableRawPointer(buffer.baseAddress)?.advanced(by: count), longestFile - count)
                guard more > 0 else { return }
                count += more
            }
        }
    }
}
