extension ContainerSpecification {
    /// A port of the host that leads into the container. Has no effect with the networks `none` and `host`.
    public struct Port: Hashable, Sendable {
        public enum TransportProtocol: String, Hashable, Sendable {
            case tcp, udp
        }

        /// The address of the host's to listen on; `0.0.0.0` is all of them. Empty is refused.
        public var hostAddress: String
        /// nil: the engine picks one.
        public var hostPort: UInt16?
        public var containerPort: UInt16
        public var transport: TransportProtocol

        public init(
            hostAddress: String = "127.0.0.1", hostPort: UInt16? = nil, containerPort: UInt16,
            transport: TransportProtocol = .tcp
        ) {
            self.hostAddress = hostAddress
            self.hostPort = hostPort
            self.containerPort = containerPort
            self.transport = transport
        }
    }
}
