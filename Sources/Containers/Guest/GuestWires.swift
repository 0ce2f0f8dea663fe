import CLinux
import EventLoop
import Glibc
import Model

/// The descriptors between the gateway and a program that a guest agent starts. All of them are made here: whatever the
/// container holds is another open file than ours, so it cannot make our end block.
struct GuestWires: ~Copyable {
    let streams: ProcessStreams
    let terminal: Pseudoterminal?
    /// The program's ends: one of a terminal, or three.
    let remote: RemoteEnds

    /// The program's ends; closed with this object, once the guest agent has its copies.
    final class RemoteEnds {
        let descriptors: [Int32]

        init(_ descriptors: [Int32]) {
            self.descriptors = descriptors
        }

        deinit {
            for descriptor in descriptors { close(descriptor) }
        }
    }

    /// A pseudo-terminal of the container, its size and modes set.
    /// - Parameter name: names the container's terminals (`gangway_names_terminals`); stays the caller's.
    static func terminal(_ terminal: Terminal, named name: Int32, owner uid: UInt32) throws(SystemError) -> GuestWires {
        var controlling: Int32 = -1
        var subordinate: Int32 = -1
        guard unsafe gangway_open_terminal(name, uid, &controlling, &subordinate) == 0 else {
            throw SystemError("open a terminal")
        }
        let ours = Pseudoterminal(OwnedDescriptor(owning: controlling))
        let remote = RemoteEnds([subordinate])
        let opcodes = terminal.modes.values.map(\.opcode)
        let values = terminal.modes.values.map(\.value)
        // Modes that a terminal refuses are no reason to refuse the session.
        _ = unsafe gangway_set_terminal_modes(subordinate, opcodes, values, Int32(opcodes.count))
        ours.resize(to: terminal.size)
        return GuestWires(streams: .terminal(ours), terminal: ours, remote: remote)
    }

    static func pipes() throws(SystemError) -> GuestWires {
        let input = try Pipe()
        let output = try Pipe()
        let error = try Pipe()
        // Ours only: each end is an open file of its own.
        for end in [input.writer.rawValue, output.reader.rawValue, error.reader.rawValue] {
            _ = gangway_set_nonblocking(end)
        }
        let remote = RemoteEnds([input.reader.release(), output.writer.release(), error.writer.release()])
        return GuestWires(
            streams: .pipes(ProcessPipes(input: input.writer, output: output.reader, error: error.reader)),
            terminal: nil, remote: remote)
    }

    private struct Pipe: ~Copyable {
        let reader: OwnedDescriptor
        let writer: OwnedDescriptor

        init() throws(SystemError) {
            var ends: (reader: Int32, writer: Int32) = (-1, -1)
            guard unsafe gangway_pipe(&ends.reader, &ends.writer) == 0 else { throw SystemError("pipe2") }
            reader = OwnedDescriptor(owning: ends.reader)
            writer = OwnedDescriptor(owning: ends.writer)
        }
    }
}
