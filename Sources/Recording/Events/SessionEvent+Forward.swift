public import Model

extension SessionEvent {
    /// What is forwarded, in the events about forwards.
    public struct Forward: Sendable, Hashable {
        public enum Direction: String, Sendable, Hashable, CaseIterable {
            /// The client connects through the gateway (`ssh -L`, `-D`, `-W`).
            case local
            /// Something in the workspace connects to the client (`ssh -R`).
            case remote
            case agent
            case x11
        }

        public var direction: Direction
        /// Local: where it leads. Otherwise: where is listened for it.
        public var address: ForwardAddress
        /// Who connected, as far as known: any text from a client for a local one.
        public var peer: String?
        /// The channel's number on the connection; joins a forward's events. nil for a listener.
        public var channel: UInt32?

        public init(direction: Direction, address: ForwardAddress, peer: String? = nil, channel: UInt32? = nil) {
            self.direction = direction
            self.address = address
            self.peer = peer
            self.channel = channel
        }
    }
}
