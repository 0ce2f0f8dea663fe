import Containers
import Foundation

extension HookCall {
    /// One line of JSON without its line break; keys are sorted.
    var json: [UInt8] {
        get throws(HookError) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            do {
                return Array(try encoder.encode(self))
            } catch {
                throw .failed(cause: "the call cannot be written as JSON")
            }
        }
    }
}
