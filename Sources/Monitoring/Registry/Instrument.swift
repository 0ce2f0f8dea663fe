/// One metric of the exposition format: a name, what it means, and its time series.
struct Instrument: Sendable {
    enum Kind: Sendable {
        case counter
        case gauge
        /// Grows, and is set from what somebody else counts.
        case readCounter
        case histogram(Buckets)
    }

    let name: String
    let help: String
    let kind: Kind
    /// Of each time series.
    let labels: [[(String, String)]]
    let series: [any TimeSeries]

    func render(into text: inout [UInt8]) {
        text += "# HELP \(name) \(SampleText.help(help))\n# TYPE \(name) \(kind.typeName)\n".utf8
        for series in series { series.render(into: &text) }
    }
}

extension Instrument.Kind {
    var typeName: String {
        switch self {
        case .counter, .readCounter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    func makeSeries(name: String, labels: [(String, String)]) -> any TimeSeries {
        switch self {
        case .counter: CountedSeries(name: name, labels: labels)
        case .gauge, .readCounter: MeasuredSeries(name: name, labels: labels)
        case .histogram(let buckets): HistogramSeries(name: name, labels: labels, buckets: buckets)
        }
    }
}
