/// What the gateway asks a guest agent to start. Beside it come the program's descriptors: one, a terminal's, or three
/// in the order of standard input, output and error.
public struct GuestProgram: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The login shell of the user, as a login shell.
        case shell
        /// For the login shell's `-c`.
        case command([UInt8])
        /// The guest agent's own SFTP server.
        case sftp
        /// The `sftp-server` of the image.
        case imageSFTP
    }

    /// What happens to the program when the gateway is gone without a word.
    public enum Farewell: Hashable, Sendable {
        case keep
        /// SIGHUP, SIGTERM, SIGKILL, this many milliseconds apart.
        case terminate(grace: UInt32)
    }

    public var kind: Kind
    /// Whose it is. Its supplementary groups and shell are what the image's passwd and group files say.
    public var uid: UInt32
    public var gid: UInt32
    /// Home of a uid that the image's passwd file does not know.
    public var home: [UInt8]
    /// `NAME=value`, over the container's own environment.
    public var environment: [[UInt8]]
    public var hasTerminal: Bool
    public var farewell: Farewell

    public init(
        kind: Kind, uid: UInt32, gid: UInt32, home: [UInt8], environment: [[UInt8]], hasTerminal: Bool,
        farewell: Farewell
    ) {
        self.kind = kind
        self.uid = uid
        self.gid = gid
        self.home = home
        self.environment = environment
        self.hasTerminal = hasTerminal
        self.farewell = farewell
    }
}

extension GuestProgram {
    /// Variables in one message.
    private static let environmentLimit = 1024

    init(from reader: inout MessageReader) throws(MalformedMessage) {
        switch try reader.byte() {
        case 0: kind = .shell
        case 1: kind = .command(try reader.text())
        case 2: kind = .sftp
        case 3: kind = .imageSFTP
        default: throw MalformedMessage()
        }
        uid = try reader.integer()
        gid = try reader.integer()
        home = try reader.text()
        hasTerminal = try reader.boolean()
        farewell = try reader.boolean() ? .terminate(grace: try reader.integer()) : .keep
        let count = Int(try reader.integer(UInt16.self))
        guard count <= Self.environmentLimit else { throw MalformedMessage() }
        environment = []
        for _ in 0..<count { environment.append(try reader.text()) }
    }

    func write(to writer: inout MessageWriter) {
        switch kind {
        case .shell: writer.write(UInt8(0))
        case .command(let text):
            writer.write(UInt8(1))
            writer.write(text)
        case .sftp: writer.write(UInt8(2))
        case .imageSFTP: writer.write(UInt8(3))
        }
        writer.write(uid)
        writer.write(gid)
        writer.write(home)
        writer.write(hasTerminal)
        switch farewell {
        case .keep: writer.write(false)
        case .terminate(let grace):
            writer.write(true)
            writer.write(grace)
        }
        let variables = environment.prefix(Self.environmentLimit)
        writer.write(UInt16(variables.count))
        for variable in variables { writer.write(variable) }
    }
}
