/// What the gateway wants to know of a workspace's signs of life (`GuestLife`).
public struct GuestLifeQuestion: Hashable, Sendable {
    /// Names in one question; further ones are not asked for.
    public static let nameLimit = 32
    /// Bytes of a name; an empty or longer one is not asked for.
    public static let nameLength = 64

    /// Whose processes and whose hold count.
    public var user: GuestUser
    /// Home of a uid that the image's passwd file does not know.
    public var home: [UInt8]
    /// Programs of the user's that keep the workspace running (`GuestLife.keptBy`).
    public var keepAlive: [String]
    /// Whether to look at the container's ports. Not where it shares the host's network: the host's are seen then.
    public var looksAtPorts: Bool

    public init(user: GuestUser, home: [UInt8], keepAlive: [String], looksAtPorts: Bool) {
        self.user = user
        self.home = home
        self.keepAlive = keepAlive
        self.looksAtPorts = looksAtPorts
    }

    init(from reader: inout MessageReader) throws(MalformedMessage) {
        user = try GuestUser(from: &reader)
        home = try reader.text()
        looksAtPorts = try reader.boolean()
        keepAlive = try reader.names(limit: Self.nameLimit)
    }

    func write(to writer: inout MessageWriter) {
        user.write(to: &writer)
        writer.write(home)
        writer.write(looksAtPorts)
        writer.write(names: keepAlive, limit: Self.nameLimit)
    }
}

extension MessageReader {
    mutating func names(limit: Int) throws(MalformedMessage) -> [String] {
        let count = Int(try byte())
        guard count <= limit else { throw MalformedMessage() }
        var names: [String] = []
        for _ in 0..<count {
            let bytes = try text()
            guard
                GuestLifeQuestion.isName(length: bytes.count), let name = String(validating: bytes, as: UTF8.self)
            else { throw MalformedMessage() }
            names.append(name)
        }
        return names
    }
}

extension MessageWriter {
    mutating func write(names: [String], limit: Int) {
        let names = names.filter { GuestLifeQuestion.isName(length: $0.utf8.count) }.prefix(limit)
        write(UInt8(names.count))
        for name in names { write(Array(name.utf8)) }
    }
}

extension GuestLifeQuestion {
    fileprivate static func isName(length: Int) -> Bool { 1...nameLength ~= length }
}
