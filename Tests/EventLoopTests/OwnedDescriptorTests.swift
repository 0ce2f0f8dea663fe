import CLinux
import EventLoop
import Glibc
import Testing

struct OwnedDescriptorTests {
    /// The writing end of a pipe sees when its reading end was closed: the process has no other reader.
    private func isClosed(_ pair: Pair) -> Bool {
        var descriptor = pollfd(fd: pair.left, events: 0, revents: 0)
        return unsafe poll(&descriptor, 1, 0) == 1 && descriptor.revents & Int16(POLLHUP) != 0
    }

    @Test("closed when its owner lets go, not before")
    func closes() throws {
        let pair = try Pair()
        do {
            let copy = OwnedDescriptor(owning: dup(pair.right))
            shutdownOriginal(of: pair)
            #expect(fcntl(copy.rawValue, F_GETFD) >= 0)
            #expect(!isClosed(pair))
        }
        #expect(isClosed(pair))
    }

    @Test("released, it stays open for the new owner")
    func releases() throws {
        let pair = try Pair()
        let owned = OwnedDescriptor(owning: dup(pair.right))
        let number = owned.release()
        shutdownOriginal(of: pair)
        #expect(!isClosed(pair))
        #expect(close(number) == 0)
        #expect(isClosed(pair))
    }

    /// Leaves the duplicate as the only open end, without giving the number free: /dev/null takes it.
    private func shutdownOriginal(of pair: Pair) {
        let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        #expect(null >= 0)
        dup2(null, pair.right)
        close(null)
    }
}
