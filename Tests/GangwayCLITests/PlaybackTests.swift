import Testing

@testable import GangwayCLI

struct PlaybackTests {
    @Test("events before the begin come at once, and pauses are no longer than the limit")
    func times() {
        var plain = PlaybackTimes(from: 10, idleLimit: nil)
        #expect([3, 10, 12, 11, 50].map { plain.take($0) } == [0, 0, 2, 2, 40])
        var limited = PlaybackTimes(from: 0, idleLimit: 2)
        #expect([1, 100, 100.5].map { limited.take($0) } == [1, 3, 3.5])
    }

    @Test("the clock runs at its speed, and stands still in a pause")
    func clock() {
        let begin = ContinuousClock.now
        var clock = PlaybackClock(speed: 2, at: begin)
        #expect(clock.wait(until: .seconds(10), at: begin) == .seconds(5))
        #expect(clock.position(at: begin + .seconds(3)) == .seconds(6))
        clock.toggle(at: begin + .seconds(3))
        #expect(clock.isPaused && clock.wait(until: .seconds(10), at: begin + .seconds(60)) == nil)
        clock.toggle(at: begin + .seconds(60))
        #expect(clock.wait(until: .seconds(10), at: begin + .seconds(60)) == .seconds(2))
        #expect(clock.wait(until: .seconds(10), at: begin + .seconds(99)) == .zero)
    }
}
