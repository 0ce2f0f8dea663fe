import ArgumentParser
import Model
import Store

struct UserForwardingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forwarding",
        abstract: "Show or change what a user may forward.",
        discussion: """
            Each option goes before the gateway's setting of that name for this user; etc/gangway.yaml tells what \
            they mean. What is not named stays as it is. Without options, what differs from the gateway's is printed.
            """)

    @OptionGroup var state: StateOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Option(help: "TCP: local is what the client opens, remote what the workspace listens on.")
    var tcp: ForwardingPolicy.Directions?
    @Option(name: .customLong("streamlocal"), help: "The same for Unix sockets.")
    var streamLocal: ForwardingPolicy.Directions?
    @Option(help: "The ssh-agent.") var agent: YesOrNo?
    @Option(help: "X11.") var x11: YesOrNo?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Where TCP may lead: any, none, or host:port ...", valueName: "host:port"))
    var permitOpen: [String] = []
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Where the workspace may listen: any, none, or [host:]port ...", valueName: "[host:]port"))
    var permitListen: [String] = []
    @Option(help: "Whether the workspace listens on all addresses, not on loopback only.")
    var gatewayPorts: ForwardingPolicy.GatewayPorts?
    @Flag(name: .customLong("default"), help: "First, forget all that differs from the gateway's settings.")
    var isDefault = false
    @Flag(help: "Print what differs as JSON.") var json = false

    func validate() throws { _ = try changes() }

    func run() async throws {
        let changes = try changes()
        let isDefault = isDefault
        guard isDefault || !changes.isEmpty else { return try await show() }
        let forwarding = try await state.withStore { store in
            try await store.changeForwarding(of: name) {
                $0 = changes.applied(to: isDefault ? ForwardingOverrides() : $0)
            }
        }
        guard !json else { return print(try JSONOutput.text(forwarding)) }
        print(
            forwarding.isEmpty
                ? "from the next login on, the user \(name) may forward what the gateway's settings say"
                : "from the next login on, for the user \(name): \(forwarding.line)")
    }

    private func show() async throws {
        let forwarding = try await state.withStore { try await $0.account(named: name).forwarding }
        if json {
            print(try JSONOutput.text(forwarding))
        } else if forwarding.isEmpty {
            print("the user \(name) may forward what the gateway's settings say")
        } else {
            print(forwarding.table)
        }
    }

    /// What the options say.
    private func changes() throws -> ForwardingOverrides {
        var changes = ForwardingOverrides()
        changes.tcp = tcp
        changes.streamLocal = streamLocal
        changes.agent = agent?.isYes
        changes.x11 = x11?.isYes
        if !permitOpen.isEmpty {
            changes.permitOpen = try permissions("--permit-open", permitOpen, ForwardPermissions.init(open:))
        }
        if !permitListen.isEmpty {
            changes.permitListen = try permissions("--permit-listen", permitListen, ForwardPermissions.init(listen:))
        }
        changes.gatewayPorts = gatewayPorts
        return changes
    }

    private func permissions(
        _ option: String, _ words: [String], _ parse: ([String]) throws -> ForwardPermissions
    ) throws -> ForwardPermissions {
        do {
            return try parse(words)
        } catch {
            throw ValidationError("\(option): \(error)")
        }
    }
}
