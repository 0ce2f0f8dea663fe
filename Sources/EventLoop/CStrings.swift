/// Strings for C: each ends with a zero, the list with NULL. Freed with this object.
@safe public final class CStrings {
    public let list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    public init(_ strings: [[UInt8]]) {
        count = strings.count
        unsafe list = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() {
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: string.count + 1)
            for (offset, byte) in string.enumerated() { unsafe copy[offset] = CChar(bitPattern: byte) }
            unsafe copy[string.count] = 0
            unsafe (list + index).initialize(to: copy)
        }
        unsafe (list + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe list[index]?.deallocate() }
        unsafe list.deallocate()
    }
}
