"""Processes that end when the bench ends, and what /proc tells of them."""

import fcntl
import os
import select
import signal
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

TICK = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """A measurement that could not be made, in one sentence."""


def wait(process, limit):
    """Waits on the process without polling: Popen.wait(timeout) sleeps up to 50 ms between looks."""
    if process.poll() is None:
        descriptor = os.pidfd_open(process.pid)
        try:
            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            if not poll.poll(limit * 1000):
                raise Failure(f"{process.args[0]} (pid {process.pid}) took more than {limit} s")
        finally:
            os.close(descriptor)
    return process.wait()


def stop(process, grace=5):
    """Ends a process of ours by its pid: SIGTERM, then SIGKILL after the grace in seconds."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        try:
            process.send_signal(number)
            wait(process, grace)
        except (Failure, ProcessLookupError):
            continue


class Processes:
    """Owns what the bench starts, and ends it in reverse order."""

    def __init__(self):
        self.started = []

    def start(self, arguments, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        process = subprocess.Popen(arguments, **options)
        self.started.append(process)
        return process

    def serve(self, arguments, log, **options):
        """A server: ends with the bench even if that is killed; says into the file `log` what it has to say."""
        with open(log, "ab") as output:
            return self.start(
                ["setpriv", "--pdeathsig", "TERM", *arguments], stdout=output, stderr=output, **options)

    def stop(self, *processes):
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            stop(process)
        gone = set(map(id, processes))
        self.started = [process for process in self.started if id(process) not in gone]

    def stop_all(self):
        while self.started:
            stop(self.started.pop())


def run(arguments, limit=60, **options):
    """The seconds a command took. A failure names its exit status and the end of its standard error."""
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.DEVNULL)
    with tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(arguments, stderr=errors, **options)
        try:
            status = wait(process, limit)
            seconds = time.perf_counter() - begin
        finally:
            stop(process)
        if status != 0:
            raise Failure(f"{arguments[0]} ended with {status}{last_words(errors)}")
        return seconds


def last_words(file):
    """The end of what a process wrote into this file, for a sentence."""
    file.seek(0)
    text = file.read().decode(errors="replace").strip()[-300:]
    return f": {text}" if text else ""


def run_counting(arguments, limit):
    """Runs a command and counts the bytes it prints."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
        return count_output(process, errors, limit)


def count_output(process, errors, limit):
    """Counts the bytes that a process prints to its end, without copying them. `errors`: its standard error's file."""
    end = time.monotonic() + limit
    count = 0
    with open(os.devnull, "wb") as nothing:
        try:
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 1 << 20)
            poll = select.poll()
            poll.register(process.stdout, select.POLLIN)
            while poll.poll(max(0, end - time.monotonic()) * 1000):
                moved = os.splice(process.stdout.fileno(), nothing.fileno(), 1 << 20)
                if moved == 0:
                    break
                count += moved
            status = wait(process, max(1, end - time.monotonic()))
        finally:
            stop(process)
            process.stdout.close()
        if status != 0:
            raise Failure(f"{process.args[0]} ended with {status} after {count} bytes{last_words(errors)}")
        return count


def output(arguments, limit=60):
    """What a command printed, stripped."""
    try:
        done = subprocess.run(
            arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired as error:
        raise Failure(f"{arguments[0]} took more than {limit} s") from error
    except subprocess.CalledProcessError as error:
        raise Failure(f"{' '.join(arguments)} ended with {error.returncode}: {error.stderr.strip()[-300:]}") from error
    return done.stdout.strip()


def in_parallel(work, items):
    """Does `work` for every item, 8 at a time. The first failure is the whole's."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(work, items))


def until(condition, limit, what):
    """Waits until the condition holds; `what` names it where it does not within the limit in seconds."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise Failure(f"{what}: not within {limit} s")
        time.sleep(0.02)


def stat(pid):
    """The fields of /proc/PID/stat after the command's name, or None where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def children(*pids):
    """All descendants of these processes."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := stat(entry)):
            parents.setdefault(int(fields[1]), []).append(int(entry))
    found, queue = [], list(pids)
    while queue:
        below = parents.get(queue.pop(), [])
        found += below
        queue += below
    return found


def cpu(pids):
    """Processor seconds, user and system, of these processes and of their children that ended and were waited for.

    Their own come from the process's CPU clock (clock_getcpuclockid(3) makes its number like this) to the nanosecond,
    their children's in ticks of 10 ms."""
    seconds = 0.0
    for pid in pids:
        try:
            seconds += time.clock_gettime((~pid << 3) | 2)
        except OSError:
            continue
        if fields := stat(pid):
            seconds += sum(map(int, fields[13:15])) / TICK
    return seconds


class Memory(NamedTuple):
    """Bytes: the proportional share (PSS), what is private, and all that is resident (RSS)."""

    share: float = 0
    private: float = 0
    resident: float = 0

    def each(self, before, count):
        """What one of so many costs that came since `before`."""
        return Memory(*((now - then) / count for now, then in zip(self, before)))


def memory(pids):
    """The memory of these processes."""
    share = private = resident = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        except (FileNotFoundError, ProcessLookupError):
            continue
        values = {name: int(rest.split()[0]) * 1024 for name, rest in (line.split(":", 1) for line in lines)}
        share += values["Pss"]
        private += values["Private_Clean"] + values["Private_Dirty"]
        resident += values["Rss"]
    return Memory(share, private, resident)


def named(*names):
    """The processes of this machine whose command is one of these names."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and Path(f"/proc/{entry}/comm").read_text().strip() in names:
                found.append(int(entry))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
