import GatewayTesting
import Testing

/// A workspace under Ansible, as any host.
@Suite(.timeLimit(.minutes(20)))
struct AnsibleTests {
    private let playbook = """
        - hosts: all
          tasks:
            - ping:
            - command: hostname
              register: name
            - assert: {that: name.stdout == ansible_facts.hostname}
            - command: cat
              args: {stdin: "a line\\nanother"}
              register: echoed
            - assert: {that: 'echoed.stdout_lines == ["a line", "another"]'}
            - copy: {src: tree/, dest: copied/, mode: "0640", directory_mode: "0750"}
            - command: "false"
              register: failed
              failed_when: failed.rc != 1
            - fetch: {src: copied/large, dest: fetched, flat: true}

        """

    @Test(
        "ansible pings, gathers facts, runs commands and copies files, with pipelining and without",
        arguments: [(true, .guest), (false, .exec)] as [(Bool, WayIn)])
    func play(pipelining: Bool, way: WayIn) async throws {
        try await GangwayServer.with(by: way) { server in
            let folder = server.state.path
            try server.state.write(playbook, to: "play.yaml")
            try server.state.write("[defaults]\n", to: "ansible.cfg")
            try server.state.write(
                """
                workspace ansible_host=127.0.0.1 ansible_port=\(server.port) ansible_user=\(server.user) \
                ansible_ssh_common_args='\(server.client.options.joined(separator: " "))' \
                ansible_python_interpreter=/usr/bin/python3

                """, to: "hosts")
            let result = try await Command.bash(
                """
                set -e; cd \(folder)
                mkdir -p tree/sub; head -c 3000000 /dev/urandom >tree/large; echo hi >'tree/sub/größe'
                \(try Python.interpreter()) -m ansible playbook -i hosts play.yaml
                cmp tree/large fetched; diff -r tree \(server.home)/copied
                stat -c %a \(server.home)/copied/sub \(server.home)/copied/large
                """,
                environment: [
                    "HOME": folder, "LC_ALL": "C.UTF-8", "ANSIBLE_CONFIG": "\(folder)/ansible.cfg",
                    "ANSIBLE_NOCOLOR": "1", "ANSIBLE_PIPELINING": "\(pipelining)", "ANSIBLE_TIMEOUT": "60",
                ], limit: 400)
            #expect(result.code == 0 && result.output.hasSuffix("\n750\n640\n"), "\(result)")
            #expect(result.output.contains("unreachable=0    failed=0"), "\(result)")
        }
    }
}
