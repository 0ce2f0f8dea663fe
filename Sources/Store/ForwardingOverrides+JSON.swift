import Foundation
import Model

/// How the table holds them: a JSON object of what is overridden.
extension ForwardingOverrides {
    /// - Throws: `StoreError.unusable`. Settings that cannot be read must not become those of the gateway.
    init(json: String) throws(StoreError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
        } catch {
            throw .unusable(cause: "it holds forwarding settings that cannot be read: \(json.debugDescription)")
        }
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
