import Containers
import DockerEngine
import EventLoop
import Glibc

/// A command started by `execute`, and its streams, on a loop as the gateway has them.
actor AttachedCommand {
    struct Finished: Hashable, Sendable {
        var output: String
        var error: String
        var state: ExecState
    }

    nonisolated let engine: DockerEngine
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private var descriptor: OwnedDescriptor?
    private var decoder = StdioDecoder.raw
    private(set) var id = ExecID("")
    private(set) var output: [UInt8] = []
    private var error: [UInt8] = []
    private var hasEnded = false

    /// For each wait; nothing here takes as long.
    private static let limit = Duration.seconds(180)

    init(engine: DockerEngine, loop: EventLoop) {
        self.engine = engine
        self.loop = loop
    }

    func start(_ command: ExecCommand, in container: ContainerID) async throws(EngineError) {
        let stream = try await engine.execute(command, in: container, on: loop)
        loop.preconditionOnLoop()
        id = stream.id
        decoder = command.terminal ? .raw : .framed
        let received = stream.received
        descriptor = stream.release()
        take(received)
    }

    func write(_ text: String) async throws { try await write([UInt8](text.utf8)) }

    func write(_ bytes: [UInt8]) async throws {
        // A descriptor of its own: the other may be waited for by a reader.
        let copy = OwnedDescriptor(owning: dup(try open()))
        let fd = copy.rawValue
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0 {
                guard errno == EAGAIN else { throw SystemError("send") }
                try await loop.readiness(of: fd, for: .writable, within: Self.limit)
            } else {
                rest.removeFirst(count)
            }
        }
    }

    /// The end of standard input.
    func endInput() throws {
        guard shutdown(try open(), Int32(SHUT_WR)) == 0 else { throw SystemError("shutdown") }
    }

    /// Reads until the output contains `text`. Does not return otherwise but by an error.
    func read(until text: String) async throws {
        while !String(decoding: output, as: UTF8.self).contains(text) {
            guard try await readMore() else { throw SystemError("stream ended", code: 0) }
        }
    }

    /// Reads to the stream's end and asks for the exit code.
    func finish() async throws -> Finished {
        while try await readMore() {}
        descriptor = nil
        return Finished(
            output: String(decoding: output, as: UTF8.self), error: String(decoding: error, as: UTF8.self),
            state: try await engine.state(of: id, on: loop))
    }

    func close() { descriptor = nil }

    private func open() throws -> Int32 {
        guard let fd = descriptor?.rawValue else { throw SystemError("closed", code: EBADF) }
        return fd
    }

    private func readMore() async throws -> Bool {
        let fd = try open()
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(fd, $0.baseAddress, $0.count, 0) }
        if count < 0 {
            guard errno == EAGAIN else { throw SystemError("recv") }
            try await loop.readiness(of: fd, for: .readable, within: Self.limit)
            return true
        }
        take([UInt8](buffer.prefix(count)))
        return count > 0
    }

    private func take(_ bytes: [UInt8]) {
        do {
            unsafe try bytes.withUnsafeBytes { bytes in
                unsafe try decoder.decode(bytes) { stream, run in
                    if stream == .output { unsafe output += run } else { unsafe error += run }
                }
            }
        } catch {
            // Seen by whoever compares the output.
            output += [UInt8]("malformed frame".utf8)
        }
    }
}

extension ExecStream {
    /// Gives the descriptor away.
    consuming func release() -> OwnedDescriptor { descriptor }
}
