/// Which Gangway this is.
enum BuildInstruments {
    static func declare(in registry: PrometheusRegistry, version: String) {
        registry.declareInformation(
            "gangway_build_info", "Always 1; the label says which Gangway this is.", ["version": version])
    }
}
