/// When the events of a recording are shown: from a place on, with no pause longer than a limit.
struct PlaybackTimes: Sendable {
    /// In seconds of the recording.
    let begin: Double
    let idleLimit: Double?
    private var last: Double
    private var shown = 0.0

    init(from begin: Double, idleLimit: Double?) {
        self.begin = begin
        self.idleLimit = idleLimit
        last = begin
    }

    /// - Parameter time: of the next event, in seconds of the recording.
    /// - Returns: seconds since the replay's begin at which to show it.
    mutating func take(_ time: Double) -> Double {
        // Those before the begin bring the screen to its state, at once. Time that goes back counts as none.
        let pause = max(0, time - last)
        last = max(last, time)
        shown += min(pause, idleLimit ?? .infinity)
        return shown
    }
}
