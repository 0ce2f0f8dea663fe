"""Many workspaces that nobody uses, and what it costs to look whether anybody does."""

import time
from typing import NamedTuple

from processes import Failure, children, cpu, in_parallel, named, run

#: Seconds: Gangway's defaults of `workspace.sweep_interval` and `workspace.idle_stop`. Each workspace is looked at ten
#: times within the latter: in every third sweep.
INTERVAL, IDLE_STOP = 60, 1800
#: Looks at each workspace that are measured.
LOOKS = 2


class Shares(NamedTuple):
    """Of one processor, over some time."""

    server: float
    guest_agents: float
    inits: float
    engine: float
    shims: float


class Sweep(NamedTuple):
    """What `workspaces` cost for so many `seconds` with a sweep each `interval`, and what they cost by themselves."""

    workspaces: int
    interval: float
    seconds: float
    swept: Shares
    alone: Shares


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
    inits = [bench.engine.call("GET", f"/containers/user-{user}/json")["State"]["Pid"] for user in users]
    engine = named("dockerd", "containerd")
    shims = set(bench.engine.processes([f"user-{user}" for user in users])) - set(engine)
    groups = (path.processes(), children(*inits), inits, engine, shims)

    def shares(seconds):
        before, begin = [cpu(group) for group in groups], time.monotonic()
        time.sleep(seconds)
        spent = [cpu(group) - then for group, then in zip(groups, before)]
        return Shares(*(seconds / (time.monotonic() - begin) for seconds in spent))
    bench.progress(f"measuring: sweep, for {span * LOOKS:.0f} s")
    swept = shares(span * LOOKS)
    if "looked at" in (text := path.log.read_text(errors="replace")) or "signs of life" in text:
        raise Failure(f"not all workspaces were looked at{text[-300:]}")
    bench.processes.stop(path.server)
    time.sleep(2)
    return Sweep(count, INTERVAL / pace, span * LOOKS, swept, shares(span / 3)._replace(server=0))


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
