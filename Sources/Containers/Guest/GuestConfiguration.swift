/// Where a host keeps what guest agents need.
public struct GuestConfiguration: Hashable, Sendable {
    /// The executable, absolute. Looked up at each start of a container: a newer one put in its place by a rename is
    /// what the next start runs.
    public var executable: String
    /// The folder of the workspaces' folders for sockets, absolute.
    public var folders: String

    public init(executable: String, folders: String) {
        self.executable = executable
        self.folders = folders
    }
}

/// How a session's process is reached.
public enum WayIn: String, Hashable, Sendable, CaseIterable {
    case guest, exec
    /// None: the gateway's own commands, on the host.
    case host
}

/// Which way sessions may take.
public enum WayInChoice: String, Hashable, Sendable, CaseIterable {
    /// The guest agent where it answers, the engine's exec else.
    case automatic = "auto"
    case guest, exec
}

/// Which SFTP server the `sftp` subsystem is.
public enum SFTPServerChoice: String, Hashable, Sendable, CaseIterable {
    /// The guest agent's own; by exec the image's.
    case builtIn = "built-in"
    case image
}
