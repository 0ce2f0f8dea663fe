import Testing

@testable import SSH

struct MaxStartupsTests {
    @Test(
        "below begin nobody is refused, at full everybody, between them a share that grows from rate",
        arguments: [
            (0, 0, false), (9, 0, false), (10, 29, true), (10, 30, false), (55, 64, true), (55, 65, false),
            (99, 98, true), (99, 99, false), (100, 99, true), (1000, 99, true),
        ])
    func table(startups: Int, die: Int, isRefused: Bool) {
        let limits = MaxStartups(begin: 10, rate: 30, full: 100)
        #expect(limits.refuses(at: startups, die: die) == isRefused)
    }

    @Test("begin and full may be the same")
    func noSlope() {
        let limits = MaxStartups(begin: 5, rate: 30, full: 5)
        #expect(!limits.refuses(at: 4, die: 0))
        #expect(limits.refuses(at: 5, die: 99))
    }
}
