import CLibSSH
import EventLoop

/// Owner of one `ssh_bind`: keys and algorithms for the sessions of one loop (LIBSSH: a bind belongs to one thread).
/// It never listens; sockets come from `SSHListener`.
///
/// @unchecked: made before its loop uses it, then only called on that loop.
@safe final class ServerBind: @unchecked Sendable {
    private let bind: ssh_bind

    init(_ configuration: SSHConfiguration, hostKeys: [HostKey]) throws(HostKey.Failure) {
        guard let bind = unsafe ssh_bind_new() else { throw HostKey.Failure(description: "libssh: out of memory") }
        unsafe self.bind = bind

        // Or the first accept reads /etc/ssh/libssh_server_config.
        var processConfig = false
        _ = unsafe ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &processConfig)
        for hostKey in hostKeys {
            let key = try unsafe hostKey.load()
            // The bind owns the key from here on.
            guard unsafe ssh_bind_options_set(bind, SSH_BIND_OPTIONS_IMPORT_KEY, UnsafeRawPointer(key)) == 0 else {
                throw HostKey.Failure(description: "host key \(hostKey.path): libssh does not take this kind of key")
            }
        }
        let algorithms = configuration.algorithms
        try set(SSH_BIND_OPTIONS_KEY_EXCHANGE, algorithms.keyExchange, "key exchange")
        try set(SSH_BIND_OPTIONS_CIPHERS_C_S, algorithms.ciphers, "ciphers")
        try set(SSH_BIND_OPTIONS_CIPHERS_S_C, algorithms.ciphers, "ciphers")
        try set(SSH_BIND_OPTIONS_HMAC_C_S, algorithms.macs, "MACs")
        try set(SSH_BIND_OPTIONS_HMAC_S_C, algorithms.macs, "MACs")
        try set(SSH_BIND_OPTIONS_PUBKEY_ACCEPTED_KEY_TYPES, algorithms.publicKeySignatures, "public key signatures")
        try set(SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, "ssh-ed25519,rsa-sha2-512,rsa-sha2-256", "host key algorithms")
        try set(SSH_BIND_OPTIONS_BANNER, configuration.softwareVersion, "software version")
        var bits: Int32 = 2048
        _ = unsafe ssh_bind_options_set(bind, SSH_BIND_OPTIONS_RSA_MIN_SIZE, &bits)
    }

    private func set(_ option: ssh_bind_options_e, _ value: String, _ name: String) throws(HostKey.Failure) {
        guard unsafe ssh_bind_options_set(bind, option, value) == 0 else {
            throw HostKey.Failure(description: "\(name): libssh knows none of \"\(value)\"")
        }
    }

    /// Joins `session` to the connected socket `descriptor`; the session owns the descriptor then, also on failure if
    /// `ssh_get_fd` says so.
    func accept(_ session: ssh_session, descriptor: Int32, guard: OpaquePointer) -> Bool {
        unsafe gangway_bind_accept(bind, session, descriptor, `guard`) == SSH_OK
    }

    deinit {
        unsafe ssh_bind_free(bind)
    }
}
