import Glibc
public import Model

extension Signal {
    /// Its number on Linux.
    var number: Int32 {
        switch self {
        case .abort: SIGABRT
        case .alarm: SIGALRM
        case .floatingPoint: SIGFPE
        case .hangup: SIGHUP
        case .illegal: SIGILL
        case .interrupt: SIGINT
        case .kill: SIGKILL
        case .pipe: SIGPIPE
        case .quit: SIGQUIT
        case .segmentation: SIGSEGV
        case .terminate: SIGTERM
        case .user1: SIGUSR1
        case .user2: SIGUSR2
        }
    }
}

extension ProcessExit {
    /// As shells count it: 128 + the number of a signal that ended it.
    public var shellStatus: Int32 {
        switch self {
        case .status(let status): Int32(status)
        case .signal(let signal, _): 128 + signal.number
        }
    }

    /// - Parameter number: a signal's, on Linux.
    init(signal number: Int32, coreDumped: Bool) {
        // RFC 4254 names only some.
        let signal = Signal.allCases.first { $0.number == number }
        self = signal.map { .signal($0, coreDumped: coreDumped) } ?? .status(UInt8(truncatingIfNeeded: 128 | number))
    }
}
