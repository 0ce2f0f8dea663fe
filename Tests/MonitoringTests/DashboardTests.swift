import Foundation
import GatewayTesting
import Testing
import Yams

@testable import Monitoring

/// What ships for Grafana and Prometheus speaks of what there is.
@Suite(.timeLimit(.minutes(5)))
struct DashboardTests {
    private struct Dashboard: Decodable {
        struct Panel: Decodable {
            struct Target: Decodable {
                let expr: String
                let legendFormat: String
            }

            struct Position: Decodable {
                let h: Int
                let w: Int
                let x: Int
                let y: Int
            }

            let id: Int
            let title: String
            let gridPos: Position
            let targets: [Target]?
        }

        let panels: [Panel]

        var targets: [Panel.Target] { panels.flatMap { $0.targets ?? [] } }
    }

    private struct Alerts: Decodable {
        struct Group: Decodable {
            struct Rule: Decodable {
                let alert: String
                let expr: String
                let labels: [String: String]
                let annotations: [String: String]
            }

            let rules: [Rule]
        }

        let groups: [Group]

        var rules: [Group.Rule] { groups.flatMap(\.rules) }
    }

    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let shipped = tests.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("etc")
    private static let alertsPath = shipped.appendingPathComponent("prometheus/alerts.yml").path

    private func dashboard() throws -> Dashboard {
        let file = Self.shipped.appendingPathComponent("grafana/gangway.json")
        return try JSONDecoder().decode(Dashboard.self, from: Data(contentsOf: file))
    }

    private func alerts() throws -> Alerts {
        try YAMLDecoder().decode(Alerts.self, from: Data(contentsOf: URL(fileURLWithPath: Self.alertsPath)))
    }

    /// What Prometheus adds to each time series.
    private static let added: Set = ["instance", "job"]

    private enum Values {
        case closed(Set<String>)
        case any
    }

    /// By the names that stand in the exposition: each label's values.
    private static let known: [String: [String: Values]] = {
        var known: [String: [String: Values]] = ["up": [:]]
        for instrument in Instruments(version: "1").registry.instruments {
            let pairs = instrument.labels.joined().map { ($0.0, Set([$0.1])) }
            let labels = Dictionary(pairs) { $0.union($1) }.mapValues(Values.closed)
            switch instrument.kind {
            case .counter, .gauge, .readCounter: known[instrument.name] = labels
            case .histogram:
                known[instrument.name + "_sum"] = labels
                known[instrument.name + "_count"] = labels
                known[instrument.name + "_bucket"] = labels.merging(["le": .any]) { $1 }
            }
        }
        return known
    }()

    /// - Returns: what is wrong with it.
    private func mistakes(in expression: Expression) -> [String] {
        var mistakes: [String] = []
        var labels = Self.added
        if expression.selectors.isEmpty { mistakes.append("selects nothing") }
        for selector in expression.selectors {
            guard let known = Self.known[selector.metric] else {
                mistakes.append("no metric \(selector.metric)")
                continue
            }
            labels.formUnion(known.keys)
            for (label, values) in selector.matchers where !Self.added.contains(label) {
                guard let there = known[label] else {
                    mistakes.append("\(selector.metric) has no label \(label)")
                    continue
                }
                guard case .closed(let there) = there else { continue }
                mistakes += values.filter { !there.contains($0) }.map { "\(selector.metric): no \(label) \($0)" }
            }
        }
        mistakes += expression.groupings.subtracting(labels).map { "no label \($0)" }
        return mistakes
    }

