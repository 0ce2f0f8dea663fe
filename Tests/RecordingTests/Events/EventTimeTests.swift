import Foundation
import Testing

@testable import Recording

struct EventTimeTests {
    @Test("Times read as RFC 3339 in UTC, by the Gregorian calendar")
    func texts() {
        let texts: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (1_795_287_901_123_456, "2026-11-21T19:05:01.123456Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"), (.max, "9999-12-31T23:59:59.999999Z"),
            (.min, "0000-01-01T00:00:00.000000Z"),
        ]
        for (microseconds, text) in texts { #expect(EventTime(microseconds: microseconds).description == text) }
    }

    @Test("Days of 400 years are Foundation's days, and read back as themselves")
    func days() throws {
        let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
        for day in stride(from: Int64(-80_000), to: 66_100, by: 11) {
            let time = EventTime(microseconds: day * 86_400_000_000 + 86_399_999_999)
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            try #require(time.day == date.formatted(style))
            try #require(EventTime(time.description) == time)
        }
    }

    @Test(
        "No other text is a time",
        arguments: [
            "", "2026-11-21T19:05:01Z", "2026-11-21 19:05:01.123456Z", "2026-11-31T19:05:01.123456Z",
            "2026-02-29T00:00:00.000000Z", "2026-13-01T00:00:00.000000Z", "2026-11-21T24:00:00.000000Z",
            "2026-11-21T19:05:60.123456Z", "2026-11-21T19:05:01.123456z", "2O26-11-21T19:05:01.123456Z",
        ])
    func refused(text: String) {
        #expect(EventTime(text) == nil)
    }
}
