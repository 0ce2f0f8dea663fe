extension SSHConnection {
    /// Writes `text` to every session that has a terminal, as far as the client's windows allow.
    public func announce(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            for channel in terminals { _ = unsafe channel.write(UnsafeRawBufferPointer(bytes)) }
        }
    }
}
