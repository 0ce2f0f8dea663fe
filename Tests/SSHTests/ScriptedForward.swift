import Model
import SSH

/// What becomes of forwards in these tests, by their names.
///
/// The client's: the host, or the last part of the path, is the name of a program, its argument the port: `cat`, `sink`,
/// `zeros`, `after`, `hold`. `refuse` refuses with the port as the reason, `late` accepts `cat` after a while, `never` only when
/// the client has left.
///
/// Where to listen: nowhere; `refuse` is refused, `late` answered after a while, and port 0 becomes 4242.
extension SSHConnection {
    func serve(_ request: OpenForwardRequest, note: @escaping @Sendable (String) -> Void) async {
        let words =
            switch request.destination {
            case .tcp(let host, let port): [host, "\(port)"]
            case .unix(let path): [path.split(separator: "/").last.map(String.init) ?? "", "0"]
            }
        note("forward \(request.destination) from \(request.originator)")
        switch words[0] {
        case "refuse":
            let reason = ChannelOpenFailure.Reason(rawValue: UInt32(words[1]) ?? 0)
            return request.refuse(ChannelOpenFailure(reason, "scripted words"))
        case "drop": return
        case "late": await pause(.milliseconds(300))
        case "never":
            while end == nil { await pause(.milliseconds(10)) }
            note("accepted \(accept(request) != nil)")
            return request.refuse(ChannelOpenFailure(.connectFailed))
        case "cat", "sink", "zeros", "after", "hold": break
        default: return request.refuse(ChannelOpenFailure(.connectFailed, "no such program"))
        }
        guard let channel = accept(request) else { return }
        let program = ScriptedProgram(channel: channel, note: note)
        await program.run(words[0] == "late" ? ["cat"] : words)
    }

    func serve(_ request: ListenRequest, note: @escaping @Sendable (String) -> Void) async {
        note("listen \(request.address)")
        switch request.address {
        case .tcp("refuse", _), .unix("/refuse"): return request.refuse()
        case .tcp("drop", _): return
        case .tcp("late", _): await pause(.milliseconds(300))
        default: break
        }
        request.succeed(boundPort: 4242)
        // The answer to a request is given once.
        request.refuse()
    }

    private func pause(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            _ = loop.after(duration) { continuation.resume() }
        }
    }

    /// Opens a channel, sends `input` over it, and takes what comes.
    func exchange(
        _ kind: ServerChannel, _ input: [UInt8], awaited: Int? = nil, within limit: Duration = .seconds(180)
    ) async throws -> [UInt8] {
        let channel = try await open(kind, within: limit)
        let program = ScriptedProgram(channel: channel, note: { _ in })
        return await program.exchange(input, awaited: awaited)
    }

    /// `tcp HOST PORT`, `unix PATH`, `agent`, `x11`, all with `ping` as input; `soon` before it: the client has a tenth
    /// of a second to answer.
    func open(words: [String]) async -> String {
        let isSoon = words.first == "soon"
        let words = isSoon ? Array(words.dropFirst()) : words
        let originator = SocketAddress(host: "192.0.2.1", port: 1234)
        let kind: ServerChannel? =
            switch words.first {
            case "tcp": .forwardedTCP(host: words[1], port: UInt16(words[2]) ?? 0, originator: originator)
            case "unix": .forwardedUnix(path: words[1])
            case "agent": .agent
            case "x11": .x11(originator: originator)
            default: nil
            }
        guard let kind else { return "no such kind\n" }
        do {
            let output = try await exchange(
                kind, Array("ping".utf8), within: isSoon ? .milliseconds(100) : .seconds(180))
            return "got \(String(decoding: output, as: UTF8.self))\n"
        } catch {
            return "\(error)\n"
        }
    }
}
