import Dispatch
import Glibc
import Testing

@testable import GangwayCLI

@Suite(.timeLimit(.minutes(5)))
struct LogOutputTests {
    @Test("where nobody reads, nobody waits: lines up to the limit are kept in order, and the rest is counted")
    func stuck() async throws {
        let pipe = try Pipe()
        let output = LogOutput(pipe.writing, format: .text, limit: 100)
        let count = 5000
        for number in 0..<count { output.take(line("\(number)")) }
        var numbers: [Int] = []
        var lost = 0
        _ = try await pipe.read { text in
            guard text.hasSuffix("\n") else { return false }
            let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
            numbers = lines.compactMap { Int($0[2]) }
            lost = lines.filter { $0[1] == "warning" }.compactMap { $0.last?.split(separator: "=").last }
                .compactMap { Int($0) }.reduce(0, +)
            return numbers.count + lost == count
        }
        #expect(numbers == numbers.sorted() && lost > 0 && numbers.count >= 100)

        // And goes on as if nothing had been.
        output.take(line("again"))
        let text = try await pipe.read { $0.hasSuffix("\n") }
        #expect(text.contains(" info again "))
    }

    @Test(
        "what is taken before the end is written before the end, to a pipe that does not block too",
        arguments: [false, true])
    func finish(isNonBlocking: Bool) async throws {
        let pipe = try Pipe()
        if isNonBlocking { _ = fcntl(pipe.writing, F_SETFL, O_NONBLOCK) }
        let output = LogOutput(pipe.writing, format: .json)
        async let text = pipe.read { $0.contains("\"999\"") && $0.hasSuffix("\n") }
        for number in 0..<1000 { output.take(line("\(number)")) }
        // Not on a thread of the pool: the reader needs one.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                output.finish(within: .seconds(200))
                continuation.resume()
            }
        }
        let lines = try await text.split(separator: "\n")
        #expect(lines.count == 1000)
        #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":\"") && $0.hasSuffix("\"padding\":\"\(padding)\"}") })
    }

    @Test("an end does not wait for whoever never reads, and a full disk stops nothing")
    func unwritable() throws {
        let pipe = try Pipe()
        let full = unsafe open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        for descriptor in [pipe.writing, full] {
            let output = LogOutput(descriptor, format: .text, limit: 10_000)
            for number in 0..<2000 { output.take(line("\(number)")) }
            output.finish(within: .milliseconds(50))
        }
    }

    private let padding = String(repeating: "x", count: 100)

    private func line(_ message: String) -> LogLine {
        LogLine(level: .info, label: "test", message: message, metadata: ["padding": "\(padding)"])
    }
}

/// A pipe whose reader is the test. Its other end stays open: a writer may be in the middle of a call.
private final class Pipe: Sendable {
    private let reading: Int32
    let writing: Int32

    init() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    }

    deinit { close(reading) }

    /// What comes, until it is enough.
    func read(until isEnough: (String) -> Bool) async throws -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(reading, &buffer, buffer.count)
            if count > 0 { bytes += buffer[..<count] }
            let text = String(decoding: bytes, as: UTF8.self)
            if isEnough(text) { return text }
            if count < 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
