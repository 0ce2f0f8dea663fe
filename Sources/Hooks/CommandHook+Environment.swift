import Containers
import Glibc
import Subprocess

extension CommandHook {
    /// All of a hook's variables: the gateway's own may hold secrets.
    static func environment(for call: HookCall) -> [Environment.Key: String] {
        [
            "PATH": inherited("PATH") ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": inherited("LANG") ?? "C.UTF-8",
            "GANGWAY_EVENT": call.event.rawValue,
            "GANGWAY_USER": call.user.description,
            "GANGWAY_PROFILE": call.profile,
            "GANGWAY_WORKSPACE": call.workspace,
        ]
    }

    private static func inherited(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
