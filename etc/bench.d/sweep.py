"""Many workspaces that nobody uses, and what it costs to look whether anybody does."""

import time
from typing import NamedTuple

from processes import Failure, children, cpu, in_parallel, named, run

#: Seconds: Gangway's defaults of `workspace.sweep_interval` and `workspace.idle_stop`. Each workspace is looked at ten
#: times within the latter: in every third sweep.
INTERVAL, IDLE_STOP = 60, 1800
#: Looks at each workspace that are measured.
LOOKS = 2


class Sweep(NamedTuple):
    """What `workspaces` cost for so many `seconds` with a sweep each `interval`; shares of one processor."""

    workspaces: int
    interval: float
    seconds: float
    server: float
    guest_agents: float
    engine: float
    shims: float
    #: The engine's with as many containers and no Gangway.
    engine_alone: float


def sweep(bench, path, count, pace=1):
    """So many running workspaces without sessions. `pace`: how many times as often as by default they are looked at."""
    users = [f"{path.user}-idle{number}" for number in range(count)]
    path.add(users)
    path.settings = path.settings | {
        "GANGWAY_WORKSPACE_SWEEP_INTERVAL": str(INTERVAL / pace), "GANGWAY_WORKSPACE_IDLE_STOP": str(IDLE_STOP / pace)}
    begin_all(bench, path, users)
    # A server that has seen none of their sessions looks at all of them at once, and then each span.
    path.restart()
    span = IDLE_STOP / 10 / pace
    time.sleep(span / 2)
    guests = guest_agents(bench, users)
    engine = named("dockerd", "containerd")
    shims = set(bench.engine.processes([f"user-{user}" for user in users])) - set(engine)

    def shares(seconds):
        groups = (path.processes(), guests, engine, shims)
        before, begin = [cpu(group) for group in groups], time.monotonic()
        time.sleep(seconds)
        spent = [cpu(group) - then for group, then in zip(groups, before)]
        return [seconds / (time.monotonic() - begin) for seconds in spent]
    bench.progress(f"measuring: sweep, for {span * LOOKS:.0f} s")
    measured = shares(span * LOOKS)
    if measured[1] == 0 or "looked at" in (text := path.log.read_text(errors="replace")) or "signs of life" in text:
        raise Failure(f"not all workspaces were looked at (see {path.log})")
    bench.processes.stop(path.server)
    time.sleep(2)
    return Sweep(count, INTERVAL / pace, span * LOOKS, *measured, shares(span / 3)[2])


def begin_all(bench, path, users):
    """Has every workspace run."""
    path.restart()
    running = []

    def log_in(user):
        run(path.command("true", user=user), 180)
        running.append(user)
        if len(running) % 50 == 0:
            bench.progress(f"{len(running)} workspaces run")
    in_parallel(log_in, users)


def guest_agents(bench, users):
    """All processes in these users' workspaces."""
    inits = [bench.engine.call("GET", f"/containers/user-{user}/json")["State"]["Pid"] for user in users]
    return [*inits, *children(*inits)]
