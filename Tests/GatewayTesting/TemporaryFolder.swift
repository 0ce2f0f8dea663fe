import Foundation

/// A new folder with mode 0700, removed with everything in it when this object goes.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() throws {
        let name = String(UInt64.random(in: .min ... .max), radix: 36)
        path = "/tmp/gangway-test-\(name)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    /// Writes a file with the given mode into the folder.
    /// - Returns: its path.
    @discardableResult
    public func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
