/// Where a replay is: a recording's time, compressed by an idle limit, at a speed, with pauses.
struct PlaybackClock: Sendable {
    typealias Instant = ContinuousClock.Instant

    let speed: Double
    private var position = Duration.zero
    /// When `position` was true; nil while it stands still.
    private var since: Instant?

    init(speed: Double, at now: Instant) {
        self.speed = speed
        since = now
    }

    var isPaused: Bool { since == nil }

    /// How much of the replay's time has gone by.
    func position(at now: Instant) -> Duration {
        position + (since.map { ($0.duration(to: now)) * speed } ?? .zero)
    }

    mutating func toggle(at now: Instant) {
        position = position(at: now)
        since = isPaused ? now : nil
    }

    /// How long to wait until the replay's time is `time`; nil: until it goes on.
    func wait(until time: Duration, at now: Instant) -> Duration? {
        isPaused ? nil : max(.zero, (time - position(at: now)) / speed)
    }
}
