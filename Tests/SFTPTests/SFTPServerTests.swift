import Testing

/// The protocol, packet by packet; the rules stand in the scripts.
@Suite(.timeLimit(.minutes(5)))
struct SFTPServerTests {
    @Test(
        "a request does and answers what draft-ietf-secsh-filexfer-02 and OpenSSH say",
        arguments: [
            "version", "open_flags", "large_files", "data_up_to_the_limits", "many_in_flight", "attributes_are_set",
            "directories", "long_names", "names_are_bytes", "renames", "real_paths", "copies", "fifos_and_devices",
        ])
    func requests(name: String) async throws {
        try await Guest.run("requests", name)
    }

    @Test(
        "a hostile client is refused or left, without harm",
        arguments: [
            "long_packet", "longest_packet", "before_init", "unknown_requests", "requests_cut_short", "handles",
            "too_many_handles", "memory_is_bounded", "client_gone", "noise",
        ])
    func hostile(name: String) async throws {
        try await Guest.run("hostile", name)
    }

    @Test("other people's clients work with it", arguments: ["paramiko", "asyncssh"])
    func clients(name: String) async throws {
        try await Guest.run("clients", name)
    }
}
