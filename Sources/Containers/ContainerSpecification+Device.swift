extension ContainerSpecification {
    /// A device file of the host.
    public struct Device: Hashable, Sendable {
        public var hostPath: String
        /// In the container.
        public var path: String
        /// Some of `r`, `w` and `m` (mknod).
        public var permissions: String

        public init(hostPath: String, path: String, permissions: String = "rwm") {
            self.hostPath = hostPath
            self.path = path
            self.permissions = permissions
        }
    }

    /// Which of the host's GPUs the container has.
    public enum GPURequest: Hashable, Sendable {
        case all
        /// That many, whichever they are.
        case count(Int)
        /// By index or UUID.
        case devices([String])
    }
}
