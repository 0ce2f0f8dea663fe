"""Measures Gangway beside the other ways into a container; etc/bench starts it. See --help."""

import argparse
import os
import platform
import signal
import sys
import tempfile
import time
from pathlib import Path

from engine import Engine
from hogs import hogs
from idle import IdleSessions, cost
from paths import (
    DockerCLI, ForcedCommand, Gangway, GangwayBare, GangwayByExec, GangwayRecorded, GangwayWatched, RawEngine, Sshd)
from processes import Failure, Processes, in_parallel, output, until
from recording import load, replay
from report import Report
from rows import ROWS, connect
from ssh import Client
from starts import GangwayStarting, logins, start
from sweep import sweep

IMAGE = "gangway-workspace:latest"
PATHS = {
    "sshd": Sshd, "forced": ForcedCommand, "cli": DockerCLI, "raw": RawEngine, "gangway": Gangway,
    "exec": GangwayByExec, "bare": GangwayBare, "recorded": GangwayRecorded, "watched": GangwayWatched,
    "starting": GangwayStarting,
}
#: Rounds of each row: (full, quick).
ROUNDS = {
    "connect": (40, 5), "dial": (100, 5), "warm": (40, 5), "open": (100, 20), "down": (5, 1), "up": (5, 1),
    "get": (5, 1), "put": (5, 1), "get_tree": (3, 1), "put_tree": (3, 1), "forward": (200, 40),
    "forward_down": (5, 1), "forward_up": (5, 1), "keystroke": (25, 5), "terminal": (9, 2), "parallel": (3, 1),
    "processor": (3, 1), "stopped": (20, 3), "missing": (20, 3), "logins": (3, 1),
    "hogs": (40, 5),
}
#: What is measured of workspaces that do not run.
STARTS = ["stopped", "missing", "logins"]
#: Measurements that are no row: their figures are tables of their own.
PARTS = ["load", "replay", *STARTS, "hogs", "sweep"]
#: Paths that are left out of rows that would take long, and where nothing is compared with them.
LEFT_OUT = {
    "get_tree": {"forced", "exec"}, "put_tree": {"forced", "exec"}, "parallel": {"exec"}, "processor": {"exec"},
    "terminal": {"forced", "exec"},
}
#: Paths that are there for a comparison, and the only rows and parts that they take part in.
ONLY = {
    "bare": {"connect", "dial", "keystroke", "terminal", "load"},
    "recorded": {"connect", "dial", "keystroke", "terminal", "load", "replay"},
    "watched": {"keystroke", "terminal"},
    "starting": {*STARTS, "hogs", "sweep"},
}
#: Rows that are measured again beside idle sessions.
ROWS_AGAIN = {"connect", "open", "down", "up", "keystroke", "processor"}


def takes_part(key, row):
    return row in ONLY.get(key, {row}) and key not in LEFT_OUT.get(row, ())


class Bench:
    """What one run shares: the folder, the key, the container, the engine; and the end of all that was started."""

    #: The folder `files` as the container sees it.
    FILES_THERE = Path("/files")

    def __init__(self, folder, options):
        self.folder, self.options = Path(folder), options
        self.processes = Processes()
        self.containers, self.notes = [], []
        self.size = options.size * 1_000_000
        self.file_size = options.file_size * 1_000_000
        self.terminal_size = (10 if options.quick else 50) * 1_000_000
        self.connections, self.batch = (16, 8) if options.quick else (64, 40)
        self.container = f"gangway-bench-{os.getpid()}"
        self.zeros, self.files = self.folder / "zeros", self.folder / "files"
        self.until = until
        self.began, self.load = time.monotonic(), os.getloadavg()[0]

    def prepare(self):
        self.engine = Engine()
        self.client = Client(self.folder, self.options.kex, self.options.cipher)
        with open(self.zeros, "wb") as file:
            file.truncate(self.size)
        self.files.mkdir()
        self.files.chmod(0o777)  # for the container's user
        # The limits are those that Gangway gives a workspace.
        self.containers.append(self.container)
        output([
            "docker", "run", "--detach", "--init", "--name", self.container, "--memory", "8g", "--cpus", "2",
            "--pids-limit", "4096", "--network", "none", "--volume", f"{self.files}:{self.FILES_THERE}", IMAGE,
            "sleep", "infinity"])

    def open(self, key):
        """A path that answers; None, with a note, where that can't be had."""
        self.progress(f"starting: {key}")
        try:
            if key == "gangway":
                return Gangway(self, self.options.gangway, self.options.workspaces if self.options.idle else 0)
            if issubclass(PATHS[key], Gangway):
                return PATHS[key](self, self.options.gangway)
            return PATHS[key](self)
        except (Failure, OSError) as error:
            self.note(f"{PATHS[key].title}: {error}")
            return None

    def running_containers(self):
        known = {name for entry in self.engine.call("GET", "/containers/json") for name in entry["Names"]}
        return [name for name in self.containers if f"/{name}" in known]

    def measure(self, paths, rows, share=1):
        """These rows, with this share of their rounds."""
        results = {}
        for row in rows:
            rounds = self.rounds(row)
            self.progress(f"measuring: {row}")
            try:
                kept = [path for path in paths if takes_part(path.key, row)]
                results[row] = ROWS[row](self, kept, max(1, round(rounds * share)))
            except (Failure, OSError) as error:
                self.note(f"{row}: {error}")
        return results

    def rounds(self, row):
        full, quick = ROUNDS[row]
        return self.options.repetitions or (quick if self.options.quick else full)

    def connects(self, path):
        """Samples enough for their tail: seconds from nothing to the exit status of `true`."""
        self.progress(f"measuring: many connections, {path.title}")
        return connect(self, [path], 40 if self.options.quick else 300)[path.key]

    def progress(self, text):
        print(f"[{time.monotonic() - self.began:4.0f} s] {text}", file=sys.stderr, flush=True)

    def note(self, text):
        self.notes.append(text)
        self.progress(f"NOT MEASURED: {text}")

    def end(self):
        self.processes.stop_all()
        in_parallel(self.remove, self.containers)

    def remove(self, container):
        try:
            Engine().call("DELETE", f"/containers/{container}?force=true&v=true")
        except Failure:
            pass  # Gangway did not come to make it.


