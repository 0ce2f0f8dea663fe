import CLibSSH
import Glibc

/// Owner of one libssh session with its poll context and its packet guard. Used on one loop only, never inside one of
/// libssh's callbacks.
@safe final class SessionHandle {
    let session: ssh_session
    private let event: ssh_event
    let `guard`: OpaquePointer
    /// What went through the socket so far; libssh writes to it.
    private let counter: UnsafeMutablePointer<ssh_counter_struct>
    /// Packets before they went to the socket, as payload; libssh writes to it.
    private let packetCounter: UnsafeMutablePointer<ssh_counter_struct>
    /// `packetCounter`'s output when the socket had last taken everything.
    private var flushedOutput: UInt64 = 0
    /// Length, padding and MAC of a packet, about.
    private static let packetOverhead: UInt64 = 64
    private(set) var isFreed = false

    /// Takes the connected, non-blocking socket over, sends our version line and starts the key exchange.
    /// - Returns: nil where libssh failed; the socket is closed then.
    init?(descriptor: Int32, bind: ServerBind, configuration: SSHConfiguration) {
        guard let session = unsafe ssh_new() else {
            close(descriptor)
            return nil
        }
        // Before anything is read: the guard must be asked before libssh's own handlers.
        let packetGuard = unsafe gangway_guard_install(session)
        guard
            let packetGuard = unsafe packetGuard,
            unsafe bind.accept(session, descriptor: descriptor, guard: packetGuard),
            let event = unsafe ssh_event_new()
        else {
            // The session closes the socket if it got as far as owning it.
            let isOwned = unsafe ssh_get_fd(session) == descriptor
            unsafe ssh_free(session)
            unsafe gangway_guard_free(packetGuard)
            if !isOwned { close(descriptor) }
            return nil
        }
        unsafe ssh_set_blocking(session, 0)
        unsafe self.session = session
        unsafe self.event = event
        unsafe self.`guard` = packetGuard
        unsafe counter = .allocate(capacity: 1)
        unsafe counter.initialize(to: ssh_counter_struct())
        unsafe packetCounter = .allocate(capacity: 1)
        unsafe packetCounter.initialize(to: ssh_counter_struct())
        unsafe ssh_set_counters(session, counter, packetCounter)
        unsafe Self.apply(configuration, to: session)
        // Sends the version line and installs the socket callbacks; the rest of the exchange comes from polling.
        guard
            unsafe ssh_handle_key_exchange(session) != SSH_ERROR,
            unsafe ssh_event_add_session(event, session) == SSH_OK
        else {
            free()
            return nil
        }
    }

    private static func apply(_ configuration: SSHConfiguration, to session: ssh_session) {
        // libssh's "no" would offer zlib second.
        let compression = configuration.compression ? "zlib@openssh.com,none" : "none"
        _ = unsafe ssh_options_set(session, SSH_OPTIONS_COMPRESSION, compression)
        if var bytes = configuration.rekeyBytes {
            _ = unsafe ssh_options_set(session, SSH_OPTIONS_REKEY_DATA, &bytes)
        }
        if let interval = configuration.rekeyInterval {
            var seconds = UInt32(clamping: interval.components.seconds)
            _ = unsafe ssh_options_set(session, SSH_OPTIONS_REKEY_TIME, &seconds)
        }
    }

    /// Reads and writes what the socket allows now. Never waits.
    func poll() {
        _ = unsafe ssh_event_dopoll(event, 0)
    }

    /// From now on each poll reads up to 64 KiB instead of 4.
    func readAhead() { unsafe gangway_guard_read_ahead(`guard`) }

    /// Bytes through the socket, both ways: unchanged by `poll()` means that there is nothing more to do.
    var traffic: UInt64 { receivedBytes &+ sentBytes }

    var receivedBytes: UInt64 { unsafe counter.pointee.in_bytes &+ gangway_guard_bytes_ahead(`guard`) }
    var sentBytes: UInt64 { unsafe counter.pointee.out_bytes }

    /// Bytes of packets made since the socket last had taken everything: more than its buffer holds now, never less.
    func unflushedOutput() -> UInt64 {
        let packets = unsafe packetCounter.pointee
        let output = packets.out_bytes &+ packets.out_packets &* Self.packetOverhead
        if !isWritePending { flushedOutput = output }
        return output &- flushedOutput
    }

    /// Packets made so far, without those that libssh keeps until a key exchange is over.
    var sentPackets: UInt64 { unsafe packetCounter.pointee.out_packets }

    /// How many key exchanges the client has completed.
    var keyExchanges: UInt32 { unsafe gangway_guard_key_exchanges(`guard`) }

    /// Output waits for the socket.
    var isWritePending: Bool { unsafe ssh_get_status(session) & SSH_WRITE_PENDING != 0 }

    var isAlive: Bool {
        unsafe ssh_is_connected(session) != 0 && ssh_get_status(session) & (SSH_CLOSED | SSH_CLOSED_ERROR) == 0
    }

    /// libssh's words for what went wrong, or nil.
    var errorText: String? {
        guard unsafe ssh_get_error_code(UnsafeMutableRawPointer(session)) != 0 else { return nil }
        let text = unsafe ssh_get_error(UnsafeMutableRawPointer(session)).map { unsafe String(cString: $0) } ?? ""
        return text.isEmpty ? nil : text
    }

    /// Sends DISCONNECT with `message` and closes the socket; what the socket does not take now is lost.
    func disconnect(_ message: String) {
        // libssh writes once per report that the socket takes more: one poll for what is pending, one for that report.
        for _ in 0..<2 { poll() }
        guard isAlive else { return }
        _ = unsafe ssh_session_set_disconnect_message(session, message)
        unsafe ssh_disconnect(session)
    }

    /// Ends everything, all channels included. Messages still held must have been freed before.
    func free() {
        guard !isFreed else { return }
        isFreed = true
        _ = unsafe ssh_event_remove_session(event, session)
        unsafe ssh_event_free(event)
        unsafe ssh_free(session)
        unsafe gangway_guard_free(`guard`)
        unsafe counter.deallocate()
        unsafe packetCounter.deallocate()
    }

    deinit {
        free()
    }
}
