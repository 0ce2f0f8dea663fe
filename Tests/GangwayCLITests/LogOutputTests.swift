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

    @Test("what is taken before the end is written when the end has come")
    func finish() async throws {
        for _ in 0..<100 {
            let pipe = try Pipe()
            let output = LogOutput(pipe.writing, format: .json)
            for number in 0..<20 { output.take(line("\(number)")) }
            output.finish(within: .seconds(200))
            let lines = pipe.readNow().split(separator: "\n")
            #expect(lines.count == 20)
            #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":\"") && $0.hasSuffix("\"padding\":\"\(padding)\"}") })
            pipe.closeWriting()
        }
    }

    @Test("a pipe that does not block gets all, as it is read")
    func nonBlocking() async throws {
        let pipe = try Pipe()
        _ = fcntl(pipe.writing, F_SETFL, O_NONBLOCK)
        let output = LogOutput(pipe.writing, format: .text)
        for number in 0..<1000 { output.take(line("\(number)")) }
        let text = try await pipe.read { $0.contains(" 999 ") && $0.hasSuffix("\n") }
        let numbers = text.split(separator: "\n").map { Int($0.split(separator: " ")[2]) }
        #expect(numbers == (0..<1000).map(Int?.init))
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

/// A pipe whose reader is the test. Its other end stays open where a writer may be in the middle of a call.
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

    /// Nobody writes any more.
    func closeWriting() { close(writing) }

    /// What is there.
    func readNow() -> String {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe Glibc.read(reading, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// What comes, until it is enough.
    func read(until isEnough: (String) -> Bool) async throws -> String {
        var text = ""
        while !isEnough(text) {
            let more = readNow()
            if more.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            text += more
        }
        return text
    }
}
