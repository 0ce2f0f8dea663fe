import CoreMetrics
import Testing

@testable import Monitoring

private enum Colour: UInt8, MetricLabel {
    case red, darkBlue

    static let labelName = "colour"
}

private enum Shape: UInt8, MetricLabel {
    case round

    static let labelName = "shape"
}

@Suite struct RegistryTests {
    private let registry = PrometheusRegistry()

    private var text: String { String(decoding: registry.rendered(), as: UTF8.self) }

    @Test("a counter has a line per combination of its labels, from 0 on, and never falls")
    func counters() {
        let counters: Counters<LabelPair<Colour, Shape>> = registry.counter("things_total", "Things.")
        counters[.darkBlue, .round]?.increment(by: 3)
        counters[.darkBlue, .round]?.increment(by: -2)
        #expect(
            text == """
                # HELP things_total Things.
                # TYPE things_total counter
                things_total{colour="red",shape="round"} 0
                things_total{colour="dark_blue",shape="round"} 3

                """)
    }

    @Test("a gauge rises, falls, and may be unknown")
    func gauges() {
        let gauges: Gauges<Colour> = registry.gauge("depth", "How deep.")
        gauges[.red]?.increment()
        gauges[.red]?.increment(by: 2.5)
        gauges[.red]?.decrement()
        gauges[.darkBlue]?.set(Double.nan)
        #expect(text.hasSuffix("depth{colour=\"red\"} 2.5\ndepth{colour=\"dark_blue\"} NaN\n"))
        gauges[.darkBlue]?.set(Double.infinity)
        #expect(text.hasSuffix("depth{colour=\"dark_blue\"} +Inf\n"))
    }

    @Test("a duration counts in each bucket that it is not above, and is shown in seconds")
    func durations() {
        let durations: Durations<NoLabels> = registry.durations("wait_seconds", "Waiting.", .recordingLag)
        durations.only?.record(.milliseconds(5))
        durations.only?.record(.nanoseconds(5_000_001))
        durations.only?.record(.seconds(3600))
        durations.only?.record(.seconds(-1))
        #expect(
            text == """
                # HELP wait_seconds Waiting.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.005"} 2
                wait_seconds_bucket{le="0.01"} 3
                wait_seconds_bucket{le="0.025"} 3
                wait_seconds_bucket{le="0.05"} 3
                wait_seconds_bucket{le="0.1"} 3
                wait_seconds_bucket{le="0.25"} 3
                wait_seconds_bucket{le="0.5"} 3
                wait_seconds_bucket{le="1"} 3
                wait_seconds_bucket{le="2.5"} 3
                wait_seconds_bucket{le="5"} 3
                wait_seconds_bucket{le="+Inf"} 4
                wait_seconds_sum 3600.010000001
                wait_seconds_count 4

                """)
    }

    @Test("a size is shown in bytes, with its labels before the bound")
    func sizes() {
        let sizes: Sizes<Shape> = registry.sizes("file_bytes", "Files.", .traffic)
        sizes[.round]?.record(1024)
        sizes[.round]?.record(1025)
        #expect(text.contains("file_bytes_bucket{shape=\"round\",le=\"1024\"} 1\n"))
        #expect(text.contains("file_bytes_bucket{shape=\"round\",le=\"4096\"} 2\n"))
        #expect(text.hasSuffix("file_bytes_sum{shape=\"round\"} 2049\nfile_bytes_count{shape=\"round\"} 2\n"))
    }

    @Test("any swift-metrics object of a declared name, labels in any order, records into the same time series")
    func sameSeries() {
        let counters: Counters<LabelPair<Colour, Shape>> = registry.counter("things_total", "Things.")
        counters[.red, .round]?.increment()
        Counter(label: "things_total", dimensions: [("shape", "round"), ("colour", "red")], factory: registry)
            .increment()
        #expect(text.contains("things_total{colour=\"red\",shape=\"round\"} 2\n"))
    }

    @Test("names, labels and values that nobody declared are dropped, and so are other kinds of a declared name")
    func undeclared() {
        let _: Counters<Colour> = registry.counter("things_total", "Things.")
        let _: Gauges<NoLabels> = registry.gauge("depth", "How deep.")
        let before = text
        Counter(label: "other_total", factory: registry).increment()
        Counter(label: "things_total", factory: registry).increment()
        Counter(label: "things_total", dimensions: [("colour", "alice")], factory: registry).increment()
        Counter(label: "things_total", dimensions: [("user", "red")], factory: registry).increment()
        CoreMetrics.Timer(label: "things_total", dimensions: [("colour", "red")], factory: registry)
            .recordSeconds(1)
        Recorder(label: "depth", aggregate: true, factory: registry).record(1)
        Counter(label: "depth", factory: registry).increment()
        #expect(text == before)
        Recorder(label: "depth", aggregate: false, factory: registry).record(7)
        #expect(text.hasSuffix("depth 7\n"))
    }

    @Test("help and labels are escaped, so that no text can add a line")
    func escaping() {
        registry.declareInformation("build", "A \\ and\na line.", ["version": "1\"\n\\2"])
        #expect(
            text == """
                # HELP build A \\\\ and\\na line.
                # TYPE build gauge
                build{version="1\\"\\n\\\\2"} 1

                """)
    }

    @Test("nothing is lost where many threads record at once, and while it is rendered")
    func threads() async {
        let counters: Counters<Colour> = registry.counter("things_total", "Things.")
        let gauges: Gauges<NoLabels> = registry.gauge("depth", "How deep.")
        let durations: Durations<NoLabels> = registry.durations("wait_seconds", "Waiting.", .recordingLag)
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { @concurrent in
                    for _ in 0..<20_000 {
                        counters[.red]?.increment()
                        gauges.only?.increment(by: 2)
                        gauges.only?.decrement()
                        durations.only?.record(.milliseconds(10))
                    }
                }
            }
            group.addTask { @concurrent in
                for _ in 0..<20 { _ = registry.rendered() }
            }
        }
        for line in [
            "things_total{colour=\"red\"} 80000", "depth 80000", "wait_seconds_bucket{le=\"0.005\"} 0",
            "wait_seconds_bucket{le=\"0.01\"} 80000", "wait_seconds_count 80000", "wait_seconds_sum 800",
        ] {
            #expect(text.contains(line + "\n"))
        }
    }
}
