extension ContainerSpecification {
    /// A limit of each process, as setrlimit(2) has it.
    public struct Ulimit: Hashable, Sendable {
        /// In lower case, without "RLIMIT_": `nofile`, `memlock`.
        public var name: String
        /// -1: unlimited.
        public var soft: Int
        /// -1: unlimited.
        public var hard: Int

        public init(name: String, soft: Int, hard: Int) {
            self.name = name
            self.soft = soft
            self.hard = hard
        }
    }
}
