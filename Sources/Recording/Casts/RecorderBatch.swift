/// Events on their way from a recorder to its file, and how far they have come.
struct RecorderBatch {
    var bytes: [UInt8] = []
    var entries: [RecorderState.Entry] = []
    /// Tells of a loss, to see whether writing works again.
    var isRecovery: Bool
    /// The first entry that is not in the file, and where its text begins.
    var entry = 0
    var offset = 0

    init(isRecovery: Bool) {
        self.isRecovery = isRecovery
    }

    var isDone: Bool { entry == entries.count }

    /// Bytes of input and output that are not in the file, with those that gaps tell of.
    var streamBytes: UInt64 {
        var count: UInt64 = 0
        for entry in entries[entry...] {
            switch entry.content {
            case .event(.output), .event(.input): count += UInt64(entry.count)
            case .event: break
            case .gap(let lost): count += lost
            }
        }
        return count
    }

    /// The last of the sizes that are not in the file.
    var lastSize: [UInt8]? {
        var size: [UInt8]?
        var place = offset
        for entry in entries[entry...] {
            if case .event(.resize) = entry.content { size = Array(bytes[place..<place + entry.count]) }
            place += entry.count
        }
        return size
    }

    /// What the rest counts for as buffered.
    var cost: Int { bytes.count - offset + (entries.count - entry) * RecorderState.Entry.cost }
}
