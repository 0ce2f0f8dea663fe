/// The upper bounds of a histogram's buckets, in the unit that is recorded: nanoseconds or bytes.
struct Buckets: Sendable {
    enum Unit: Sendable {
        /// Recorded in nanoseconds, shown in seconds, as Prometheus wants it.
        case seconds
        case bytes
    }

    let unit: Unit
    /// Rising; at most 24. What is above the last one is in a bucket without a bound.
    let bounds: [Int64]

    private init(_ unit: Unit, _ bounds: [Int64]) {
        self.unit = unit
        self.bounds = bounds
    }

    private static func microseconds(_ bounds: Int64...) -> Buckets { Buckets(.seconds, bounds.map { $0 * 1000 }) }
    private static func milliseconds(_ bounds: Int64...) -> Buckets {
        Buckets(.seconds, bounds.map { $0 * 1_000_000 })
    }

    /// From a guest agent's answer to the pull of an image.
    static let opening = microseconds(
        500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
        10_000_000, 30_000_000, 60_000_000, 300_000_000)
    static let engineCall = milliseconds(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)
    /// A timer of a loop is up to one millisecond late by itself.
    static let loopLag = milliseconds(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
    static let recordingLag = milliseconds(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
    /// From a second to a week.
    static let lifetime = Buckets(
        .seconds, [1, 10, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 604_800].map { $0 * 1_000_000_000 })
    /// From 1 KiB to 64 GiB.
    static let traffic = Buckets(.bytes, stride(from: 10, through: 36, by: 2).map { Int64(1) << $0 })

    /// As `le` says it.
    func text(of bound: Int64) -> String {
        switch unit {
        case .bytes: "\(bound)"
        case .seconds: SampleText.text(of: Double(bound) / 1e9)
        }
    }
}
