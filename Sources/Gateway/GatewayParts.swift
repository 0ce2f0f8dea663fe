import Authentication
import Containers
import EventLoop

/// What every connection of a gateway uses.
struct GatewayParts: Sendable {
    let policy: AuthenticationPolicy
    let workspaces: Workspaces
    let configuration: GatewayConfiguration
    let lingering = Lingering()
    private let scratches: [ObjectIdentifier: Scratch]

    init(
        policy: AuthenticationPolicy, workspaces: Workspaces, configuration: GatewayConfiguration, loops: [EventLoop]
    ) {
        self.policy = policy
        self.workspaces = workspaces
        self.configuration = configuration
        scratches = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0), Scratch()) })
    }

    func scratch(of loop: EventLoop) -> Scratch {
        // Every connection is on one of the gateway's loops; a fresh buffer would serve as well.
        scratches[ObjectIdentifier(loop)] ?? Scratch()
    }
}
