/// A container's signs of life, as its guest agent sees them.
public struct GuestLife: Hashable, Sendable {
    /// Programs that keep a user's sessions while nobody is connected.
    public enum Multiplexer: UInt8, Hashable, Sendable {
        case tmux = 1
        case screen = 2
    }

    /// Names in one answer.
    public static let nameLimit = 8
    /// Ports in one answer.
    public static let portLimit = 8
    /// The last second of the year 9999: no hold ends later.
    public static let lastHold: Int64 = 253_402_300_799

    /// CPU time of the container's processes since it started: by its control group, else by the processes that are
    /// there, whose sum can also become less. nil where neither can be read.
    public var cpuNanoseconds: UInt64?
    /// Which of the programs asked for run, each once: those of the user whose name, or the last part of whose first
    /// argument, is that. The kernel keeps 15 bytes of a program's name: a longer one is compared by these.
    public var keptBy: [String]
    /// A tmux or screen server of the user's runs.
    public var multiplexer: Multiplexer?
    /// TCP ports on which something in the container listens for more than the loopback, and to which somebody else than
    /// the loopback is connected, or was within the last minute. Of a connection that its other side closed first the
    /// kernel keeps no trace, so that one is seen only while it lasts. Empty where ports were not asked for: a
    /// container in the host's network would show the host's.
    public var usedPorts: [UInt16]
    /// Until when the user wants it to be kept (`gangway-guest hold`), in seconds since 1970: may be in the past.
    public var holdUntil: Int64?

    public init(
        cpuNanoseconds: UInt64? = nil, keptBy: [String] = [], multiplexer: Multiplexer? = nil,
        usedPorts: [UInt16] = [], holdUntil: Int64? = nil
    ) {
        self.cpuNanoseconds = cpuNanoseconds
        self.keptBy = keptBy
        self.multiplexer = multiplexer
        self.usedPorts = usedPorts
        self.holdUntil = holdUntil
    }

    init(from reader: inout MessageReader) throws(MalformedMessage) {
        cpuNanoseconds = try reader.boolean() ? try reader.integer() : nil
        keptBy = try reader.names(limit: Self.nameLimit)
        let number = try reader.byte()
        multiplexer = Multiplexer(rawValue: number)
        guard multiplexer != nil || number == 0 else { throw MalformedMessage() }
        let count = Int(try reader.byte())
        guard count <= Self.portLimit else { throw MalformedMessage() }
        usedPorts = []
        for _ in 0..<count { usedPorts.append(try reader.integer()) }
        holdUntil = try reader.boolean() ? try reader.integer() : nil
    }

    func write(to writer: inout MessageWriter) {
        writer.write(cpuNanoseconds != nil)
        if let cpuNanoseconds { writer.write(cpuNanoseconds) }
        writer.write(names: keptBy, limit: Self.nameLimit)
        writer.write(multiplexer?.rawValue ?? 0)
        let ports = usedPorts.prefix(Self.portLimit)
        writer.write(UInt8(ports.count))
        for port in ports { writer.write(port) }
        writer.write(holdUntil != nil)
        if let holdUntil { writer.write(holdUntil) }
    }
}
