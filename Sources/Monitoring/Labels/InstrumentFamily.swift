import CoreMetrics

/// One swift-metrics object per combination of labels, all made in advance: recording neither allocates nor locks.
public struct InstrumentFamily<Object: Sendable, Labels: LabelSet>: Sendable {
    /// By `LabelSet.index`.
    private let objects: [Object?]

    init(_ make: ([(String, String)]) -> Object) {
        let all = Labels.all
        var objects = [Object?](repeating: nil, count: (all.map(\.index).max() ?? 0) + 1)
        for labels in all {
            objects[labels.index] = make(Array(zip(Labels.names, labels.values)))
        }
        self.objects = objects
    }

    /// nil never: every value of a closed type has its place.
    subscript(labels: Labels) -> Object? { objects[labels.index] }

    subscript<First, Second>(first: First, second: Second) -> Object? where Labels == LabelPair<First, Second> {
        objects[LabelPair(first, second).index]
    }
}

extension InstrumentFamily where Labels == NoLabels {
    var only: Object? { objects[0] }
}

/// What only grows, as events and bytes do.
typealias Counters<Labels: LabelSet> = InstrumentFamily<Counter, Labels>
/// What rises and falls.
typealias Gauges<Labels: LabelSet> = InstrumentFamily<Meter, Labels>
/// Durations in buckets, shown in seconds.
typealias Durations<Labels: LabelSet> = InstrumentFamily<CoreMetrics.Timer, Labels>
/// Sizes in buckets, in bytes.
typealias Sizes<Labels: LabelSet> = InstrumentFamily<Recorder, Labels>

extension CoreMetrics.Timer {
    func record(_ duration: Duration) { recordNanoseconds(duration.inNanoseconds) }
}

extension Duration {
    /// Clamped to what 64 bits hold, 292 years.
    var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflows { return seconds < 0 ? .min : .max }
        let (sum, overflowsToo) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflowsToo ? (seconds < 0 ? .min : .max) : sum
    }
}
