extension ContainerSpecification {
    /// A folder or a file of the host, or a volume of the engine's, as a path in the container.
    public struct Mount: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable {
            /// `source` is a path on the host, which must be there.
            case bind
            /// `source` is a volume's name. The engine makes it where it is missing, with what the image has at `target`.
            case volume
        }

        public var kind: Kind
        public var source: String
        public var target: String
        public var readOnly: Bool

        public init(_ kind: Kind = .bind, source: String, target: String, readOnly: Bool = false) {
            self.kind = kind
            self.source = source
            self.target = target
            self.readOnly = readOnly
        }
    }
}
