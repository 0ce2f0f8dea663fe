import Glibc

/// A line as `ls -l` prints it, in OpenSSH's columns, which clients cut apart:
/// `drwxr-xr-x    2 alice    users        4096 Nov 21 14:26 name`.
struct LongName {
    private static let months: InlineArray<12, StaticString> = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let halfAYear = 365 * 24 * 60 * 60 / 2

    let file: stat
    let user: [UInt8]?
    let group: [UInt8]?
    /// Seconds since 1970.
    let now: time_t

    func write(to reply: inout ReplyBuffer, name: UnsafePointer<CChar>) {
        mode(&reply)
        reply.text("  ")
        reply.number(UInt64(file.st_nlink), width: 3)
        reply.text(" ")
        owner(user, or: file.st_uid, &reply)
        reply.text(" ")
        owner(group, or: file.st_gid, &reply)
        reply.text(" ")
        reply.number(UInt64(bitPattern: Int64(file.st_size)), width: 8)
        reply.text(" ")
        date(&reply)
        reply.text(" ")
        unsafe reply.raw(UnsafeRawBufferPointer(start: name, count: strlen(name)))
    }

    private func mode(_ reply: inout ReplyBuffer) {
        let mode = file.st_mode
        let type: Unicode.Scalar =
            switch mode & S_IFMT {
            case S_IFDIR: "d"
            case S_IFLNK: "l"
            case S_IFCHR: "c"
            case S_IFBLK: "b"
            case S_IFIFO: "p"
            case S_IFSOCK: "s"
            default: "-"
            }
        reply.byte(UInt8(ascii: type))
        triple(mode >> 6, special: mode & S_ISUID != 0, "s", "S", &reply)
        triple(mode >> 3, special: mode & S_ISGID != 0, "s", "S", &reply)
        triple(mode, special: mode & S_ISVTX != 0, "t", "T", &reply)
    }

    /// `rwx` of somebody; the last letter tells of the special bit with and without the right to execute.
    private func triple(
        _ bits: mode_t, special: Bool, _ with: Unicode.Scalar, _ without: Unicode.Scalar, _ reply: inout ReplyBuffer
    ) {
        let mayExecute = bits & 1 != 0
        reply.byte(UInt8(ascii: bits & 4 != 0 ? "r" : "-"))
        reply.byte(UInt8(ascii: bits & 2 != 0 ? "w" : "-"))
        reply.byte(UInt8(ascii: special ? (mayExecute ? with : without) : (mayExecute ? "x" : "-")))
    }

    private func owner(_ name: [UInt8]?, or id: UInt32, _ reply: inout ReplyBuffer) {
        guard let name else { return reply.number(UInt64(id), width: -8) }
        unsafe name.withUnsafeBytes { unsafe reply.raw($0) }
        for _ in 0..<max(8 - name.count, 0) { reply.text(" ") }
    }

    /// The time of the day in the last half year, else the year.
    private func date(_ reply: inout ReplyBuffer) {
        var seconds = file.st_mtim.tv_sec
        var local = unsafe tm()
        guard unsafe localtime_r(&seconds, &local) != nil, unsafe (0..<12).contains(local.tm_mon) else {
            return reply.text("Jan  1  1970")
        }
        unsafe reply.text(Self.months[Int(local.tm_mon)])
        reply.text(" ")
        unsafe reply.number(UInt64(local.tm_mday), width: 2)
        reply.text(" ")
        if seconds <= now, seconds > now - Self.halfAYear {
            unsafe reply.number(UInt64(local.tm_hour), width: 2, fill: "0")
            reply.text(":")
            unsafe reply.number(UInt64(local.tm_min), width: 2, fill: "0")
        } else {
            unsafe reply.number(UInt64(max(Int(local.tm_year) + 1900, 0)), width: 5)
        }
    }
}

extension ReplyBuffer {
    fileprivate mutating func text(_ text: StaticString) {
        unsafe raw(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Decimal, filled on the left to `width` columns, or on the right to `-width`.
    fileprivate mutating func number(_ value: UInt64, width: Int, fill: Unicode.Scalar = " ") {
        var digits: InlineArray<20, UInt8> = .init(repeating: 0)
        var first = digits.count
        var rest = value
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        let missing = max(abs(width) - (digits.count - first), 0)
        if width > 0 { for _ in 0..<missing { byte(UInt8(ascii: fill)) } }
        for index in first..<digits.count { byte(digits[index]) }
        if width < 0 { for _ in 0..<missing { byte(UInt8(ascii: fill)) } }
    }
}
