import CoreMetrics

/// Instruments by their labels' type, declared and made in one step.
extension PrometheusRegistry {
    func counter<Labels>(_ name: String, _ help: String) -> Counters<Labels> {
        declare(name, help, .counter, labels: Self.labels(of: Labels.self))
        return Counters { Counter(label: name, dimensions: $0, factory: self) }
    }

    func gauge<Labels>(_ name: String, _ help: String) -> Gauges<Labels> {
        declare(name, help, .gauge, labels: Self.labels(of: Labels.self))
        return Gauges { Meter(label: name, dimensions: $0, factory: self) }
    }

    /// A counter that is set from what somebody else counts.
    func readCounter(_ name: String, _ help: String) -> Gauges<NoLabels> {
        declare(name, help, .readCounter, labels: [[]])
        return Gauges { Meter(label: name, dimensions: $0, factory: self) }
    }

    func durations<Labels>(_ name: String, _ help: String, _ buckets: Buckets) -> Durations<Labels> {
        declare(name, help, .histogram(buckets), labels: Self.labels(of: Labels.self))
        return Durations { CoreMetrics.Timer(label: name, dimensions: $0, factory: self) }
    }

    func sizes<Labels>(_ name: String, _ help: String, _ buckets: Buckets) -> Sizes<Labels> {
        declare(name, help, .histogram(buckets), labels: Self.labels(of: Labels.self))
        return Sizes { Recorder(label: name, dimensions: $0, aggregate: true, factory: self) }
    }

    private static func labels<Labels: LabelSet>(of type: Labels.Type) -> [[(String, String)]] {
        Labels.all.map { Array(zip(Labels.names, $0.values)) }
    }
}

extension PrometheusRegistry {
    /// Something that does not change while the server runs: always 1, with labels that are known at the start.
    func declareInformation(_ name: String, _ help: String, _ facts: KeyValuePairs<String, String>) {
        let labels = facts.map { ($0.key, $0.value) }
        declare(name, help, .gauge, labels: [labels])
        Meter(label: name, dimensions: labels, factory: self).set(1)
    }
}
