public import Model

/// Why an engine call failed.
public struct EngineError: UserFacingError, Hashable {
    public enum Kind: String, Hashable, Sendable {
        /// No answer: not running, no permission, or a time limit.
        case unreachable
        /// The engine's API is older or newer than what Gangway speaks.
        case incompatible
        case imageMissing = "image-missing"
        case conflict
        case notRunning = "not-running"
        /// A network that the container was made with, or is to have, is not there.
        case networkMissing = "network-missing"
        /// The disk that the engine keeps its containers and images on is full.
        case outOfSpace = "out-of-space"
        /// The engine said no; `detail` has its words.
        case refused
    }

    public let kind: Kind
    /// For the operator: the call and the engine's words.
    public let detail: String

    public init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    public var code: String { "engine-\(kind.rawValue)" }
    public var description: String { "\(code): \(detail)" }

    public var userMessage: String {
        switch kind {
        case .unreachable, .incompatible: "the container engine does not answer; please tell your administrator"
        case .imageMissing: "the workspace image is missing; please tell your administrator"
        case .networkMissing:
            "your workspace's network is missing; please ask your administrator to make it, or to reset your workspace"
        case .outOfSpace: "the server's disk is full; please ask your administrator to free some space"
        case .conflict, .notRunning, .refused: "your workspace could not be started; please tell your administrator"
        }
    }
}
