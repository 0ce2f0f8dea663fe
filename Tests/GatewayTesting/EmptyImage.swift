/// An image with no file in it: no shell, no library, no user.
public enum EmptyImage {
    public static let name = "gangway-test-empty:latest"

    /// Makes the image where it is missing, on the machine, without a registry.
    public static func ensure() async throws {
        let made = try await Command.bash(
            """
            set -e -o pipefail
            docker image inspect \(name) >/dev/null 2>&1 ||
                tar --create --files-from /dev/null | docker import - \(name)
            """)
        guard made.code == 0 else { throw TestImage.Failed(description: "docker import: \(made)") }
    }
}