def preface(bench):
    options = bench.options
    try:
        client = output(["sh", "-c", "ssh -V 2>&1"]).split(",")[0]
        version = bench.engine.call("GET", "/version")
        engine = f"Docker {version['Version']}"
    except (Failure, OSError) as error:
        client, engine = "", f"({error})"
    load = f"load average {bench.load:.1f} before and {os.getloadavg()[0]:.1f} after"
    return (
        f"{os.cpu_count()} processors, Linux {platform.release()}, {engine}, {client}; all on the loopback, "
        f"taking turns; key exchange {options.kex}, cipher {options.cipher} for all; {load}.\n"
        "Every path runs its command by `bash -c`; sshd runs it on the host, all others in a container. "
        "CPU and memory are those of the server's own processes;\n"
        "sshd's CPU includes the command it ran (and the docker client), the engine's includes runc and the command.")


def measure_idle(bench, paths, report, before):
    """Memory with idle sessions, and the figures that they could spoil again beside the most of them."""
    chosen = {path.key: path for path in paths}
    costs, counts = {}, bench.options.idle
    if "gangway" in chosen:
        gangway = chosen["gangway"]
        gangway.restart()
        alone = bench.connects(gangway)
        sessions = IdleSessions(bench, gangway)
        try:
            costs["Gangway"] = cost(sessions, counts, bench.engine.processes(bench.running_containers()))
            report.tail(max(counts), alone, bench.connects(gangway))
            again = [path for path in paths if path.key in ("raw", "gangway")]
            rows = [row for row in bench.options.rows if row in ROWS_AGAIN]
            report.under_load(max(counts), before, bench.measure(again, rows, share=0.6))
        except (Failure, OSError) as error:
            bench.note(f"idle sessions, Gangway: {error}")
        finally:
            sessions.close()
    if "sshd" in chosen:
        sessions = IdleSessions(bench, chosen["sshd"])
        try:
            costs["sshd"] = cost(sessions, counts[:1], [])
        except (Failure, OSError) as error:
            bench.note(f"idle sessions, sshd: {error}")
        finally:
            sessions.close()
    report.memory(costs)


def measure_load(bench, paths, report):
    """Many sessions that print at the same time: whether all is recorded, and what that costs."""
    sessions, seconds = (20, 3) if bench.options.quick else (200, 10)
    loads = {}
    for path in paths:
        if "load" in ONLY.get(path.key, ()):
            bench.progress(f"measuring: load, {path.title}")
            try:
                loads[path.title] = load(bench, path, sessions, seconds)
            except (Failure, OSError) as error:
                bench.note(f"load, {path.title}: {error}")
    report.load(loads, seconds)


def measure_replay(bench, paths, report):
    """Points of a long recording. Restarts the server."""
    for path in paths:
        if "replay" in ONLY.get(path.key, ()):
            bench.progress("measuring: replay")
            try:
                report.places(replay(bench, path, 5 if bench.options.quick else 30))
            except (Failure, OSError) as error:
                bench.note(f"replay: {error}")


def measure_starts(bench, paths, report):
    """Sessions in workspaces that do not run."""
    results = {}
    for path in paths:
        for kind in STARTS:
            if kind in bench.options.rows and kind in ONLY.get(path.key, ()):
                bench.progress(f"measuring: {kind}")
                try:
                    rounds = bench.rounds(kind)
                    results[kind] = (
                        logins(bench, path, rounds) if kind == "logins" else start(bench, path, kind, rounds))
                except (Failure, OSError) as error:
                    bench.note(f"{kind}: {error}")
    report.starts(results, bench.options.logins)


def measure_hogs(bench, paths, report):
    """A session beside somebody who takes what there is. Restarts the server."""
    for path in paths:
        if "hogs" in ONLY.get(path.key, ()):
            bench.progress("measuring: hogs")
            try:
                report.hogs(hogs(bench, path, bench.rounds("hogs")))
            except (Failure, OSError) as error:
                bench.note(f"hogs: {error}")


