import struct Foundation.Date

extension Date {
    /// What the file keeps, so that a record read back equals the one that was written.
    var inWholeSeconds: Date { Date(timeIntervalSince1970: timeIntervalSince1970.rounded(.down)) }
}
