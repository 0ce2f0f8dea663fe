import AdminAPI
import Authentication
import Containers
import Gateway
import Hooks
import Logging
import Model
import Recording
import SSH

/// Everything an operator can set, as the parts take it. `table` and `ProfileField.table` are the lists of names; `etc/gangway.yaml` shows
/// each with its default.
struct Settings: Sendable {
    /// What happens to sessions that can't be logged or recorded.
    enum OnFailure: String, CaseIterable, Sendable {
        case `continue`
        case endSession = "end_session"
    }

    enum LogFormat: String, CaseIterable, Sendable {
        case text, json
    }

    var ssh = SSHConfiguration()
    var gateway = GatewayConfiguration()
    var workspace: WorkspaceConfiguration
    var hooks = HookSettings()
    /// Where profiles come from, for those that set them.
    var origins: [ProfileName: ProfileOrigin] = [:]
    var logsEvents = true
    /// Where the session log is.
    var eventFolder: String
    var events = EventLogConfiguration()
    var recording: RecordingConfiguration
    var methods = MethodLists.standard
    /// Folder of the host keys, made on first start.
    var hostKeyFolder: String
    var hostKeys: [HostKey.Algorithm] = [.ed25519]
    /// As `DOCKER_HOST`; nil: that variable, or the engine's usual socket.
    var dockerHost: String?
    /// The guest agent's executable; nil: `gangway-guest` beside this one.
    var guestAgent: String?
    var admin: AdminConfiguration
    /// nil: one per processor.
    var eventLoops: Int?
    var logLevel = Logger.Level.info
    var logFormat = LogFormat.text

    /// The standard profile.
    var standard: ProfileDraft {
        get {
            ProfileDraft(profile: workspace.profiles.standard, origin: origins[.standard] ?? ProfileOrigin())
        }
        set {
            workspace.profiles.standard = newValue.profile
            origins[.standard] = newValue.origin == ProfileOrigin() ? nil : newValue.origin
        }
    }

    /// - Returns: nil where there is no such profile.
    func draft(named name: ProfileName) -> ProfileDraft? {
        workspace.profiles.profile(named: name).map {
            ProfileDraft(profile: $0, origin: origins[name] ?? ProfileOrigin())
        }
    }

    /// The defaults.
    /// - Parameter state: the state folder, absolute.
    init(state: String) {
        workspace = WorkspaceConfiguration(homes: "\(state)/homes")
        hostKeyFolder = "\(state)/host-keys"
        admin = AdminConfiguration(socket: "\(state)/admin.sock")
        eventFolder = "\(state)/log"
        recording = RecordingConfiguration(folder: "\(state)/recordings")
        recording.streamLimit = 1 << 20
    }

    /// All names there are, beside those of `profiles`.
    static let table = own + ProfileField.table.map(\.ofStandardProfile)

