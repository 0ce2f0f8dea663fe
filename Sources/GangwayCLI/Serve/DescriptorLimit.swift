import Glibc

/// How many file descriptors this process may have open (RLIMIT_NOFILE).
enum DescriptorLimit {
    /// Takes all that the hard limit allows. The soft one is mostly 1024, for programs that use select(2), and a session
    /// takes four.
    static func raise() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        // Never refused, as the hard limit stays.
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
