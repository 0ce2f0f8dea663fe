import Model
import SSH

/// What a session does in these tests, by its command:
/// `exit N`; `kill NAME` (exit-signal); `cat` (echo until EOF); `zeros N`; `sink` (count input, then print the count);
/// `late` (the same, but it reads nothing for a second);
/// `say WORD` (stdout) and `warn WORD` (stderr); `show` (terminal and environment); `hold` (until closed, reads nothing);
/// `release` (notes the word `release`); `after` (says `first`, ends its output, then notes how much input came). `open
/// KIND …` opens a channel to the client (`ScriptedForward`) and prints what came over it. Subsystem `echo` and the shell
/// are `cat`.
///
/// A forward runs one of them as well; it has no requests and leaves no exit status.
///
/// Two tasks on the connection's loop: `serveRequests` answers whatever the client asks for and notes it, `run` is the
/// program.
final class ScriptedProgram {
    private let channel: SSHChannel
    private let note: (String) -> Void
    private let open: ([String]) async -> String
    private var terminal: Terminal?
    private var environment: [String: String] = [:]
    private var words: [String]?
    private var discardsOutput = false
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var waiter: CheckedContinuation<Void, Never>?
    /// Writes that took nothing.
    private(set) var vainWrites = 0

    init(
        channel: SSHChannel, note: @escaping (String) -> Void,
        open: @escaping ([String]) async -> String = { _ in "" }
    ) {
        self.channel = channel
        self.note = note
        self.open = open
        channel.onActivity = { [weak self] in
            self?.wake()
        }
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }

    // MARK: Requests

    func serveRequests() async {
        while let request = await channel.nextRequest() { serve(request) }
        note("closed")
        wake()
    }

    private func serve(_ request: ChannelRequest) {
        switch request.kind {
        case .environment(let name, let value):
            environment[name] = value
            note("env \(name)")
        case .terminal(let terminal):
            self.terminal = terminal
            note("pty \(terminal.type) \(terminal.size.columns)x\(terminal.size.rows)")
        case .program(.command(let command)): start(command)
        case .program(.shell), .program(.subsystem("echo")): start("cat")
        case .program(.subsystem), .unknown: return request.refuse()
        case .windowChange(let size): note("window-change \(size.columns)x\(size.rows)")
        case .signal(let signal): note("signal \(signal.rawValue)")
        case .break(let milliseconds): note("break \(milliseconds)")
        case .endOfWrite:
            discardsOutput = true
            note("eow")
        case .agentForwarding: note("agent")
        case .x11(let x11):
            note("x11 \(x11.authenticationProtocol) \(x11.cookie) \(x11.screen) \(x11.isSingleConnection)")
        }
        request.succeed()
    }

    private func start(_ command: String) {
        words = command.split(separator: " ").map(String.init)
        note("exec \(command)")
        wake()
    }

    // MARK: The program

    func run() async {
        while words == nil, !channel.isClosed { await activity() }
        if let words { await perform(words) }
        channel.close()
    }

    /// The whole of a forward.
    func run(_ words: [String]) async {
        await perform(words)
        channel.close()
    }

    private func perform(_ words: [String]) async {
        let argument = words.count > 1 ? words[1] : ""
        switch words.first {
        case "exit": channel.send(exit: .status(UInt8(argument) ?? 255))
        case "kill": channel.send(exit: .signal(Signal(rawValue: argument) ?? .kill, coreDumped: false))
        case "cat":
            while let input = await read() { await write(input) }
            finish()
        case "sink", "late":
            if words.first == "late" { try? await Task.sleep(for: .seconds(1)) }
            var total = 0
            while let input = await read() { total += input.count }
            await write(Array("\(total)\n".utf8))
            finish()
        case "zeros":
            var left = Int(argument) ?? 0
            while left > 0, !channel.isClosed, !discardsOutput {
                let piece = [UInt8](repeating: 0, count: min(left, 64 << 10))
                await write(piece)
                left -= piece.count
            }
            finish()
        case "say":
            await write(Array("\(argument)\n".utf8))
            finish()
        case "warn":
            await write(Array("\(argument)\n".utf8), asStandardError: true)
            finish()
        case "show":
            await write(Array(description.utf8 + [10]))
            finish()
        case "hold":
            await write(Array("holding\n".utf8))
            while !channel.isClosed { await activity() }
        case "release":
            note("release")
            finish()
        case "after":
            await write(Array("first\n".utf8))
            finish()
            var total = 0
            while let input = await read() { total += input.count }
            note("after \(total)")
        case "open":
            await write(Array(await open(Array(words.dropFirst())).utf8))
            finish()
        default: channel.send(exit: .status(127))
        }
    }

    private var description: String {
        let modes = terminal?.modes.values ?? []
        let sum = modes.reduce(0) { $0 + Int($1.value) }
        let size = terminal.map {
            "\($0.type) \($0.size.columns)x\($0.size.rows) modes \(modes.count) sum \(sum)"
        }
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return (["\(size ?? "none")"] + variables).joined(separator: "\n")
    }

    private func finish() {
        channel.send(exit: .status(0))
        channel.sendEndOfFile()
    }

    private func activity() async {
        await withCheckedContinuation { waiter = $0 }
    }

    /// Sends `input`, ends the output unless that many bytes are awaited, and takes what comes.
    func exchange(_ input: [UInt8], awaited: Int? = nil) async -> [UInt8] {
        await write(input)
        if awaited == nil { channel.sendEndOfFile() }
        var output: [UInt8] = []
        while output.count < awaited ?? .max, let more = await read() { output += more }
        channel.close()
        return output
    }

    /// All input there is, as soon as there is any; nil at its end.
    private func read() async -> [UInt8]? {
        var input: [UInt8] = []
        while true {
            // What came before a CLOSE is still there.
            unsafe buffer.withUnsafeMutableBytes { unsafe channel.readAll(by: $0) { unsafe input += $0 } }
            if !input.isEmpty { return input }
            if channel.isInputEnded || channel.isClosed { return nil }
            await activity()
        }
    }

    private func write(_ bytes: [UInt8], asStandardError: Bool = false) async {
        var rest = bytes[...]
        while !rest.isEmpty, !channel.isClosed, !discardsOutput {
            let room = channel.writableBytes
            if room == 0 {
                await activity()
                continue
            }
            let written = unsafe rest.prefix(room).withUnsafeBytes {
                unsafe channel.write($0, asStandardError: asStandardError)
            }
            rest = rest.dropFirst(written)
            if written == 0 {
                vainWrites += 1
                await activity()
            }
        }
    }
}
