import Glibc

/// What a client calls an open file or directory. A closed handle's name never names a later one.
struct HandleName: Equatable {
    var index: UInt32
    var generation: UInt32
}

/// The open files and directories of a session; closed with it.
struct Handles: ~Copyable {
    enum Kind {
        case file
        case directory
    }

    private struct Slot {
        var generation: UInt32 = 0
        var open: (descriptor: Int32, kind: Kind)?
    }

    /// At most this many are open at a time; the kernel's RLIMIT_NOFILE may allow fewer.
    static let limit = 1024

    private var slots: [Slot] = []
    private var free: [UInt32] = []

    deinit {
        for slot in slots {
            if let open = slot.open { Glibc.close(open.descriptor) }
        }
    }

    /// Takes ownership of `descriptor`, also where it throws.
    mutating func add(_ descriptor: Int32, _ kind: Kind) throws(SFTPError) -> HandleName {
        let index: UInt32
        if let last = free.popLast() {
            index = last
        } else if slots.count < Self.limit {
            index = UInt32(slots.count)
            slots.append(Slot())
        } else {
            Glibc.close(descriptor)
            throw .refused(.failure, "Too many open handles")
        }
        slots[Int(index)].open = (descriptor, kind)
        return HandleName(index: index, generation: slots[Int(index)].generation)
    }

    private func open(_ name: HandleName) throws(SFTPError) -> (descriptor: Int32, kind: Kind) {
        guard name.index < slots.count, slots[Int(name.index)].generation == name.generation,
            let open = slots[Int(name.index)].open
        else { throw .refused(.failure, "No such handle") }
        return open
    }

    /// The descriptor of a file or a directory.
    func any(_ name: HandleName) throws(SFTPError) -> Int32 {
        try open(name).descriptor
    }

    func file(_ name: HandleName) throws(SFTPError) -> Int32 {
        let open = try open(name)
        guard case .file = open.kind else { throw .refused(.failure, "Not a file's handle") }
        return open.descriptor
    }

    func directory(_ name: HandleName) throws(SFTPError) -> Int32 {
        let open = try open(name)
        guard case .directory = open.kind else { throw .refused(.failure, "Not a directory's handle") }
        return open.descriptor
    }

    /// Ends the handle, whether or not closing the descriptor brings up an error of a late write.
    mutating func close(_ name: HandleName) throws(SFTPError) {
        let descriptor = try any(name)
        slots[Int(name.index)].open = nil
        slots[Int(name.index)].generation &+= 1
        free.append(name.index)
        guard Glibc.close(descriptor) == 0 else { throw .system(errno) }
    }
}
