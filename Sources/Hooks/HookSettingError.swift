public import Containers

/// A list of hooks in the settings that cannot be used.
public struct HookSettingError: Error, Hashable, CustomStringConvertible {
    public let event: HookCall.Event
    /// Which one of the list, from 1.
    public let number: Int
    public let cause: HookTextError

    public var description: String { "hooks.\(event.rawValue), number \(number): \(cause)" }
}
