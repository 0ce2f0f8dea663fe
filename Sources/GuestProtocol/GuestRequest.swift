/// From the gateway to a guest agent. The first one on a connection says what the connection is for.
public enum GuestRequest: GuestMessage {
    /// Start this program; the connection stands for it from then on. Its end without a word means that the gateway is
    /// gone (`GuestProgram.Farewell`).
    case start(GuestProgram)
    /// A signal, by its number on Linux, to the program's group.
    case signal(Int32)
    /// End the program's group and the foreground group of its terminal, in milliseconds as
    /// `GuestProgram.Farewell.terminate`. Answered by `GuestReply.terminated`.
    case terminate(grace: UInt32)
    /// Connect a socket, answered by `GuestReply.connected` or `.refused`.
    case connect(GuestAddress, GuestUser)
    /// Listen as long as this connection lasts, answered by `GuestReply.listening` or `.refused`; then
    /// `GuestReply.accepted` comes for each connection.
    case listen(GuestListening, GuestUser)
    /// Look for signs of life, answered by `GuestReply.life`; that is the connection's end.
    case life(GuestLifeQuestion)

    public init(_ bytes: [UInt8]) throws(MalformedMessage) {
        var reader = MessageReader(bytes)
        switch try reader.byte() {
        case 1: self = .start(try GuestProgram(from: &reader))
        case 2: self = .signal(try reader.integer())
        case 3: self = .terminate(grace: try reader.integer())
        case 4:
            let address = try GuestAddress(from: &reader)
            self = .connect(address, try GuestUser(from: &reader))
        case 5:
            let listening = try GuestListening(from: &reader)
            self = .listen(listening, try GuestUser(from: &reader))
        case 6: self = .life(try GuestLifeQuestion(from: &reader))
        default: throw MalformedMessage()
        }
        try reader.end()
    }

    public var bytes: [UInt8] {
        var writer: MessageWriter
        switch self {
        case .start(let program):
            writer = MessageWriter(kind: 1)
            program.write(to: &writer)
        case .signal(let number):
            writer = MessageWriter(kind: 2)
            writer.write(number)
        case .terminate(let grace):
            writer = MessageWriter(kind: 3)
            writer.write(grace)
        case .connect(let address, let user):
            writer = MessageWriter(kind: 4)
            address.write(to: &writer)
            user.write(to: &writer)
        case .listen(let listening, let user):
            writer = MessageWriter(kind: 5)
            listening.write(to: &writer)
            user.write(to: &writer)
        case .life(let question):
            writer = MessageWriter(kind: 6)
            question.write(to: &writer)
        }
        return writer.bytes
    }
}
