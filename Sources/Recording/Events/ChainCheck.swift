/// Follows the chain of hashes line by line.
///
/// A line whose hash is not what its follower carries was changed, or its follower's word was; which, the follower's own
/// follower tells. A number that is skipped opens a gap; a line with such a number further down closes it: it was moved,
/// not removed.
struct ChainCheck {
    struct Place: Hashable {
        var file: String
        var line: Int
    }

    /// The line with the highest number so far.
    private struct Tip {
        var place: Place
        var sequence: UInt64
        var hash: LineHash
        /// The line before, where this one carries another hash than that has: one of the two was changed.
        var doubted: Place?
        var isFaulty = false
        /// Lines after it that are no events.
        var malformed: UInt64 = 0
    }

    /// Numbers that were skipped.
    private struct Gap {
        var numbers: ClosedRange<UInt64>
        /// The line after the gap, and the hash that it carries.
        var place: Place
        var previous: LineHash
        /// The line before it, where that is known.
        var before: (place: Place, hash: LineHash)?
    }

    private let head: LogHead?
    private var tip: Tip?
    private var gaps: [Gap] = []
    var result = EventLogVerification()

    /// Gaps that lines further down may close; older ones are taken for removed lines.
    private static let gapLimit = 1000

    init(head: LogHead?) {
        self.head = head
    }

    mutating func check(_ bytes: ArraySlice<UInt8>, at place: Place) {
        result.lines += 1
        guard let record = EventRecord(bytes), let previous = LineHash(record.previous) else {
            return addMalformed(at: place)
        }
        let sequence = record.sequence
        let known = result.sequences ?? sequence...sequence
        result.sequences = min(known.lowerBound, sequence)...max(known.upperBound, sequence)
        let line = Tip(place: place, sequence: sequence, hash: LineHash(of: bytes))
        guard let tip else { return begin(line, previous) }
        guard sequence > tip.sequence else { return checkOutOfOrder(line, previous) }
        guard sequence == tip.sequence + 1 else { return skip(to: line, previous, from: tip) }
        let isFollower = previous == tip.hash
        settle(isIntact: isFollower)
        var next = line
        if !isFollower, self.tip?.isFaulty == false { next.doubted = tip.place }
        advance(next)
    }

    /// A line that is no event, or the rest of one.
    mutating func addMalformed(at place: Place) {
        tip?.malformed += 1
        fault(.malformed, at: place)
    }

    private mutating func begin(_ line: Tip, _ previous: LineHash) {
        var line = line
        // What an older first line should carry nobody can tell.
        if line.sequence == 1, previous != .none {
            line.isFaulty = true
            fault(.changed, at: line.place)
        }
        advance(line)
    }

    private mutating func skip(to line: Tip, _ previous: LineHash, from tip: Tip) {
        settle(isIntact: true)
        let numbers = tip.sequence + 1...line.sequence - 1
        // Lines that are no events any more were these.
        if UInt64(numbers.count) > tip.malformed {
            if gaps.count == Self.gapLimit { report(gaps.removeFirst()) }
            gaps.append(Gap(numbers: numbers, place: line.place, previous: previous, before: (tip.place, tip.hash)))
        }
        advance(line)
    }

    private mutating func advance(_ line: Tip) {
        tip = line
        guard let head, line.sequence == head.sequence else { return }
        let isIntact = line.hash == head.hash
        settle(isIntact: isIntact)
        guard !isIntact, tip?.isFaulty == false else { return }
        tip?.isFaulty = true
        fault(.changed, at: line.place)
    }

    /// Decides about the line before the tip.
    ///
    /// - Parameter isIntact: whether the tip is the line that was written.
    private mutating func settle(isIntact: Bool) {
        guard let current = tip, let doubted = current.doubted else { return }
        tip?.doubted = nil
        if isIntact { return fault(.changed, at: doubted) }
        tip?.isFaulty = true
        fault(.unproven, at: doubted)
        fault(.changed, at: current.place)
    }

    private mutating func checkOutOfOrder(_ line: Tip, _ previous: LineHash) {
        let sequence = line.sequence
        guard let index = gaps.firstIndex(where: { $0.numbers.contains(sequence) }) else {
            return fault(.repeated(sequence: sequence), at: line.place)
        }
        fault(.reordered(sequence: sequence), at: line.place)
        let gap = gaps.remove(at: index)
        if sequence < gap.numbers.upperBound {
            gaps.insert(
                Gap(
                    numbers: sequence + 1...gap.numbers.upperBound, place: gap.place, previous: gap.previous,
                    before: (line.place, line.hash)), at: index)
        } else if line.hash != gap.previous {
            fault(.changed, at: line.place)
        }
        if sequence > gap.numbers.lowerBound {
            gaps.insert(
                Gap(
                    numbers: gap.numbers.lowerBound...sequence - 1, place: gap.place, previous: previous,
                    before: gap.before), at: index)
        } else if let before = gap.before, before.hash != previous {
            fault(.changed, at: before.place)
        }
    }

    /// After the last line.
    mutating func end() {
        // Without a follower the last line's own word counts.
        settle(isIntact: true)
        for gap in gaps { report(gap) }
        gaps = []
        guard let head else {
            if result.lines > 0 { fault(.headUnusable, at: Place(file: LogFolder.head, line: 0)) }
            return
        }
        let last = tip?.sequence ?? 0
        guard head.sequence > last + (tip?.malformed ?? 0) else { return }
        fault(.missingAtEnd(last + 1...head.sequence), at: tip?.place ?? Place(file: LogFolder.head, line: 0))
    }

    private mutating func report(_ gap: Gap) {
        fault(.missing(gap.numbers), at: gap.place)
    }

    private mutating func fault(_ kind: EventLogFault.Kind, at place: Place) {
        result.faultCount += 1
        guard result.faults.count < EventLogVerification.faultLimit else { return }
        result.faults.append(EventLogFault(file: place.file, line: place.line, kind: kind))
    }
}
