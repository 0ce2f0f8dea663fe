import CLinux
import Glibc

/// The system's log: one datagram a line (RFC 3164), never waited for.
struct SyslogSocket: ~Copyable {
    enum Severity: Int {
        case error = 3
        case informational = 6
    }

    private let configuration: SyslogConfiguration
    /// -1: not connected.
    private var descriptor: Int32 = -1

    init(_ configuration: SyslogConfiguration) {
        self.configuration = configuration
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// - Returns: false where the other side has no room, or nobody listens; the next line tries again.
    mutating func send(_ text: ArraySlice<UInt8>, _ severity: Severity, at time: EventTime) -> Bool {
        var message = Array("<\(configuration.facility.rawValue * 8 + severity.rawValue)>".utf8)
        message.append(contentsOf: Self.stamp(time))
        message.append(contentsOf: " \(configuration.tag)[\(getpid())]: ".utf8)
        message.append(contentsOf: text)
        // A listener that was started anew needs a new connection.
        for _ in 0..<2 {
            if descriptor < 0 { connect() }
            guard descriptor >= 0 else { return false }
            let count = unsafe message.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if count >= 0 { return true }
            if errno == EAGAIN || errno == EMSGSIZE { return false }
            close(descriptor)
            descriptor = -1
        }
        return false
    }

    private mutating func connect() {
        descriptor = unsafe gangway_connect_datagrams(configuration.path)
    }

    /// `Nov 21 19:05:01` (RFC 3164 §4.1.2), in the machine's time zone.
    private static func stamp(_ time: EventTime) -> [UInt8] {
        var seconds = time_t(time.microseconds / 1_000_000)
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var stamp = unsafe Array(months[Int(parts.tm_mon) % 12].utf8)
        stamp.append(UInt8(ascii: " "))
        if unsafe parts.tm_mday < 10 { stamp.append(UInt8(ascii: " ")) }
        unsafe stamp.appendDigits(Int(parts.tm_mday), parts.tm_mday < 10 ? 1 : 2)
        for (part, separator) in unsafe [(parts.tm_hour, " "), (parts.tm_min, ":"), (parts.tm_sec, ":")] {
            stamp.append(contentsOf: separator.utf8)
            stamp.appendDigits(Int(part), 2)
        }
        return stamp
    }
}
