/// How a container stands.
public struct ContainerStatus: Hashable, Sendable {
    /// The states of the Engine API's `State.Status`.
    public enum State: String, Hashable, Sendable {
        case created, running, paused, restarting, removing, exited, dead
    }

    /// How its last run ended, or why it could not begin.
    public struct Ended: Hashable, Sendable {
        /// Of the main command; 128 and the signal's number after a signal.
        public let exitCode: Int
        /// The kernel ended a process of it, not always the main command, at the memory limit.
        public let isOutOfMemory: Bool
        /// The engine's words, fit for one line of a log, at most 500 bytes; mostly empty.
        public let error: String

        public init(exitCode: Int, isOutOfMemory: Bool = false, error: String = "") {
            self.exitCode = exitCode
            self.isOutOfMemory = isOutOfMemory
            self.error = error
        }
    }

    public let id: ContainerID
    public let state: State
    public let labels: [String: String]
    /// Its addresses in the host's networks, in numbers; empty where it has none of its own.
    public let addresses: [String]
    /// The identifier (`sha256:…`) of the image it was made from, wherever the image's tag points by now.
    public let image: String
    /// nil while it runs, and before its first start.
    public let ended: Ended?

    public init(
        id: ContainerID, state: State, labels: [String: String], addresses: [String] = [], image: String = "",
        ended: Ended? = nil
    ) {
        self.id = id
        self.state = state
        self.labels = labels
        self.addresses = addresses
        self.image = image
        self.ended = ended
    }
}
