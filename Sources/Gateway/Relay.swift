import Containers
import EventLoop
import Glibc
import SSH

/// Moves bytes between a channel and its process, both ways, on the connection's loop.
///
/// Back-pressure: the process is read only as far as the client's window and the socket take it, the channel only as
/// far as the process takes it; what one call could not place is kept and goes first: at most one buffer towards the
/// client, at most one window (1.4 MB) towards the process.
///
/// Its life: `run` until the process's output has ended and was placed, or the client is gone. After the latter the
/// descriptor stays open and unread, so that a writer waits instead of writing to nowhere, until `drain` reads the rest
/// away, `linger` waits for the other side, or the relay goes.
final class Relay {
    enum End {
        case outputEnded
        case clientLeft
    }

    private let channel: SSHChannel
    private let loop: EventLoop
    private let scratch: Scratch
    private let descriptor: OwnedDescriptor
    private var decoder: StdioDecoder
    private let canHalfClose: Bool

    private var watch: Watch?
    /// As far as edge-triggered reports and EAGAIN tell.
    private var isReadable = true
    private var isWritable = true
    private var toClient: [StdioChunk]
    private var toProcess: ArraySlice<UInt8> = []
    private var isInputClosed = false
    private var isOutputEnded = false
    /// The other side has closed; what it sent before may still be there.
    private var isHungUp = false
    /// The client reads no more (`eow@openssh.com`): output is read away.
    private var discardsOutput = false
    private var isPumpScheduled = false
    private var waiter: CheckedContinuation<Void, Never>?
    private var end: End?

    /// Bytes to the client and from it.
    private(set) var sentBytes: UInt64 = 0
    private(set) var receivedBytes: UInt64 = 0

    /// Reads per turn; other sessions of the loop come in between.
    private static let readsPerTurn = 8

    init(channel: SSHChannel, streams: consuming ProcessStreams, loop: EventLoop, scratch: Scratch) throws {
        self.channel = channel
        self.loop = loop
        self.scratch = scratch
        decoder = streams.decoder
        toClient = streams.received
        canHalfClose = streams.canHalfClose
        descriptor = streams.descriptor
        watch = try loop.watch(
            descriptor.rawValue, for: [.readable, .writable, .readHangup], trigger: .edge
        ) { [weak self] readiness in self?.note(readiness) }
    }

    /// Relays until an end.
    nonisolated(nonsending) func run() async -> End {
        channel.onActivity = { [weak self] in self?.pump() }
        pump()
        while end == nil {
            await withCheckedContinuation { waiter = $0 }
        }
        channel.onActivity = nil
        return end ?? .clientLeft
    }

    /// From now on output is read away instead of sent.
    func discardOutput() {
        discardsOutput = true
        toClient.removeAll()
        pump()
    }

    private func note(_ readiness: Readiness) {
        if !readiness.isDisjoint(with: [.readable, .readHangup, .failed]) { isReadable = true }
        if !readiness.isDisjoint(with: [.writable, .failed]) { isWritable = true }
        if !readiness.isDisjoint(with: [.readHangup, .failed]) { isHungUp = true }
        pump()
        // Those who wait in `drain` or `linger` look for themselves.
        if end != nil { wake() }
    }

    private func wake() {
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
        if channel.isClosed { return finish(.clientLeft) }
        pumpInput()
        pumpOutput()
        if isOutputEnded, toClient.isEmpty { finish(.outputEnded) }
    }

    private func schedulePump() {
        guard !isPumpScheduled else { return }
        isPumpScheduled = true
        loop.defer { [weak self] in
            self?.isPumpScheduled = false
            self?.pump()
        }
    }

    // MARK: Process to client

