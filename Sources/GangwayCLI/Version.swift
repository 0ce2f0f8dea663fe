/// Gangway's own version; the scripts in `etc` read it from here.
enum Version {
    static let current = "0.1.0"
}
