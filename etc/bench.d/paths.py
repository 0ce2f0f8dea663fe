"""The ways to a command that are compared. Each is a `Path`: a name, the command lines that lead to a program, and the
processes whose CPU time and memory it costs."""

import json
import os
from contextlib import nullcontext
from pathlib import Path as File

from engine import Engine
from library import LibraryConnection
from processes import Failure, children, in_parallel, output, run, run_counting, until
from ssh import answers, free_port, login_name
from watchers import Watchers

#: Seconds for one transfer.
TRANSFER_LIMIT = 180


class Path:
    """`key` chooses it on the command line, `title` heads its column."""

    key = title = None
    #: Whether many sessions can share one connection, which only SSH can.
    is_ssh = False
    #: Where sftp reads and writes: the folder on this machine, and the same folder as the server's end sees it.
    home = there = None
    #: Whether connections are forwarded to where `beside` starts programs.
    forwards = False
    #: Whether terminals are recorded.
    records = False

    def command(self, program=None, options=()):
        """What to start on this machine to have the shell command `program` run over there."""
        raise NotImplementedError

    def terminal(self, program):
        """The same with a pty over there."""
        return self.command(program, ["-tt"])

    def connector(self):
        """A function that runs `true` over there, from nothing to its exit status. One for each thread."""
        return lambda: run(self.command("true"))

    def download(self, program, size):
        """Runs a program that writes at least so many bytes."""
        count = run_counting(self.command(program), TRANSFER_LIMIT)
        if count < size:
            raise Failure(f"{self.title}: {count} bytes arrived instead of {size}")

    def upload(self, program, file):
        run(self.command(program), TRANSFER_LIMIT, stdin=file)

    def beside(self, command):
        """What to start on this machine to have a program of this machine run on the loopback over there."""
        return command

    def processes(self):
        """The server's processes, or none where there is no server but the engine."""
        return []

    def settle(self):
        """Waits until what the last connections cost is on the books."""

    def rest(self):
        """Waits until nothing is left to do for sessions that have ended."""

    def watched(self):
        """While this lasts, the sessions that are open are looked at, where the path is one of that kind."""
        return nullcontext()


class Served(Path):
    """A path through an SSH server on `port`, whose user is `user`."""

    is_ssh = True

    def command(self, program=None, options=(), user=None):
        return self.client.command(user or self.user, self.port, program, options)

    def sftp(self, batch, options):
        return self.client.sftp(self.user, self.port, batch, options)

    def library(self):
        """A connection by libssh."""
        return LibraryConnection(self.client, self.user, self.port)

    def processes(self):
        return [self.server.pid, *children(self.server.pid)]


class Sshd(Served):
    key, title, forwards = "sshd", "sshd", True

    def __init__(self, bench, forced_command=None):
        self.client, self.port, self.user = bench.client, free_port(), login_name()
        folder = bench.folder / self.key
        folder.mkdir()
        self.home = self.there = folder / "files"
        self.home.mkdir()
        output(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "host")])
        lines = [
            f"Port {self.port}", "ListenAddress 127.0.0.1", f"HostKey {folder}/host",
            f"AuthorizedKeysFile {bench.client.key}.pub", "PidFile none", "UsePAM no", "StrictModes no",
            "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin yes", "PrintMotd no",
            "PrintLastLog no", "UseDNS no", "MaxStartups 1000", "MaxSessions 1000", "LogLevel ERROR",
            "Subsystem sftp /usr/lib/openssh/sftp-server",
            # bash reads ~/.bashrc for every command of sshd: the caller's must not be part of the measurement.
            f"SetEnv HOME={folder}",
        ]
        if forced_command:
            lines.append(f"ForceCommand {forced_command}")
        configuration = folder / "sshd_config"
        configuration.write_text("\n".join(lines) + "\n")
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self.server = bench.processes.serve(
            ["/usr/sbin/sshd", "-D", "-e", "-f", str(configuration)], folder / "log")
        until(lambda: answers(self.port), 10, f"{self.title} answers (see {folder}/log)")

    def settle(self):
        until(lambda: not children(self.server.pid), 10, f"{self.title} has seen its last connection end")


class ForcedCommand(Sshd):
    key, title, forwards = "forced", "sshd + docker exec", False

    def __init__(self, bench):
        script = bench.folder / "forced-command"
        host = os.environ.get("DOCKER_HOST")
        script.write_text(
            "#!/bin/sh\n" + (f"export DOCKER_HOST='{host}'\n" if host else "")
            + "if [ -t 0 ]; then terminal=-it; else terminal=-i; fi\n"
            + f'exec docker exec "$terminal" {bench.container} bash -c "$SSH_ORIGINAL_COMMAND"\n')
        script.chmod(0o755)
        super().__init__(bench, forced_command=str(script))
        self.home, self.there = bench.files, bench.FILES_THERE


