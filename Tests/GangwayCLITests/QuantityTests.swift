import Testing

@testable import GangwayCLI

struct QuantityTests {
    @Test("bytes and times are told in few characters")
    func short() {
        let bytes: [UInt64: String] = [
            0: "0", 1023: "1023", 1024: "1.0K", 1536: "1.5K", 10_240: "10K", 1_048_575: "1.0M", 5 << 30: "5.0G",
            .max: "16E",
        ]
        for (count, text) in bytes { #expect(Quantity.bytes(count) == text) }
        let times: [Double: String] = [
            -1: "0s", 59.9: "59s", 60: "1m", 3599: "59m", 3600: "1h", 90_000: "1d", .infinity: "11574074074d",
        ]
        for (seconds, text) in times { #expect(Quantity.time(seconds) == text) }
    }

    @Test("a place in a recording is read as it is written, or in seconds")
    func places() {
        #expect(Quantity.place(65.7) == "1:05" && Quantity.place(7207) == "2:00:07" && Quantity.place(0) == "0:00")
        #expect(Quantity.parsePlace("12:30") == 750 && Quantity.parsePlace("1:02:03") == 3723)
        #expect(Quantity.parsePlace("90.5") == 90.5 && Quantity.parsePlace("0") == 0)
        for text in ["", ":", "1:", "1:60", "1:2:3:4", "-1", "1e3", "nan", "0x10"] {
            #expect(Quantity.parsePlace(text) == nil, "\(text)")
        }
    }
}
