import Containers
import EventLoop
import SSH

/// Moves bytes between a channel and its end in a workspace, a process or a forward's socket, both ways, on the
/// connection's loop.
///
/// Back-pressure: the workspace's end is read only as far as the client's window and the socket take it, the channel
/// only as far as that end takes it; what one call could not place is kept and goes first: at most one buffer towards
/// the client, at most one window (1.4 MB) towards the workspace.
///
/// Its life: `run` until the process has ended and its output was placed (for a forward: until both directions have
/// ended), or the client is gone. After the latter a process's descriptors stay open and unread, so that a writer
/// waits, until `drain` reads the rest away, `linger` waits for the other side, or the relay goes.
final class Relay {
    enum End {
        case outputEnded
        case clientLeft
        /// `stop` was called.
        case stopped
    }

    private let channel: SSHChannel
    let loop: EventLoop
    let scratch: Scratch
    /// nil for a forward.
    private let tap: SessionTap?
    /// nil for a forward.
    private let process: (any WorkspaceProcess)?
    /// One, or standard output and standard error.
    private(set) var outputs: [StreamEnd] = []
    /// Where the client's data goes; may be an output too. nil: nowhere any more.
    private var input: StreamEnd?
    private let endOfInput: EndOfInput
    /// Closing early leaves a writer without a word (`ProcessStreams.engine`).
    let mustLinger: Bool

    /// What the client's EOF becomes.
    private enum EndOfInput {
        /// With a terminal it means nothing (sshd), and an engine would drop the stream.
        case ignore
        case shutDown
        case close
    }

    private var toClient: [StdioChunk] = []
    private var toProcess: ArraySlice<UInt8> = []
    private var isInputShutDown = false
    private var isEndOfFileSent = false
    /// For what a client sent to a forward before it closed the channel.
    private var parting: Timer?
    /// The client reads no more (`eow@openssh.com`): output is read away.
    private var discardsOutput = false
    private var isPumpScheduled = false
    var waiter: LoopContinuation<Void>?
    private var end: End?

    /// Bytes to the client and from it.
    private(set) var sentBytes: UInt64 = 0
    private(set) var receivedBytes: UInt64 = 0

    private static let partingLimit: Duration = .seconds(10)
    /// Reads per turn; other sessions of the loop come in between.
    private static let readsPerTurn = 8

    init(
        channel: SSHChannel, streams: consuming ProcessStreams, process: any WorkspaceProcess, loop: EventLoop,
        scratch: Scratch, tap: SessionTap
    ) throws {
        self.channel = channel
        self.process = process
        self.tap = tap
        self.loop = loop
        self.scratch = scratch
        switch consume streams {
        case .engine(let descriptor, let decoder, let received, let canHalfClose):
            toClient = received
            endOfInput = canHalfClose ? .shutDown : .ignore
            mustLinger = true
            let stream = StreamEnd(descriptor, decoder)
            outputs = [stream]
            input = stream
        case .terminal(let terminal):
            endOfInput = .ignore
            mustLinger = false
            let stream = StreamEnd(terminal)
            outputs = [stream]
            input = stream
        case .pipes(let pipes):
            endOfInput = .close
            mustLinger = false
            outputs = [StreamEnd(pipes.output, .output), StreamEnd(pipes.error, .error)]
            input = StreamEnd(pipes.input, .output)
        }
        for stream in outputs + (endOfInput == .close ? input.map { [$0] } ?? [] : []) {
            try stream.watch(on: loop) { [weak self] in self?.note() }
        }
        process.onEnd = { [weak self] in self?.pump() }
    }

    /// For a forward.
    init(channel: SSHChannel, socket: WorkspaceSocket, loop: EventLoop, scratch: Scratch) throws {
        self.channel = channel
        process = nil
        tap = nil
        self.loop = loop
        self.scratch = scratch
        endOfInput = .shutDown
        mustLinger = false
        let stream = StreamEnd(socket)
        outputs = [stream]
        input = stream
        try stream.watch(on: loop) { [weak self] in self?.note() }
    }

    /// Relays until an end.
    nonisolated(nonsending) func run() async -> End {
        channel.onActivity = { [weak self] in self?.pump() }
        pump()
        while end == nil {
            await loop.suspension { waiter = $0 }
        }
        channel.onActivity = nil
        parting?.cancel()
        return end ?? .clientLeft
    }

    /// What the recording takes has changed.
    func resume() {
        pump()
    }

    /// Ends it from outside, with what is on its way.
    func stop() {
        finish(.stopped)
    }

    /// From now on output is read away instead of sent; where there are pipes, standard output is closed.
    func discardOutput() {
        discardsOutput = true
        toClient.removeAll()
        if !mustLinger, outputs.count > 1 { outputs.removeFirst() }
        pump()
    }

    private func note() {
        pump()
        // Those who wait in `drain` or `linger` look for themselves.
        if end != nil { wake() }
    }

    func wake() {
        waiter?.resume()
        waiter = nil
    }

