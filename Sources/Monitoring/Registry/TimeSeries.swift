import CoreMetrics
import Synchronization

/// What is kept for one combination of an instrument's labels. Recorded into from any thread, without locks.
protocol TimeSeries: AnyObject, Sendable {
    /// Appends its lines.
    func render(into text: inout [UInt8])
}

/// What only grows. A negative amount is left out: it would look like a restart of the server.
final class CountedSeries: TimeSeries, CounterHandler {
    private let value = Atomic<Int64>(0)
    private let prefix: [UInt8]

    init(name: String, labels: [(String, String)]) {
        prefix = Array("\(name)\(SampleText.labels(labels)) ".utf8)
    }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        value.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Prometheus takes it for a restart.
    func reset() { value.store(0, ordering: .relaxed) }

    func render(into text: inout [UInt8]) {
        text += prefix
        text += "\(value.load(ordering: .relaxed))\n".utf8
    }
}

/// What rises and falls, or is read elsewhere.
final class MeasuredSeries: TimeSeries, MeterHandler, RecorderHandler {
    /// A `Double`'s bits.
    private let value: Atomic<UInt64>
    private let prefix: [UInt8]

    init(name: String, labels: [(String, String)], value: Double = 0) {
        prefix = Array("\(name)\(SampleText.labels(labels)) ".utf8)
        self.value = Atomic(value.bitPattern)
    }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.store(value.bitPattern, ordering: .relaxed) }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
    func decrement(by amount: Double) { increment(by: -amount) }

    func increment(by amount: Double) {
        var old = value.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (isDone, current) = value.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if isDone { return }
            old = current
        }
    }

    func render(into text: inout [UInt8]) {
        text += prefix
        text += "\(SampleText.text(of: Double(bitPattern: value.load(ordering: .relaxed))))\n".utf8
    }
}
