import CoreMetrics
import Synchronization

/// Values in buckets: swift-metrics' `Timer` (nanoseconds) and `Recorder` (bytes).
@safe final class HistogramSeries: TimeSeries, TimerHandler, RecorderHandler {
    private let buckets: Buckets
    /// One count per bound, and the one above them.
    // Every access is atomic, and the memory is there as long as the object.
    private nonisolated(unsafe) let counts: UnsafeMutablePointer<Atomic<Int64>>
    /// In the unit that is recorded.
    private let sum = Atomic<Int64>(0)
    private let bucketPrefixes: [[UInt8]]
    private let sumPrefix: [UInt8]
    private let countPrefix: [UInt8]

    init(name: String, labels: [(String, String)], buckets: Buckets) {
        self.buckets = buckets
        unsafe counts = .allocate(capacity: buckets.bounds.count + 1)
        for index in 0...buckets.bounds.count { unsafe (counts + index).initialize(to: Atomic(0)) }
        bucketPrefixes = (buckets.bounds.map { buckets.text(of: $0) } + ["+Inf"]).map { bound in
            Array("\(name)_bucket\(SampleText.labels(labels + [("le", bound)])) ".utf8)
        }
        sumPrefix = Array("\(name)_sum\(SampleText.labels(labels)) ".utf8)
        countPrefix = Array("\(name)_count\(SampleText.labels(labels)) ".utf8)
    }

    deinit {
        unsafe counts.deinitialize(count: buckets.bounds.count + 1)
        unsafe counts.deallocate()
    }

    func recordNanoseconds(_ duration: Int64) { record(duration) }

    /// Less than nothing counts as nothing: clocks of two threads may differ by a little.
    func record(_ value: Int64) {
        let value = max(0, value)
        var index = 0
        // A dozen neighbours in the cache: faster than searching by halves.
        while index < buckets.bounds.count, buckets.bounds[index] < value { index += 1 }
        unsafe counts[index].wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(value, ordering: .relaxed)
    }

    func record(_ value: Double) { record(Int64(exactly: value.rounded()) ?? (value > 0 ? .max : 0)) }

    /// The count is the last bucket's by its making, also while others record.
    func render(into text: inout [UInt8]) {
        var total: Int64 = 0
        for (index, prefix) in bucketPrefixes.enumerated() {
            total += unsafe counts[index].load(ordering: .relaxed)
            text += prefix
            text += "\(total)\n".utf8
        }
        let sum = sum.load(ordering: .relaxed)
        text += sumPrefix
        switch buckets.unit {
        case .seconds: text += "\(SampleText.text(of: Double(sum) / 1e9))\n".utf8
        case .bytes: text += "\(sum)\n".utf8
        }
        text += countPrefix
        text += "\(total)\n".utf8
    }
}
