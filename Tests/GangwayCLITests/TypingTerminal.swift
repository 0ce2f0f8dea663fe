import Foundation
import GatewayTesting
import Glibc
import Testing

/// A program on a pseudo-terminal, with somebody who types answers when prompts appear.
final class TypingTerminal {
    struct Failure: Error {}

    private let master: FileHandle
    private let terminal: FileHandle
    private let arguments: [String]
    private let environment: [String: String]

    init(executable: String, arguments: [String], state: String) throws {
        var ends: (master: Int32, terminal: Int32) = (-1, -1)
        unsafe try #require(openpty(&ends.master, &ends.terminal, nil, nil, nil) == 0)
        master = FileHandle(fileDescriptor: ends.master, closeOnDealloc: true)
        terminal = FileHandle(fileDescriptor: ends.terminal, closeOnDealloc: true)
        self.arguments = ["/usr/bin/timeout", "--foreground", "60", executable] + arguments
        environment = ["GANGWAY_STATE": state]
    }

    /// Whether what is typed is shown.
    var echoes: Bool {
        var settings = termios()
        return unsafe tcgetattr(terminal.fileDescriptor, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Runs the program to its end and types each answer once its prompt is there, in the order of the prompts.
    func answer(_ answers: KeyValuePairs<String, String>) async throws -> (text: String, code: Int32) {
        let process = try ChildProcess(
            arguments, environment: environment, input: .descriptor(terminal.fileDescriptor), output: .same,
            error: .same)
        var text = ""
        for (prompt, answer) in answers {
            while !text.contains(prompt) { text += try read() }
            try master.write(contentsOf: Data(answer.utf8))
        }
        guard let code = try await process.exit(within: .seconds(480)) else { throw Failure() }
        // Something of our own, so that reading ends.
        try terminal.write(contentsOf: Data("END".utf8))
        while !text.hasSuffix("END") { text += try read() }
        return (text, code)
    }

    private func read() throws -> String {
        var readable = pollfd(fd: master.fileDescriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&readable, 1, 60_000) == 1 else { throw Failure() }
        let data = master.availableData
        guard !data.isEmpty else { throw Failure() }
        return String(decoding: data, as: UTF8.self)
    }
}
