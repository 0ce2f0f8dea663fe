import Hummingbird

/// Metrics and health.
struct MonitoringRoutes {
    let parts: AdminParts

    /// The text format that Prometheus has read since its version 0.4.
    private static let metricsType = "text/plain; version=0.0.4; charset=utf-8"
    private static let plainType = "text/plain; charset=utf-8"

    func add(to routes: some RouterMethods<some RequestContext>) {
        let parts = parts
        routes.get("metrics") { _, _ in JSONAnswer.text(await parts.metrics(), type: Self.metricsType) }
        // That it answers is the answer.
        routes.get("healthz") { _, _ in JSONAnswer.text("ok\n", type: Self.plainType) }
        routes.get("readyz") { _, _ in
            let obstacle = await parts.readiness()
            return JSONAnswer.text(
                (obstacle ?? "ready") + "\n", status: obstacle == nil ? .ok : .serviceUnavailable, type: Self.plainType)
        }
    }
}
