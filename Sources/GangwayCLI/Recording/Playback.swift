import Recording

/// Feeds a view with a recording in its own time.
actor Playback {
    private var clock: PlaybackClock
    private var times: PlaybackTimes
    private(set) var place: Double
    private(set) var isAtEnd = false

    /// Keys are answered within this time.
    private static let slice = Duration.milliseconds(50)

    init(speed: Double, from begin: Double, idleLimit: Double?) {
        clock = PlaybackClock(speed: speed, at: .now)
        times = PlaybackTimes(from: begin, idleLimit: idleLimit)
        place = begin
    }

    var isPaused: Bool { clock.isPaused }

    func toggle() { clock.toggle(at: .now) }

    func end() { isAtEnd = true }

    /// Waits until the event is to be shown.
    func wait(for event: CastLine) async throws {
        let time = Duration.seconds(times.take(event.time))
        while true {
            let rest = clock.wait(until: time, at: .now)
            if rest == .zero { break }
            try await Task.sleep(for: min(rest ?? Self.slice, Self.slice))
        }
        place = max(place, event.time)
    }
}
