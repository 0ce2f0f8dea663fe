/// Sizes as Docker's command line writes them.
enum ByteSize {
    /// `text`: digits, then nothing or b, k, m or g in either case, then nothing or `b`.
    /// - Returns: bytes; nil for anything else, and beyond 64 bits.
    static func parse(_ text: String) -> Int? {
        var rest = text.lowercased()[...]
        if rest.count > 1, rest.hasSuffix("b") { rest.removeLast() }
        let shifts: [Character: Int] = ["k": 10, "m": 20, "g": 30]
        var factor = 1
        if let last = rest.last, let shift = shifts[last] {
            factor = 1 << shift
            rest.removeLast()
        }
        guard !rest.isEmpty, rest.allSatisfy(\.isASCII), let number = Int(rest), number >= 0 else { return nil }
        let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: factor)
        return isTooLarge ? nil : bytes
    }

    /// What `parse` reads as `bytes`, in the largest unit that leaves no rest.
    static func text(_ bytes: Int) -> String {
        for (unit, shift) in [("g", 30), ("m", 20), ("k", 10)] where bytes != 0 && bytes & ((1 << shift) - 1) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }
}
