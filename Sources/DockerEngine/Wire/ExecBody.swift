import Containers

/// `GET /exec/ID/json`, as far as it is used.
struct ExecBody: Decodable {
    let isRunning: Bool
    let exitCode: Int?
    let pid: Int?

    enum CodingKeys: String, CodingKey {
        case isRunning = "Running"
        case exitCode = "ExitCode"
        case pid = "Pid"
    }

    var state: ExecState {
        if isRunning { return .running }
        // A failed start also has an exit code (126), but never had a process.
        guard let pid, pid != 0 else { return .neverStarted }
        return exitCode.map { .exited(code: $0) } ?? .unknown
    }
}