    @Test("a mistake in an expression is found")
    func finds() {
        func mistakes(_ text: String) -> [String] { self.mistakes(in: Expression(text)) }
        #expect(mistakes("1 > 0") == ["selects nothing"])
        #expect(mistakes("sum(rate(gangway_nothing_total[5m]))") == ["no metric gangway_nothing_total"])
        #expect(mistakes("go_goroutines > 5") == ["no metric go_goroutines"])
        #expect(mistakes("gangway_sessions{user=\"alice\"}") == ["gangway_sessions has no label user"])
        #expect(
            mistakes("1 - gangway_sessions{kind=~\"shell|sftp\",job=\"x\"} * 2") == ["gangway_sessions: no kind sftp"])
        #expect(mistakes("sum by (kind, colour) (gangway_sessions)") == ["no label colour"])
        #expect(
            mistakes("sum(gangway_sessions) without (kind) / gangway_opening_seconds") == [
                "no metric gangway_opening_seconds"
            ])
        #expect(
            mistakes("histogram_quantile(0.9, sum by (le) (rate(gangway_opening_seconds_bucket{le!=\"1\"}[5m])))") == []
        )
    }

    @Test("the dashboard's expressions name metrics, labels and values that exist, and so do their legends")
    func dashboardNames() throws {
        let targets = try dashboard().targets
        #expect(targets.count > 50)
        for target in targets {
            let expression = Expression(target.expr)
            #expect(mistakes(in: expression) == [], "\(target.expr)")
            for match in target.legendFormat.matches(of: /{{(\w+)}}/) {
                let isKept = expression.groupings.contains(String(match.1)) || Self.added.contains(String(match.1))
                #expect(isKept, "\(target.expr) keeps no label \(match.1)")
            }
        }
    }

    @Test("every instrument is on the dashboard")
    func dashboardIsComplete() throws {
        let shown = Set(try dashboard().targets.flatMap { Expression($0.expr).selectors.map(\.metric) })
        for instrument in Instruments(version: "1").registry.instruments {
            let names = ["", "_bucket", "_count"].map { instrument.name + $0 }
            #expect(names.contains { shown.contains($0) }, "\(instrument.name)")
        }
    }

    @Test("Prometheus' parser takes every expression of the dashboard")
    func dashboardSyntax() async throws {
        let folder = try TemporaryFolder()
        var rules = "groups:\n- name: dashboard\n  rules:\n"
        for (index, target) in try dashboard().targets.enumerated() {
            let text = target.expr.replacing("$__rate_interval", with: "5m").replacing("$__range", with: "6h")
            rules += "  - record: panel:\(index)\n    expr: '\(text)'\n"
        }
        let file = try folder.write(rules, to: "rules.yml")
        let result = try await Command.run(["promtool", "check", "rules", file])
        #expect(result.code == 0, "\(result)")
    }

    @Test("the dashboard's panels have ids of their own and do not overlap")
    func dashboardLayout() throws {
        let panels = try dashboard().panels
        #expect(Set(panels.map(\.id)).count == panels.count)
        var taken: Set<[Int]> = []
        for panel in panels {
            let place = panel.gridPos
            #expect(place.x + place.w <= 24, "\(panel.title)")
            for x in place.x..<place.x + place.w {
                for y in place.y..<place.y + place.h {
                    #expect(taken.insert([x, y]).inserted, "\(panel.title)")
                }
            }
        }
    }

    @Test("the alerts name metrics, labels and values that exist, and say how urgent they are")
    func alertNames() throws {
        let rules = try alerts().rules
        #expect(rules.count >= 10)
        for rule in rules {
            #expect(mistakes(in: Expression(rule.expr)) == [], "\(rule.alert)")
            #expect(["critical", "warning"].contains(rule.labels["severity"]), "\(rule.alert)")
            #expect(rule.annotations["summary"] != nil && rule.annotations["description"] != nil, "\(rule.alert)")
        }
    }

    @Test("Prometheus takes the alerts, and they fire when they should and only then")
    func alertRules() async throws {
        let check = try await Command.run(["promtool", "check", "rules", Self.alertsPath])
        #expect(check.code == 0, "\(check)")
        let test = try await Command.run(
            ["promtool", "test", "rules", Self.tests.appendingPathComponent("alerts-test.yml").path])
        #expect(test.code == 0, "\(test)")
    }
}
