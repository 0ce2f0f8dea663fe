/// What the SSH server does, in sshd_config's terms and with its defaults unless noted.
public struct SSHConfiguration: Sendable {
    /// IPv4 or IPv6 address to listen on; `::` serves both families.
    public var listenAddress = "::"
    /// 0 lets the kernel choose.
    public var port: UInt16 = 2200

    /// The server's how-manieth run on its state this is: part of every connection's id.
    public var run: UInt64 = 0

    /// What follows `SSH-2.0-` in the version line. OpenSSH clients send `eow@openssh.com` and
    /// `no-more-sessions@openssh.com` only to servers whose version starts with `OpenSSH`; without the first of them
    /// `ssh host yes | head -1` never ends.
    public var softwareVersion = "OpenSSH_Gangway"
    /// Shown to the client before it authenticates; nil: nothing.
    public var banner: String?

    /// Time to authenticate in; zero: no limit.
    public var loginGraceTime = Duration.seconds(120)
    /// Failed tries per connection before it is cut off.
    public var maxAuthTries = 6
    /// Connections that are not authenticated yet.
    public var maxStartups = MaxStartups(begin: 10, rate: 30, full: 100)
    /// Open session channels per connection. sshd has 10; editors and ansible share one connection for more.
    public var maxSessions = 64
    /// Forwards per connection, both ways, open or being opened. A browser behind `ssh -D` needs a hundred or two.
    public var maxForwards = 512
    /// Bytes of input that wait in memory to be taken, over all channels of a connection; each channel's window is 1.28 MB.
    /// A client beyond it is cut off.
    public var maxUnreadInput = 128 << 20

    /// Without a packet from the client for this long it is asked for a sign of life; zero: never.
    public var clientAliveInterval = Duration.zero
    /// Unanswered signs of life before the connection is ended.
    public var clientAliveCountMax = 3

    /// New keys after this many bytes; nil: the cipher's own limit.
    public var rekeyBytes: UInt64?
    /// New keys after this time; nil: no limit.
    public var rekeyInterval: Duration?
    /// Whether `zlib@openssh.com` is offered (sshd: `Compression delayed`).
    public var compression = true

    public var algorithms = Algorithms()

    public init() {}

    /// Comma-separated names in order of preference. Names that the linked libssh does not know are left out by it, so
    /// post-quantum key exchange comes with a libssh that has it (0.12).
    public struct Algorithms: Sendable {
        public var keyExchange =
            "mlkem768x25519-sha256,sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,"
            + "curve25519-sha256,curve25519-sha256@libssh.org"
        public var ciphers =
            "aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,"
            + "aes256-ctr,aes192-ctr,aes128-ctr"
        public var macs = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com"
        /// Signature algorithms a client may authenticate with; never `ssh-rsa` (SHA-1) or `ssh-dss`.
        public var publicKeySignatures =
            "ssh-ed25519,sk-ssh-ed25519@openssh.com,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,"
            + "sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256,"
            + "ssh-ed25519-cert-v01@openssh.com,sk-ssh-ed25519-cert-v01@openssh.com,"
            + "rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com"

        public init() {}
    }
}
