/// Brings the answers to global requests into the order of the requests, which is all that tells a client which answer
/// is for which (RFC 4254 §4).
struct ReplyQueue<Request> {
    enum Reply: Equatable {
        case success(boundPort: UInt16)
        case failure
    }

    private struct Entry {
        let ticket: UInt64
        let request: Request
        var reply: Reply?
    }

    private var entries: [Entry] = []
    private var nextTicket: UInt64 = 0
    /// More unanswered requests than this are a flood. `ssh` asks for all its `-R` at once.
    static var limit: Int { 256 }

    /// Takes a request in.
    /// - Returns: what to answer it by; nil for a flood.
    mutating func enter(_ request: Request) -> UInt64? {
        guard entries.count < Self.limit else { return nil }
        defer { nextTicket += 1 }
        entries.append(Entry(ticket: nextTicket, request: request))
        return nextTicket
    }

    /// Answers a request, unless that has happened.
    /// - Returns: what can be sent now, in order.
    mutating func answer(_ ticket: UInt64, _ reply: Reply) -> [(Request, Reply)] {
        guard let index = entries.firstIndex(where: { $0.ticket == ticket }), entries[index].reply == nil else {
            return []
        }
        entries[index].reply = reply
        let ready = entries.prefix { $0.reply != nil }
        entries.removeFirst(ready.count)
        return ready.compactMap { entry in entry.reply.map { (entry.request, $0) } }
    }

    mutating func removeAll() { entries.removeAll() }
}
