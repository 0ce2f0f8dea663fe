/// Where the two sides meet.
public enum GuestPlaces {
    /// Grows with every change that the other side must know of. A gateway takes the way by exec into a container whose
    /// guest agent speaks another version; the container's next start brings the current one.
    public static let version: UInt16 = 2

    /// The guest agent in the container, bind-mounted read-only.
    public static let executable = "/.gangway/guest"
    /// The same where users find it by its name, for `gangway-guest hold`.
    public static let command = "/usr/local/bin/gangway-guest"
    /// The folder of its socket in the container: a host folder of the workspace's own that only root may enter.
    public static let folder = "/.gangway/run"
    /// The socket's name in that folder.
    public static let socket = "guest.sock"

    /// Sockets of forwarded ssh-agents in the container, in a folder that only the user may enter.
    public static let agents = "/.gangway/agent"
    /// Leads to the newest of these that is alive: for programs that outlive their connection.
    public static let newestAgent = "/.gangway/agent/newest"

    /// What `gangway-guest hold` leaves in the user's home: until when the workspace is to be kept, in seconds since 1970.
    public static let hold = ".local/state/gangway/hold"

    /// Longest message; one that holds a command line of 128 KiB and its environment fits.
    public static let messageLimit = 192 << 10
}
