"""What a session costs while another user's workspace takes all that it may."""

import subprocess
import time

from processes import Failure, run
from turns import timed

#: What an administrator would set who has two cores to share, in Gangway's settings.
LIMITS = {"GANGWAY_WORKSPACE_CPUS": "1", "GANGWAY_WORKSPACE_MEMORY": "512m", "GANGWAY_WORKSPACE_PIDS": "500"}
#: None of them ends by itself. The workspace's home is on the host's disk, as its own layer is.
HOGS = {
    "a fork bomb": "bomb() { bomb | bomb & sleep 1; bomb; }; bomb",
    "a memory hog": "while :; do python3 -c 'x = b\"x\" * (1 << 30)'; done",
    "a disk hog": "while :; do dd if=/dev/zero of=hog bs=1M count=1000 conv=fsync; done",
}
#: Seconds until a hog has what it can get.
WARM_UP = 5


def hogs(bench, path, rounds):
    """Seconds of connect + `true` beside nobody, and beside each of them: {its name: samples}, nobody's is None."""
    hog = f"{path.user}-hog"
    path.add([hog])
    path.settings = path.settings | LIMITS
    path.restart()
    path.workspace("remove", path.user)
    try:
        samples = {None: sample(path, rounds)}
        for name, program in HOGS.items():
            client = bench.processes.start(
                path.command(program, user=hog), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(WARM_UP)
            samples[name] = sample(path, rounds)
            if client.poll() is not None:
                raise Failure(f"{name} has ended by itself")
            path.workspace("stop", hog)
            bench.processes.stop(client)
        return samples
    finally:
        path.settings = {name: value for name, value in path.settings.items() if name not in LIMITS}


def sample(path, rounds):
    run(path.command("true"), 120)
    return [timed(lambda: run(path.command("true"), 120)) for _ in range(rounds)]
