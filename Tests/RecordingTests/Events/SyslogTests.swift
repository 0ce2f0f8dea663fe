import CLinux
import Foundation
import GatewayTesting
import Testing

@testable import Recording

struct SyslogTests {
    /// What the system's log would be: a datagram socket.
    private final class Listener: Sendable {
        let descriptor: Int32

        init(_ path: String) throws {
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            unsafe unlink(path)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
            let code = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(code == 0)
        }

        deinit { close(descriptor) }

        func messages() -> [String] {
            var messages: [String] = []
            var buffer = [UInt8](repeating: 0, count: 100_000)
            while true {
                let count = unsafe read(descriptor, &buffer, buffer.count)
                guard count > 0 else { return messages }
                messages.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
        }

        func messages(_ count: Int) async -> [String] {
            var received: [String] = []
            _ = await eventually {
                received += messages()
                return received.count >= count
            }
            return received
        }
    }

    private func configured(_ path: String) -> (inout EventLogConfiguration) -> Void {
        { configuration in
            var syslog = SyslogConfiguration()
            syslog.path = path
            configuration.syslog = syslog
        }
    }

    @Test("Each line goes to syslog in RFC 3164's form, the same as in the file")
    func lines() async throws {
        let fixture = try LogFixture()
        let path = fixture.folder.path + "/log.socket"
        let listener = try Listener(path)
        let log = try fixture.open(configured(path))
        for number in 0..<5 { log.write(fixture.event(number)) }
        let messages = await listener.messages(5)
        await log.close()
        let lines = try fixture.allLines()
        #expect(messages.count == 5)
        for (message, line) in zip(messages, lines) {
            // authpriv.info: 10 * 8 + 6.
            let begin = try #require(message.prefixMatch(of: #/<86>Nov [ 0-9]\d \d\d:\d\d:\d\d gangway\[\d+\]: /#))
            #expect(message[begin.range.upperBound...] == line)
        }
        #expect(log.statistics.syslogLost == 0)
    }

    @Test("Without a listener lines are counted as lost to it, the file gets all, and a new listener is found")
    func noListener() async throws {
        let fixture = try LogFixture()
        let path = fixture.folder.path + "/log.socket"
        let log = try fixture.open(configured(path))
        log.write(fixture.event(0))
        #expect(await eventually { log.statistics.written == 1 })
        #expect(log.statistics.syslogLost == 1)
        for round in 1...2 {
            // The second one takes the place of the first.
            let listener = try Listener(path)
            log.write(fixture.event(round))
            #expect(await listener.messages(1).count == 1)
        }
        await log.close()
        #expect(try fixture.allLines().count == 3)
        #expect(log.statistics.syslogLost == 1)
    }

    @Test("A listener that does not read holds nobody up")
    func slowListener() async throws {
        let fixture = try LogFixture()
        let path = fixture.folder.path + "/log.socket"
        let listener = try Listener(path)
        let log = try fixture.open(configured(path))
        for number in 0..<2000 { log.write(fixture.event(number)) }
        await log.close()
        #expect(try fixture.allLines().count == 2000)
        let received = UInt64(listener.messages().count)
        #expect(received > 0)
        #expect(received + log.statistics.syslogLost == 2000)
    }

    @Test("That the log fails reaches syslog at once, as an error")
    func failure() async throws {
        let fixture = try LogFixture()
        let path = fixture.folder.path + "/log.socket"
        let listener = try Listener(path)
        let log = try fixture.open(configured(path))
        log.write(fixture.event(0))
        _ = await listener.messages(1)
        try FileManager.default.removeItem(atPath: fixture.path)
        log.write(fixture.event(1))
        let messages = await listener.messages(3)
        #expect(messages.contains { $0.hasPrefix("<83>") && $0.contains("the session log cannot be written") })
        await log.close()
    }
}