    private func finish(_ end: End) {
        guard self.end == nil else { return }
        self.end = end
        wake()
    }

    // MARK: Both directions

    private func pump() {
        guard end == nil else { return }
        guard let process else { return pumpForward() }
        if channel.isClosed { return finish(.clientLeft) }
        pumpInput()
        for output in outputs { pumpOutput(output) }
        switch process.ending {
        // Whoever holds its output now will not be heard of any more.
        case .lost: finish(.outputEnded)
        case .running: break
        case .withOutput, .known: if isOutputEnded, toClient.isEmpty { finish(.outputEnded) }
        }
    }

    private func pumpForward() {
        pumpInput()
        if channel.isClosed {
            // What it sent before is still on its way.
            guard !toProcess.isEmpty || channel.hasInput, input != nil else { return finish(.clientLeft) }
            parting = parting ?? loop.after(Self.partingLimit) { [weak self] in self?.finish(.clientLeft) }
            return
        }
        for output in outputs { pumpOutput(output) }
        guard isOutputEnded, toClient.isEmpty else { return }
        if !isEndOfFileSent { channel.sendEndOfFile() }
        isEndOfFileSent = true
        if isInputShutDown || input == nil { finish(.outputEnded) }
    }

    var isOutputEnded: Bool { outputs.allSatisfy(\.isEnded) }

    private func schedulePump() {
        guard !isPumpScheduled else { return }
        isPumpScheduled = true
        loop.defer { [weak self] in
            self?.isPumpScheduled = false
            self?.pump()
        }
    }

    // MARK: Process to client

    private func pumpOutput(_ output: StreamEnd) {
        for _ in 0..<Self.readsPerTurn {
            guard placeKeptOutput(), output.isReadable, !output.isEnded, tap?.hasRoom ?? true else { return }
            let room = discardsOutput ? Scratch.size : min(channel.writableBytes, Scratch.size)
            guard room > 0 else { return }
            let buffer = unsafe UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<room])
            guard let count = unsafe output.read(into: buffer) else { return }
            do {
                try unsafe output.decoder.decode(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { stream, bytes in
                    unsafe send(bytes, on: stream)
                }
            } catch {
                // Not the engine's framing: nothing after this can be trusted.
                return output.giveUp()
            }
        }
        schedulePump()
    }

    private func send(_ bytes: UnsafeRawBufferPointer, on stream: StdioStream) {
        guard !discardsOutput else { return }
        unsafe tap?.output(bytes)
        var written = 0
        if toClient.isEmpty {
            written = unsafe channel.write(bytes, asStandardError: stream == .error)
            didSend(written)
        }
        if written < bytes.count {
            unsafe toClient.append(StdioChunk(stream: stream, bytes: Array(bytes[written...])))
        }
    }

    private func didSend(_ count: Int) {
        sentBytes += UInt64(count)
        tap?.didSend(count)
    }

    /// - Returns: whether nothing is kept any more.
    private func placeKeptOutput() -> Bool {
        while let chunk = toClient.first {
            let room = channel.writableBytes
            guard room > 0 else { return false }
            let written = unsafe chunk.bytes.prefix(room).withUnsafeBytes { bytes in
                unsafe channel.write(bytes, asStandardError: chunk.stream == .error)
            }
            didSend(written)
            if written == chunk.bytes.count {
                toClient.removeFirst()
            } else if written == 0 {
                return false
            } else {
                toClient[0].bytes.removeFirst(written)
            }
        }
        return true
    }

    // MARK: Client to process

    private func pumpInput() {
        for _ in 0..<Self.readsPerTurn {
            guard placeKeptInput() else { return }
            guard channel.hasInput else { break }
            unsafe channel.readAll(by: scratch.bytes) { bytes in
                receivedBytes += UInt64(bytes.count)
                unsafe tap?.input(bytes, terminal: input?.terminal)
                let given = toProcess.isEmpty ? unsafe give(bytes) : 0
                if given < bytes.count { unsafe toProcess.append(contentsOf: bytes[given...]) }
            }
        }
        if channel.hasInput { return schedulePump() }
        guard toProcess.isEmpty, channel.isInputEnded, let input else { return }
        switch endOfInput {
        case .ignore: break
        case .shutDown: if !isInputShutDown { input.shutDown() }
        case .close: self.input = nil
        }
        isInputShutDown = true
    }

    private func placeKeptInput() -> Bool {
        guard !toProcess.isEmpty else { return true }
        let written = unsafe toProcess.withUnsafeBytes { unsafe give($0) }
        toProcess = toProcess.dropFirst(written)
        return toProcess.isEmpty
    }

    /// - Returns: how many bytes need not be kept: all of them once the process takes no input any more.
    private func give(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let input else { return bytes.count }
        if let written = unsafe input.write(bytes) { return written }
        // It closed its input; what the client still sends goes nowhere, as in sshd.
        self.input = nil
        return bytes.count
    }
}
