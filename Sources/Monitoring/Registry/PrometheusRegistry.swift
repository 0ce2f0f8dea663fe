public import CoreMetrics
import Synchronization

/// Keeps what is recorded through swift-metrics, and renders it as Prometheus' text exposition format 0.0.4.
///
/// Instruments are declared first (`declare`), with every time series they can ever have. What nobody declared is
/// refused: a library that records by names or labels of its own gets handlers that drop it, so the number of time series
/// is known when the code is built.
public final class PrometheusRegistry: MetricsFactory {
    /// What the HTTP answer's `Content-Type` is.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private struct State {
        var instruments: [Instrument] = []
        var series: [String: any TimeSeries] = [:]
        var collectors: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    public init() {}

    // MARK: Declaring

    func declare(_ name: String, _ help: String, _ kind: Instrument.Kind, labels: [[(String, String)]]) {
        let series = labels.map { kind.makeSeries(name: name, labels: $0) }
        state.withLock { state in
            precondition(!state.instruments.contains { $0.name == name }, "\(name) is declared twice")
            state.instruments.append(Instrument(name: name, help: help, kind: kind, labels: labels, series: series))
            for (labels, series) in zip(labels, series) { state.series[Self.key(name, labels)] = series }
        }
    }

    /// - Parameter body: called before each rendering, on its thread: for what is read elsewhere.
    func beforeRendering(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.collectors.append(body) }
    }

    /// For tests and documents: what there is.
    var instruments: [Instrument] { state.withLock { $0.instruments } }

    // MARK: Rendering

    /// All instruments as text. Reads files of `/proc`, so call it off the event loops.
    public func rendered() -> [UInt8] {
        let (instruments, collectors) = state.withLock { ($0.instruments, $0.collectors) }
        for collect in collectors { collect() }
        var text: [UInt8] = []
        text.reserveCapacity(128 << 10)
        for instrument in instruments { instrument.render(into: &text) }
        return text
    }

    // MARK: swift-metrics

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions) as? any CounterHandler ?? NOOPMetricsHandler.instance
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions) as? any MeterHandler ?? NOOPMetricsHandler.instance
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let series = series(label, dimensions)
        // A recorder that does not aggregate is a gauge.
        let handler: (any RecorderHandler)? =
            aggregate ? series as? HistogramSeries : series as? MeasuredSeries
        return handler ?? NOOPMetricsHandler.instance
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions) as? any TimerHandler ?? NOOPMetricsHandler.instance
    }

    // Time series last as long as the registry: Prometheus takes a missing one for a stopped server.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func series(_ name: String, _ labels: [(String, String)]) -> (any TimeSeries)? {
        state.withLock { $0.series[Self.key(name, labels)] }
    }

    private static func key(_ name: String, _ labels: [(String, String)]) -> String {
        name + SampleText.labels(labels.sorted { $0.0 < $1.0 })
    }
}
