/// sshd's MaxStartups: random early drop of connections that are not authenticated yet.
///
/// Below `begin` none is refused; from there `rate` percent are, growing linearly to all at `full`.
public struct MaxStartups: Hashable, Sendable {
    public var begin: Int
    /// Percent, 1 to 100.
    public var rate: Int
    public var full: Int

    public init(begin: Int, rate: Int, full: Int) {
        self.begin = begin
        self.rate = rate
        self.full = full
    }

    /// - Parameters:
    ///   - startups: connections that are not authenticated now.
    ///   - die: 0 to 99, thrown by the caller.
    func refuses(at startups: Int, die: Int) -> Bool {
        if startups < begin { return false }
        if startups >= full || rate >= 100 { return true }
        let percent = rate + (100 - rate) * (startups - begin) / max(1, full - begin)
        return die < percent
    }
}
