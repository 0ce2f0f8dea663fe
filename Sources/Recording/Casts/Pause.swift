import Glibc

/// Waiting on a thread of one's own.
enum Pause {
    static func sleep(_ time: Duration) {
        usleep(UInt32(clamping: time.microseconds))
    }
}
