/// Where each line of the session log goes as well: to the system's log, in RFC 3164's form, as glibc's `syslog` does.
public struct SyslogConfiguration: Sendable, Hashable {
    /// A datagram socket. journald and rsyslog listen at `/dev/log`.
    public var path = "/dev/log"
    public var facility = Facility.authpriv
    /// The program's name in front of each line.
    public var tag = "gangway"

    /// RFC 3164 §4.1.1; `authpriv` is read by admins alone.
    public enum Facility: Int, Sendable, Hashable {
        case daemon = 3
        case auth = 4
        case authpriv = 10
        case local0 = 16
        case local1 = 17
        case local2 = 18
        case local3 = 19
        case local4 = 20
        case local5 = 21
        case local6 = 22
        case local7 = 23
    }

    public init() {}
}
