import EventLoop
import Glibc

extension Watch {
    /// After an accept that failed, with its errno: for want of descriptors or memory whoever waits would be reported
    /// again at once, so a listener looks away for a moment.
    func restIfShort(on loop: EventLoop) {
        guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) else { return }
        update([])
        loop.after(.milliseconds(100)) { [weak self] in self?.update(.readable) }
    }
}
