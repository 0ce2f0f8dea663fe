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
