"""What a session in a workspace that does not run costs, beside its container's bare start."""

import shutil
import subprocess
import threading
import time
from typing import NamedTuple

from engine import Engine
from paths import Gangway
from processes import Failure, in_parallel, output, run, wait
from turns import take_turns, timed
from twins import Twins

#: Containers that are made at the same time: `workspace.concurrent_starts` of Gangway's defaults.
WORKERS = 8
LIMIT = 180


class GangwayStarting(Gangway):
    """Whose workspaces are stopped and removed."""

    key, title, forwards = "starting", "Gangway", False
    settings = Gangway.settings | {"GANGWAY_SSH_MAX_STARTUPS": "1000:100:1000"}

    def add(self, users):
        for user in users:
            output([self.binary, "user", "add", user, "--key", f"{self.client.key}.pub", "--state", str(self.state)])
            self.bench.containers.append(f"user-{user}")

    def workspace(self, verb, *users):
        """An administrator's order."""
        output([self.binary, "workspace", verb, *users, "--state", str(self.state)], LIMIT)


class Way(NamedTuple):
    """One of those that are compared; `prepare` is not a part of what is measured."""

    key: str
    title: str
    prepare: callable
    measure: callable

    def once(self):
        self.prepare()
        return timed(self.measure)


def by_docker(*words):
    run(["docker", *words], LIMIT)


def ways(bench, path, kind, twins):
    """Those to a `true` in a container that is `stopped` or `missing`."""
    engine, name = bench.engine, twins.name
    session = path.command("true")
    twins.add(name)
    twins.make(engine, name)

    def stop():
        engine.call("POST", f"/containers/{name}/stop?t=5")

    def start():
        engine.call("POST", f"/containers/{name}/start")

    def away():
        bench.remove(name)

    if kind == "stopped":
        yield Way("gangway", path.title, lambda: path.workspace("stop", path.user), lambda: run(session, LIMIT))
        yield Way("raw", "Engine API", stop, lambda: (start(), engine.execute(name, ["true"])))
        yield Way("cli", "docker", stop, lambda: (by_docker("start", name), by_docker("exec", name, "true")))
    else:
        words = twins.command(name)
        away()
        run(words, LIMIT)
        twins.check(name)
        yield Way("gangway", path.title, lambda: path.workspace("remove", path.user), lambda: run(session, LIMIT))
        yield Way(
            "raw", "Engine API", away, lambda: (twins.make(engine, name), engine.execute(name, ["true"])))
        yield Way("cli", "docker", away, lambda: (run(words, LIMIT), by_docker("exec", name, "true")))


def start(bench, path, kind, rounds):
    """Seconds to the exit status of `true` where the container is `stopped` or `missing`, for it and one like it."""
    twins = Twins(bench, path.user, f"{path.user}-twin")
    try:
        chosen = list(ways(bench, path, kind, twins))
        take_turns(bench, "warming up", chosen, 1, Way.once)
        return take_turns(bench, kind, chosen, rounds, Way.once)
    finally:
        bench.remove(twins.name)


def logins(bench, path, rounds):
    """Seconds until all of many users have logged in for the first time at once, and to make as many containers."""
    users = [f"{path.user}-first{number}" for number in range(bench.options.logins)]
    path.add(users)
    twins = Twins(bench, path.user, f"{path.user}-twin")
    names = [f"{twins.name}{number}" for number in range(len(users))]

    def forget():
        """No containers, no homes, and a server that has seen nobody."""
        for user in users:
            shutil.rmtree(path.state / "homes" / user, ignore_errors=True)
        path.restart()

    def make_homes():
        for name in names:
            shutil.rmtree(path.state / "homes" / name, ignore_errors=True)
            twins.add(name)

    def with_engines(work):
        """`work(engine, name)` for every name; an engine for each thread."""
        kept = threading.local()

        def one(name):
            if not hasattr(kept, "engine"):
                kept.engine = Engine(LIMIT)
            work(kept.engine, name)
        in_parallel(one, names)

    def all_there(containers):
        """And away with them."""
        running = {name for entry in bench.engine.call("GET", "/containers/json") for name in entry["Names"]}
        if missing := [name for name in containers if f"/{name}" not in running]:
            raise Failure(f"{len(missing)} of {len(containers)} containers do not run")
        in_parallel(bench.remove, containers)

    def once(way):
        seconds = way.once()
        if way.key == "cli":
            twins.check(names[0])
        all_there([f"user-{user}" for user in users] if way.key == "gangway" else names)
        return seconds

    words = {name: twins.command(name) for name in names}
    return take_turns(bench, "logins", [
        Way("gangway", path.title, forget, lambda: log_in(bench, path, users)),
        Way("raw", "Engine API", make_homes, lambda: with_engines(twins.make)),
        Way("cli", "docker", make_homes, lambda: in_parallel(lambda name: run(words[name], LIMIT), names)),
    ], rounds, once)


def log_in(bench, path, users):
    """All at once; each has to end well, and to have been who it is, in an own home."""
    program = "echo \"$USERNAME in $HOME of $(stat -c %u ~)\""
    clients = []
    try:
        for user in users:
            with open(bench.folder / f"login-{user}", "wb") as screen:
                clients.append(bench.processes.start(
                    path.command(program, user=user), stdout=screen, stderr=subprocess.STDOUT))
        end = time.monotonic() + LIMIT
        failures = []
        for user, client in zip(users, clients):
            status = wait(client, max(1, end - time.monotonic()))
            text = (bench.folder / f"login-{user}").read_text(errors="replace")
            if status != 0 or text != f"{user} in /home/user of 1000\n":
                failures.append(f"{user}: {status}, {text[-200:]!r}")
        if failures:
            raise Failure(f"{len(failures)} of {len(users)} logins failed; {failures[0]}")
    finally:
        bench.processes.stop(*clients)
