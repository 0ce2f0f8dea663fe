import Model
import Testing

@testable import Containers

struct WorkspaceStepTests {
    private static let id = ContainerID("1")
    private static let labels = ["gangway.managed": "true", "gangway.owner": "alice"]

    @Test(
        "Each state of the user's own container has its step",
        arguments: [
            (.created, .start(id)), (.running, .use(RunningContainer(id, labels: labels, of: Profile()))),
            (.paused, .unpause(id)), (.restarting, .wait(.restarting)),
            (.removing, .wait(.removing)), (.exited, .start(id)), (.dead, .start(id)),
        ] as [(ContainerStatus.State, WorkspaceStep)])
    func own(state: ContainerStatus.State, step: WorkspaceStep) throws {
        let alice = try #require(UserName("alice"))
        let status = ContainerStatus(id: Self.id, state: state, labels: Self.labels)
        #expect(WorkspaceStep.next(for: status, of: alice, Profile()) == step)
    }

    @Test("A missing container is created")
    func missing() throws {
        #expect(WorkspaceStep.next(for: nil, of: try #require(UserName("alice")), Profile()) == .create)
    }

    @Test(
        "A container without the labels, or of another owner, is refused in every state",
        arguments: [
            [:], ["gangway.managed": "true"], ["gangway.owner": "alice"],
            ["gangway.managed": "true", "gangway.owner": "bob"],
            ["gangway.managed": "false", "gangway.owner": "alice"],
            ["gangway.managed": "true", "gangway.owner": "alice", "gangway.instance": "elsewhere"],
        ])
    func foreign(labels: [String: String]) throws {
        let alice = try #require(UserName("alice"))
        for state in [ContainerStatus.State.created, .running, .paused, .restarting, .removing, .exited, .dead] {
            let status = ContainerStatus(id: Self.id, state: state, labels: labels)
            #expect(WorkspaceStep.next(for: status, of: alice, Profile()) == .refuse)
        }
    }
}