def measure_sweep(bench, paths, report):
    """Many workspaces that nobody uses. Restarts the server."""
    for path in paths:
        if "sweep" in ONLY.get(path.key, ()):
            bench.progress("measuring: sweep")
            try:
                report.sweep(sweep(bench, path, bench.options.swept, 12 if bench.options.quick else 1))
            except (Failure, OSError) as error:
                bench.note(f"sweep: {error}")


def note_losses(bench, paths):
    """A recording with gaps is no figure to be compared."""
    for path in paths:
        if path.records and (lines := path.losses()):
            bench.note(f"{path.title}: {len(lines)} losses, the first is {lines[0]}")


def arguments():
    def names(known):
        def parse(text):
            chosen = text.split(",")
            if unknown := [name for name in chosen if name not in known]:
                raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
            return [name for name in known if name in chosen]
        return parse

    def numbers(text):
        return sorted(int(number) for number in text.split(",") if number and int(number) > 0)

    parser = argparse.ArgumentParser(
        prog="etc/bench",
        description="Measures, in one run and taking turns: sshd; sshd with ForceCommand docker exec; docker exec; the "
        "raw Engine API; Gangway, also without its log, with recordings, and watched. Prints medians, ratios and "
        "limits as Markdown. Needs root, a Docker engine, and about forty minutes of a quiet machine (--quick: five "
        "minutes).")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the Markdown there too")
    parser.add_argument("--quick", action="store_true", help="a few rounds, 100 MB, 20 and 60 idle sessions")
    parser.add_argument(
        "--rows", type=names([*ROWS, *PARTS]), default=[*ROWS, *PARTS], metavar="ROW,…",
        help=", ".join([*ROWS, *PARTS]))
    parser.add_argument(
        "--paths", type=names(list(PATHS)), default=list(PATHS), metavar="PATH,…", help=", ".join(PATHS))
    parser.add_argument("--repetitions", type=int, metavar="N", help="rounds of every row")
    parser.add_argument("--size", type=int, metavar="MB", help="of a transfer (default 500)")
    parser.add_argument("--file-size", type=int, metavar="MB", help="of a file for sftp (default 300)")
    parser.add_argument(
        "--idle", type=numbers, metavar="N,…", help="counts of idle sessions (default 100,1000; 0: none)")
    parser.add_argument(
        "--workspaces", type=int, metavar="N", help="over which Gangway's idle sessions are spread (default 50)")
    parser.add_argument("--logins", type=int, metavar="N", help="first logins at once (default 40)")
    parser.add_argument(
        "--swept", type=int, metavar="N", help="workspaces for the idle sweep (default 500: 15 minutes)")
    parser.add_argument("--gangway", type=Path, metavar="BINARY", help="default: a release build")
    parser.add_argument("--kex", default="curve25519-sha256", help="key exchange (default %(default)s)")
    parser.add_argument("--cipher", default="aes256-gcm@openssh.com", help="default %(default)s")
    parser.add_argument("--limit", type=int, default=4000, metavar="SECONDS", help="of the whole run (default 4000)")
    options = parser.parse_args()
    options.size = options.size or (100 if options.quick else 500)
    options.file_size = options.file_size or (100 if options.quick else 300)
    options.workspaces = options.workspaces or (5 if options.quick else 50)
    options.logins = options.logins or (8 if options.quick else 40)
    options.swept = options.swept or (20 if options.quick else 500)
    if options.idle is None:
        options.idle = [20, 60] if options.quick else [100, 1000]
    return options


def give_up(number, _):
    raise SystemExit(f"etc/bench: {'out of time' if number == signal.SIGALRM else 'ended by a signal'}")


def main():
    options = arguments()
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, give_up)
    signal.alarm(options.limit)
    with tempfile.TemporaryDirectory(prefix="gangway-bench-") as folder:
        bench = Bench(folder, options)
        try:
            bench.prepare()
            needed = [key for key in options.paths if ONLY.get(key, set(options.rows)) & set(options.rows)]
            paths = [path for path in map(bench.open, needed) if path]
            report = Report(bench.size, bench.file_size, bench.terminal_size)
            results = bench.measure(paths, [row for row in options.rows if row in ROWS])
            compared = [path for path in paths if ONLY.get(path.key, set(ROWS)) & set(ROWS)]
            report.medians(compared, results)
            report.ratios(compared, results)
            report.limits(compared, results)
            if "load" in options.rows:
                measure_load(bench, paths, report)
            if "replay" in options.rows:
                measure_replay(bench, paths, report)
            measure_starts(bench, paths, report)
            if "hogs" in options.rows:
                measure_hogs(bench, paths, report)
            note_losses(bench, paths)
            if options.idle:
                measure_idle(bench, paths, report, results)
            if "sweep" in options.rows:
                measure_sweep(bench, paths, report)
            text = report.text(preface(bench), bench.notes)
        except Failure as error:
            raise SystemExit(f"etc/bench: {error}") from error
        finally:
            signal.alarm(0)
            bench.end()
    print(text)
    if options.output:
        options.output.write_text(text)
    return 1 if bench.notes else 0


if __name__ == "__main__":
    sys.exit(main())