    /// What is no profile's.
    private static let own: [Setting<Settings>] = [
        .text("listen.address") { $0.ssh.listenAddress = $1 },
        .integer("listen.port", 0...65535) { $0.ssh.port = UInt16($1) },

        .text("ssh.host_key_folder") { $0.hostKeyFolder = $1 },
        .words("ssh.host_keys", "ed25519 or rsa") { settings, words in
            let algorithms = words.compactMap(HostKey.Algorithm.init(rawValue:))
            guard algorithms.count == words.count, !algorithms.isEmpty else { return false }
            settings.hostKeys = algorithms
            return true
        },
        .text("ssh.software_version") { $0.ssh.softwareVersion = $1 },
        .text("ssh.banner") { $0.ssh.banner = $1.isEmpty ? nil : $1 },
        .seconds("ssh.login_grace_time") { $0.ssh.loginGraceTime = $1 },
        .integer("ssh.max_auth_tries", 1...100) { $0.ssh.maxAuthTries = $1 },
        .parsed("ssh.max_startups", "begin:rate:full, such as 10:30:100") { settings, text in
            let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            guard numbers.count == 3, numbers.allSatisfy({ $0 > 0 }), numbers[1] <= 100, numbers[0] <= numbers[2] else {
                return false
            }
            settings.ssh.maxStartups = MaxStartups(begin: numbers[0], rate: numbers[1], full: numbers[2])
            return true
        },
        .integer("ssh.max_sessions", 1...10_000) { $0.ssh.maxSessions = $1 },
        .seconds("ssh.client_alive_interval") { $0.ssh.clientAliveInterval = $1 },
        .integer("ssh.client_alive_count_max", 0...1000) { $0.ssh.clientAliveCountMax = $1 },
        .size("ssh.rekey_data") { $0.ssh.rekeyBytes = $1 == 0 ? nil : UInt64($1) },
        .seconds("ssh.rekey_time") { $0.ssh.rekeyInterval = $1 == .zero ? nil : $1 },
        .boolean("ssh.compression") { $0.ssh.compression = $1 },
        .words("ssh.accept_env", "variable names, '*' at the end for any rest") { settings, words in
            settings.gateway.acceptedEnvironment += words
            return true
        },

        .words("authentication.methods", "publickey, password, or publickey+password for both in turn") {
            // '+' instead of sshd's ',', which separates a list's entries in an environment variable.
            guard let lists = try? MethodLists($1.map { $0.replacing("+", with: ",") }) else { return false }
            $0.methods = lists
            return true
        },

        .choice("session.on_disconnect") { (settings: inout Settings, choice: GatewayConfiguration.OnDisconnect) in
            settings.gateway.onDisconnect = choice
        },
        .seconds("session.termination_grace") { $0.gateway.terminationGrace = $1 },
        .seconds("session.shutdown_grace") { $0.gateway.shutdownGrace = $1 },

        .text("docker.host") { $0.dockerHost = $1.isEmpty ? nil : $1 },

        .absolutePath("workspace.homes") { $0.workspace.homes = $1 },
        .text("workspace.guest_agent") { $0.guestAgent = $1.isEmpty ? nil : $1 },
        .seconds("workspace.start_limit") { $0.workspace.startLimit = $1 },
        .integer("workspace.concurrent_starts", 1...1000) { $0.workspace.concurrentStarts = $1 },
        .number("workspace.sweep_interval", 1...3600) { $0.workspace.sweepInterval = .seconds($1) },

        .integer("quota.running", 0...1_000_000) { $0.workspace.quota.running = $1 == 0 ? nil : $1 },
        .size("quota.memory") { $0.workspace.quota.memory = $1 == 0 ? nil : $1 },
        .choice("quota.when_full") { (settings: inout Settings, choice: RunningQuota.WhenFull) in
            settings.workspace.quota.whenFull = choice
        },
        .seconds("quota.wait_limit") { $0.workspace.quota.waitLimit = $1 },

        .hooks(.create), .hooks(.start), .hooks(.stop), .hooks(.remove),
        .number("hooks.timeout", 0.1...3600) { $0.hooks.limit = .seconds($1) },
        .parsed("hooks.secret_file", "empty, or a path that starts with /") {
            $0.hooks.secretFile = $1.isEmpty ? nil : $1
            return $1.isEmpty || $1.hasPrefix("/")
        },

        .boolean("session_log.enabled") { $0.logsEvents = $1 },
        .absolutePath("session_log.folder") { $0.eventFolder = $1 },
        .choice("session_log.on_failure") { (settings: inout Settings, choice: OnFailure) in
            settings.gateway.endsUnlogged = choice == .endSession
        },
        .seconds("session_log.sync_interval") { $0.events.syncInterval = $1 },
        .text("session_log.syslog") {
            var syslog = SyslogConfiguration()
            syslog.path = $1
            $0.events.syslog = $1.isEmpty ? nil : syslog
        },

        .absolutePath("recording.folder") { $0.recording.folder = $1 },
        .choice("recording.on_failure") { (settings: inout Settings, choice: OnFailure) in
            settings.gateway.endsUnrecorded = choice == .endSession
        },
        .seconds("recording.max_age") { $0.recording.maxAge = $1 == .zero ? nil : $1 },
        .size("recording.max_size") { $0.recording.maxTotalBytes = $1 == 0 ? nil : UInt64($1) },
        .size("recording.stream_limit") { $0.recording.streamLimit = $1 },

        .absolutePath("admin.socket") { $0.admin.socket = $1 },
        .text("admin.group") { $0.admin.group = $1.isEmpty ? nil : $1 },

        .parsed("metrics.listen", "a loopback address and a port, such as 127.0.0.1:9122 or [::1]:9122") {
            $0.admin.metrics = LoopbackAddress.parse($1)
            return $1.isEmpty || $0.admin.metrics != nil
        },

        .integer("server.event_loops", 0...1024) { $0.eventLoops = $1 == 0 ? nil : $1 },
        .choice("log.level") { (settings: inout Settings, level: Logger.Level) in settings.logLevel = level },
        .choice("log.format") { (settings: inout Settings, format: LogFormat) in settings.logFormat = format },
    ]
}
