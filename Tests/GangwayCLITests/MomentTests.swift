import Foundation
import Recording
import Testing

@testable import GangwayCLI

struct MomentTests {
    @Test("times are read as people write them, in their own zone unless they say Z")
    func times() throws {
        // 2026-11-21T12:00:00Z
        let now = Date(timeIntervalSince1970: 1_795_262_400)
        let zone = try #require(TimeZone(secondsFromGMT: 3600))
        let times = [
            "10m": "2026-11-21T11:50:00", "2h": "2026-11-21T10:00:00", "3d": "2026-11-18T12:00:00",
            "0s": "2026-11-21T12:00:00", "19:05": "2026-11-21T18:05:00", "2026-11-20": "2026-11-19T23:00:00",
            "2026-11-20 08:15": "2026-11-20T07:15:00", "2026-11-20T08:15:30": "2026-11-20T07:15:30",
            "2026-11-20T08:15:30Z": "2026-11-20T08:15:30",
        ]
        for (text, expected) in times {
            #expect(Moment.parse(text, now: now, zone: zone)?.description == expected + ".000000Z", "\(text)")
        }
        let wrong = [
            "", "m", "-5m", "yesterday", "25:00", "2026-04-31", "2026-11-20 8:15", "19:05 2026-11-20", "1:2:3",
        ]
        for text in wrong {
            #expect(Moment.parse(text, now: now, zone: zone) == nil, "\(text)")
        }
    }
}