    private func pumpOutput() {
        for _ in 0..<Self.readsPerTurn {
            guard placeKeptOutput(), isReadable, !isOutputEnded else { return }
            let room = discardsOutput ? Scratch.size : min(channel.writableBytes, Scratch.size)
            guard room > 0 else { return }
            let buffer = unsafe UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<room])
            guard let count = unsafe readOutput(into: buffer) else { return }
            do {
                try unsafe decoder.decode(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { stream, bytes in
                    unsafe send(bytes, on: stream)
                }
            } catch {
                // Not the engine's framing: nothing after this can be trusted.
                isOutputEnded = true
                return
            }
        }
        schedulePump()
    }

    /// - Returns: nil where there is nothing now, or nothing any more.
    private func readOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = unsafe read(descriptor.rawValue, buffer.baseAddress, buffer.count)
            if count > 0 { return count }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { isReadable = false } else { isOutputEnded = true }
            return nil
        }
    }

    private func send(_ bytes: UnsafeRawBufferPointer, on stream: StdioStream) {
        guard !discardsOutput else { return }
        var written = 0
        if toClient.isEmpty {
            written = unsafe channel.write(bytes, asStandardError: stream == .error)
            sentBytes += UInt64(written)
        }
        if written < bytes.count {
            unsafe toClient.append(StdioChunk(stream: stream, bytes: Array(bytes[written...])))
        }
    }

    /// - Returns: whether nothing is kept any more.
    private func placeKeptOutput() -> Bool {
        while let chunk = toClient.first {
            let room = channel.writableBytes
            guard room > 0 else { return false }
            let written = unsafe chunk.bytes.prefix(room).withUnsafeBytes { bytes in
                unsafe channel.write(bytes, asStandardError: chunk.stream == .error)
            }
            sentBytes += UInt64(written)
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
                let given = toProcess.isEmpty ? unsafe give(bytes) : 0
                if given < bytes.count { unsafe toProcess.append(contentsOf: bytes[given...]) }
            }
        }
        if channel.hasInput { return schedulePump() }
        guard toProcess.isEmpty else { return }
        // With a terminal the end of input means nothing (sshd), and Docker would drop the stream.
        if channel.isInputEnded, canHalfClose, !isInputClosed {
            isInputClosed = true
            shutdown(descriptor.rawValue, Int32(SHUT_WR))
        }
    }

    private func placeKeptInput() -> Bool {
        guard !toProcess.isEmpty else { return true }
        guard isWritable else { return false }
        let written = unsafe toProcess.withUnsafeBytes { unsafe give($0) }
        toProcess = toProcess.dropFirst(written)
        return toProcess.isEmpty
    }

    /// - Returns: how many bytes need not be kept: all of them once the process takes no input any more.
    private func give(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard !isInputClosed else { return bytes.count }
        guard isWritable else { return 0 }
        var given = 0
        while given < bytes.count {
            let count = unsafe write(descriptor.rawValue, bytes.baseAddress?.advanced(by: given), bytes.count - given)
            if count > 0 {
                given += count
            } else if errno == EAGAIN {
                isWritable = false
                return given
            } else if errno != EINTR {
                // EPIPE: the program closed its input; what the client still sends goes nowhere, as in sshd.
                isInputClosed = true
                return bytes.count
            }
        }
        return given
    }

    // MARK: After the client

    /// Reads output away until its end.
    /// - Returns: whether the end came within `limit`.
    nonisolated(nonsending) func drain(within limit: Duration) async -> Bool {
        var isOver = false
        let timer = loop.after(limit) { [weak self] in
            isOver = true
            self?.wake()
        }
        defer { timer.cancel() }
        while !isOutputEnded, !isOver {
            let buffer = unsafe scratch.bytes
            if isReadable, unsafe readOutput(into: buffer) != nil {
                // One read per turn: whatever writes this fast has nobody who waits for it.
                await withCheckedContinuation { continuation in loop.defer { continuation.resume() } }
            } else if !isOutputEnded, !isOver {
                await withCheckedContinuation { waiter = $0 }
            }
        }
        return isOutputEnded
    }

    /// Holds the descriptor, unread, until the other side is gone: what still has it as its output waits when it
    /// writes, and burns no time.
    nonisolated(nonsending) func linger() async {
        while !isOutputEnded, !isHungUp {
            await withCheckedContinuation { waiter = $0 }
        }
    }

    deinit {
        watch?.cancel()
    }
}