class DockerCLI(Path):
    key, title = "cli", "docker exec"

    def __init__(self, bench):
        self.container = bench.container

    def command(self, program=None, options=()):
        return ["docker", "exec", "-i", self.container, "bash", "-c", program]

    def terminal(self, program):
        return ["docker", "exec", "-it", self.container, "bash", "-c", program]


class RawEngine(Path):
    key, title = "raw", "Engine API"

    def __init__(self, bench):
        self.container = bench.container

    def connector(self):
        engine = Engine()
        return lambda: engine.execute(self.container, ["bash", "-c", "true"])

    def download(self, program, size):
        Engine(TRANSFER_LIMIT).execute(self.container, ["bash", "-c", program], at_least=size)

    def upload(self, program, file):
        Engine(TRANSFER_LIMIT).execute(self.container, ["bash", "-c", program], source=file)


class Gangway(Served):
    """The binary with a state folder of its own. Its users' containers are removed at the end."""

    key, title, forwards = "gangway", "Gangway", True
    #: As environment variables.
    settings = {"GANGWAY_WORKSPACE_WAY_IN": "guest"}

    def __init__(self, bench, binary, workspaces=0):
        self.bench, self.client, self.port = bench, bench.client, free_port()
        self.binary, self.state, self.log = str(binary), bench.folder / self.key, bench.folder / f"{self.key}.log"
        if not File(binary).is_file():
            raise Failure(f"no Gangway at {binary}; build it with swift build -c release, or name it with --gangway")
        self.state.mkdir()
        self.user = f"bench-{os.getpid()}-{self.key}"
        self.idle_users = [f"{self.user}{number}" for number in range(workspaces)]
        for user in [self.user, *self.idle_users]:
            output([self.binary, "user", "add", user, "--key", f"{self.client.key}.pub", "--state", str(self.state)])
            bench.containers.append(f"user-{user}")
        self.start()
        self.home, self.there = self.state / "homes" / self.user, File("/home/user")

    def start(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GANGWAY_")}
        environment |= {
            "GANGWAY_LISTEN_ADDRESS": "127.0.0.1", "GANGWAY_LISTEN_PORT": str(self.port),
            "GANGWAY_WORKSPACE_NETWORK": "none",  # like the container of the other paths; no network is left behind
            **self.settings,
        }
        self.server = self.bench.processes.serve(
            [self.binary, "serve", "--state", str(self.state)], self.log, env=environment)
        until(lambda: answers(self.port), 20, f"Gangway answers (see {self.log})")
        run(self.command("true"), 120)

    def restart(self):
        """The same accounts, an empty process, and every container running."""
        self.bench.processes.stop(self.server)
        self.start()
        in_parallel(lambda user: run(self.command("true", user=user), 120), self.idle_users)

    def beside(self, command):
        pid = self.bench.engine.call("GET", f"/containers/user-{self.user}/json")["State"]["Pid"]
        return ["nsenter", f"--net=/proc/{pid}/ns/net", *command]


class GangwayByExec(Gangway):
    """Without its guest agent, which alone forwards."""

    key, title, forwards = "exec", "Gangway by exec", False
    settings = {"GANGWAY_WORKSPACE_WAY_IN": "exec"}


class GangwayBare(Gangway):
    """Without the session log and recordings: what these cost is told by the others."""

    key, title, forwards = "bare", "Gangway, no log", False
    settings = Gangway.settings | {"GANGWAY_SESSION_LOG_ENABLED": "false", "GANGWAY_RECORDING_SESSIONS": "off"}


class GangwayRecorded(Gangway):
    """With the session log, and every terminal recorded."""

    key, title, forwards, records = "recorded", "Gangway, recorded", False, True
    settings = Gangway.settings | {"GANGWAY_RECORDING_SESSIONS": "terminals", "GANGWAY_RECORDING_NOTICE": "false"}
    #: Events of the session log that tell of something missing in a recording or in the log.
    LOSSES = {"recording.gap", "recording.failed", "log.gap", "log.failing"}

    def recordings(self):
        """Their files: `.cast` while a session lives, then `.cast.zst`."""
        return sorted((self.state / "recordings").glob("*/*.cast*"))

    def rest(self):
        """Ended recordings are indexed to their end and compressed, which takes processor time."""
        until(
            lambda: all(file.suffix == ".zst" for file in self.recordings()), 120,
            f"{self.title}: the recordings are compressed")

    def losses(self):
        """The session log's lines that tell of something missing."""
        lines = []
        for file in sorted((self.state / "log").glob("sessions-*.jsonl")):
            with open(file, encoding="utf-8") as log:
                lines += [line.strip() for line in log if json.loads(line)["event"] in self.LOSSES]
        return lines


class GangwayWatched(GangwayRecorded):
    """With two who watch each session whose terminal is measured."""

    key, title = "watched", "Gangway, watched"

    def watched(self):
        return Watchers(self, 2)
