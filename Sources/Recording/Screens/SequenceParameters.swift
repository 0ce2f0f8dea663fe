/// The numbers of a control sequence (ECMA-48 5.4.1), at most 32; more are passed over.
struct SequenceParameters: Sendable, Hashable {
    static let capacity = 32
    /// No number that means something is larger.
    private static let largest: Int32 = 99_999
    private static let missing: Int32 = -1

    private var values: [Int32] = []
    /// Bit n: a colon follows value n, so the next one belongs to it.
    private var colons: UInt32 = 0
    private var isFull = false

    /// Values, with those left out.
    var count: Int { values.count }

    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        colons = 0
        isFull = false
    }

    mutating func append(digit: UInt8) {
        guard !isFull else { return }
        if values.isEmpty { values.append(Self.missing) }
        let last = values.count - 1
        values[last] = min(max(values[last], 0) * 10 + Int32(digit), Self.largest)
    }

    mutating func separate(byColon: Bool) {
        guard !isFull else { return }
        if values.isEmpty { values.append(Self.missing) }
        guard values.count < Self.capacity else {
            isFull = true
            return
        }
        if byColon { colons |= 1 << UInt32(values.count - 1) }
        values.append(Self.missing)
    }

    func value(_ index: Int, or missing: Int) -> Int {
        guard index < values.count, values[index] != Self.missing else { return missing }
        return Int(values[index])
    }

    /// A count: left out and 0 mean 1.
    func amount(_ index: Int) -> Int { max(1, value(index, or: 1)) }

    /// Where the value after `index` and its parts begins.
    func groupEnd(_ index: Int) -> Int {
        var end = index
        while end < values.count, colons & 1 << UInt32(end) != 0 { end += 1 }
        return end + 1
    }
}
