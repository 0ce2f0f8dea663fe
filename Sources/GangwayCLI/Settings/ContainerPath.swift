/// Paths in a container, or on its host.
enum ContainerPath {
    /// Absolute, and with nothing that a mount's text could not hold.
    static func isAbsolute(_ path: String) -> Bool {
        path.hasPrefix("/") && !path.unicodeScalars.contains { $0.value < 32 || $0 == ":" }
    }

    /// Not all of the container, not what is Gangway's own in it, and without `..`.
    static func isMountTarget(_ path: String) -> Bool {
        let names = path.split(separator: "/")
        return isAbsolute(path) && !names.isEmpty && names.first != ".gangway" && !names.contains("..")
    }
}
