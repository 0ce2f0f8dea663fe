/// From a guest agent to the gateway, which believes none of it.
public enum GuestReply: GuestMessage {
    /// The first word on every connection. Beside it comes a descriptor that names the container's terminals
    /// (`gangway_name_terminals`), if it has any.
    case hello(version: UInt16)
    /// The program runs.
    case started(pid: Int32)
    /// It could not be started: errno, and what was tried (`GuestStep`).
    case failed(GuestStep, code: Int32)
    /// It ended; what it left behind may live on.
    case exited(GuestExit)
    /// Everything that `GuestRequest.terminate` meant has ended.
    case terminated
    /// Beside it comes the socket.
    case connected
    /// By errno; 0: the host's name is not known.
    case refused(code: Int32)
    /// The port, or 0 and the socket's path.
    case listening(port: UInt16, path: [UInt8])
    /// Somebody has connected; beside it comes the socket. The peer's address in numbers, empty for a Unix socket.
    case accepted(host: [UInt8], port: UInt16)
    case life(GuestLife)

    public init(_ bytes: [UInt8]) throws(MalformedMessage) {
        var reader = MessageReader(bytes)
        switch try reader.byte() {
        case 1: self = .hello(version: try reader.integer())
        case 2: self = .started(pid: try reader.integer())
        case 3:
            guard let step = GuestStep(rawValue: try reader.byte()) else { throw MalformedMessage() }
            self = .failed(step, code: try reader.integer())
        case 4:
            let isSignal = try reader.boolean()
            let coreDumped = try reader.boolean()
            let code = try reader.byte()
            self = .exited(isSignal ? .signal(code, coreDumped: coreDumped) : .status(code))
        case 5: self = .terminated
        case 6: self = .connected
        case 7: self = .refused(code: try reader.integer())
        case 8:
            let port: UInt16 = try reader.integer()
            self = .listening(port: port, path: try reader.text())
        case 9:
            let host = try reader.text()
            self = .accepted(host: host, port: try reader.integer())
        case 10: self = .life(try GuestLife(from: &reader))
        default: throw MalformedMessage()
        }
        try reader.end()
    }

    public var bytes: [UInt8] {
        var writer: MessageWriter
        switch self {
        case .hello(let version):
            writer = MessageWriter(kind: 1)
            writer.write(version)
        case .started(let pid):
            writer = MessageWriter(kind: 2)
            writer.write(pid)
        case .failed(let step, let code):
            writer = MessageWriter(kind: 3)
            writer.write(step.rawValue)
            writer.write(code)
        case .exited(let exit):
            writer = MessageWriter(kind: 4)
            switch exit {
            case .status(let code):
                writer.write(false)
                writer.write(false)
                writer.write(code)
            case .signal(let number, let coreDumped):
                writer.write(true)
                writer.write(coreDumped)
                writer.write(number)
            }
        case .terminated:
            writer = MessageWriter(kind: 5)
        case .connected:
            writer = MessageWriter(kind: 6)
        case .refused(let code):
            writer = MessageWriter(kind: 7)
            writer.write(code)
        case .listening(let port, let path):
            writer = MessageWriter(kind: 8)
            writer.write(port)
            writer.write(path)
        case .accepted(let host, let port):
            writer = MessageWriter(kind: 9)
            writer.write(host)
            writer.write(port)
        case .life(let life):
            writer = MessageWriter(kind: 10)
            life.write(to: &writer)
        }
        return writer.bytes
    }
}

/// How a program ended.
public enum GuestExit: Hashable, Sendable {
    case status(UInt8)
    /// By its number on Linux.
    case signal(UInt8, coreDumped: Bool)
}

/// What failed when a program was to be started.
public enum GuestStep: UInt8, Hashable, Sendable {
    case session = 1
    case terminal = 2
    case descriptors = 3
    case user = 4
    case exec = 5
    case fork = 6
}
