"""The ssh client, the same for every server: one key, one key exchange, one cipher, no one's own configuration."""

import os
import pwd
import socket

from processes import output


class Client:
    """How to reach one server. `kex` and `cipher` are pinned, so that no server is measured with a cheaper one."""

    def __init__(self, folder, kex, cipher):
        self.folder, self.kex, self.cipher = folder, kex, cipher
        self.key = folder / "key"
        self.options = [
            "-F", "none", "-i", str(self.key),
            "-o", f"KexAlgorithms={kex}", "-o", f"Ciphers={cipher}", "-o", "HostKeyAlgorithms=ssh-ed25519",
            "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "PreferredAuthentications=publickey",
            "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "GlobalKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=20",
            # Newer clients send keystrokes in a 20 ms rhythm unless told not to; older ones do not know the word.
            "-o", "IgnoreUnknown=ObscureKeystrokeTiming", "-o", "ObscureKeystrokeTiming=no",
        ]
        output(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", str(self.key)])

    def command(self, user, port, program=None, options=()):
        words = ["ssh", *self.options, *options, "-p", str(port), f"{user}@127.0.0.1"]
        return words if program is None else [*words, program]

    def sftp(self, user, port, batch, options=()):
        """Runs the lines of the file `batch`, and ends with a failure where one fails."""
        return ["sftp", "-q", *self.options, *options, "-b", str(batch), "-P", str(port), f"{user}@127.0.0.1"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    """Whether an SSH server greets on this port of the loopback."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as stream:
            return stream.recv(4) == b"SSH-"
    except OSError:
        return False


def login_name():
    return pwd.getpwuid(os.getuid()).pw_name
