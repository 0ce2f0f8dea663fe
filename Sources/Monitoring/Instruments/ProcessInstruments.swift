/// The server's own process, in the names that Prometheus' client libraries gave them.
enum ProcessInstruments {
    static func declare(in registry: PrometheusRegistry) {
        let cpu = registry.readCounter("process_cpu_seconds_total", "User and system CPU time spent in seconds.")
        let descriptors: Gauges<NoLabels> = registry.gauge("process_open_fds", "Open file descriptors.")
        let limit: Gauges<NoLabels> = registry.gauge("process_max_fds", "How many file descriptors may be open.")
        let resident: Gauges<NoLabels> = registry.gauge("process_resident_memory_bytes", "Resident memory in bytes.")
        let virtual: Gauges<NoLabels> = registry.gauge("process_virtual_memory_bytes", "Virtual memory in bytes.")
        let start: Gauges<NoLabels> = registry.gauge(
            "process_start_time_seconds", "When the process started, in seconds since 1970.")
        let threads: Gauges<NoLabels> = registry.gauge("process_threads", "Threads of the process.")
        registry.beforeRendering {
            let status = ProcessStatus.current()
            // What cannot be read is said to be unknown, not to be 0.
            cpu.only?.set(status.cpuSeconds ?? .nan)
            descriptors.only?.set(status.openDescriptors.map(Double.init) ?? .nan)
            limit.only?.set(status.descriptorLimit ?? .nan)
            resident.only?.set(status.residentBytes.map(Double.init) ?? .nan)
            virtual.only?.set(status.virtualBytes.map(Double.init) ?? .nan)
            start.only?.set(status.startTime ?? .nan)
            threads.only?.set(status.threads.map(Double.init) ?? .nan)
        }
    }
}
