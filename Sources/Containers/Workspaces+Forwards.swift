import CLinux
public import EventLoop
import Glibc
import Logging
public import Model

/// Forwards: sockets in a workspace, by its guest agent.
extension Workspaces {
    private static let connectLimit: Duration = .seconds(20)

    /// Connects to `address` as the identity's workspace sees it, with the rights of its user; makes the workspace ready
    /// where it is not. Must be called on `loop`, as everything here.
    ///
    /// Without a guest agent only the workspace's own ports can be reached, by the container's address: what listens on
    /// its loopback alone cannot.
    public nonisolated(nonsending) func connect(
        to address: ForwardAddress, for identity: Identity, on loop: EventLoop
    ) async throws(ForwardError) -> WorkspaceSocket {
        loop.preconditionOnLoop()
        do throws(ForwardError) {
            return try await byGuest(of: identity, on: loop) {
                guest async throws(GuestForwarding.Failure) in try await guest.connect(to: address)
            }
        } catch .noGuestAgent(let cause) {
            return try await connectDirectly(to: address, for: identity, on: loop, cause)
        }
    }

    /// Listens in the identity's workspace, with the rights of its user; makes it ready where it is not.
    /// - Parameter progress: as for `running`.
    public nonisolated(nonsending) func listen(
        at place: ForwardListening, for identity: Identity, on loop: EventLoop,
        progress: @escaping @Sendable (WorkspaceProgress) -> Void = { _ in }
    ) async throws(ForwardError) -> WorkspaceListener {
        loop.preconditionOnLoop()
        return try await byGuest(of: identity, on: loop, progress: progress) {
            guest async throws(GuestForwarding.Failure) in try await guest.listen(at: place)
        }
    }

    private nonisolated(nonsending) func byGuest<Outcome>(
        of identity: Identity, on loop: EventLoop,
        progress: @escaping @Sendable (WorkspaceProgress) -> Void = { _ in },
        _ body: nonisolated(nonsending) (GuestForwarding) async throws(GuestForwarding.Failure) -> Outcome
    ) async throws(ForwardError) -> Outcome {
        let wayIn: WayInChoice
        do throws(WorkspaceError) { wayIn = try profile(of: identity).wayIn } catch { throw .workspace(error) }
        guard let guests, wayIn != .exec else {
            throw .noGuestAgent(cause: "the workspace has no guest agent")
        }
        // A container that was stopped meanwhile is found so in the second round.
        for isLast in [false, true] {
            let container = try await container(of: identity, progress: progress)
            guard container.hasGuestAgent, !guests.isSuspect(identity.user) else {
                throw .noGuestAgent(cause: "the workspace has no guest agent that answers")
            }
            let forwarding = GuestForwarding(agents: guests, user: identity.user, container: container, loop: loop)
            do throws(GuestForwarding.Failure) {
                return try await body(forwarding)
            } catch {
                guard case .guest(let failure) = error else {
                    guard case .refused(let error) = error else { break }
                    throw error
                }
                log.notice("guest agent not used", metadata: ["user": "\(identity.user)", "cause": "\(failure)"])
                if !isLast { forget(container.id, of: identity) }
            }
        }
        throw .noGuestAgent(cause: "the workspace's guest agent does not answer")
    }

    private nonisolated(nonsending) func container(
        of identity: Identity, progress: @escaping @Sendable (WorkspaceProgress) -> Void
    ) async throws(ForwardError) -> RunningContainer {
        do throws(WorkspaceError) {
            return try await running(for: identity, progress: progress)
        } catch {
            throw .workspace(error)
        }
    }

    /// - Parameter cause: why nothing else can be had.
    private nonisolated(nonsending) func connectDirectly(
        to address: ForwardAddress, for identity: Identity, on loop: EventLoop, _ cause: String
    ) async throws(ForwardError) -> WorkspaceSocket {
        // Any other host would be reached from the gateway's place in the network, which may be more than the
        // workspace's.
        guard case .tcp(let host, let port) = address, ["localhost", "127.0.0.1", "::1"].contains(host) else {
            throw .noGuestAgent(cause: cause)
        }
        _ = try await container(of: identity, progress: { _ in })
        let status: ContainerStatus?
        do throws(EngineError) {
            status = try await engine.inspect(container: Self.containerName(of: identity.user))
        } catch {
            throw .workspace(.engine(error))
        }
        guard let own = status?.addresses.first else { throw .noGuestAgent(cause: cause) }
        let socket = unsafe gangway_connect_tcp(own, port)
        guard socket >= 0 else { throw .system(code: errno) }
        let owned = OwnedDescriptor(owning: socket)
        do {
            try await loop.readiness(of: socket, for: .writable, within: Self.connectLimit)
        } catch {
            throw .system(code: ETIMEDOUT)
        }
        let code = gangway_socket_error(socket)
        guard code == 0 else { throw .system(code: code) }
        return WorkspaceSocket(owned)
    }
}
