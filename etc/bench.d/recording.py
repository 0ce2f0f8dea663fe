"""Recordings where there is much to record, and where there is much to find a place in."""

import datetime
import json
import os
import random
import re
import select
import subprocess
import time
from typing import NamedTuple

from gate import Gate
from processes import Failure, cpu, in_parallel, last_words, until, wait
from terminals import lines

#: What each session prints at once, in bytes as they leave its pty, and how often a second.
PIECE, PIECES_A_SECOND = 4000, 10
#: How many sessions are on their way at once: fewer than a server's limit of connections before authentication.
IN_FLIGHT = 6
#: Prints the file at a steady rate once descriptor 8 ends: 200 Perls that only then start would take a second. The
#: shell's printf would write line by line, and its sleep be a process each time.
PRINTER = (
    "exec perl -MTime::HiRes=time,sleep -e '"
    "my ($file, $count, $rate) = @ARGV; open(F, q(<), $file); local $/; my $text = <F>;"
    "open(G, q(<&=), 8); <G>; my $begin = time;"
    "for my $n (1..$count) {{ syswrite(STDOUT, $text);"
    "my $left = $begin + $n / $rate - time; sleep($left) if $left > 0 }}' {file} {count} {rate}")
#: Of the recording in which places are found.
HOURS = 8


class Load(NamedTuple):
    """How so many sessions went that printed for some time."""

    sessions: int
    #: KB that each printed a second, and the server's processor time over the time it took.
    rate: float
    processor: float
    #: How many recordings hold every byte, and the session log's lines of what is missing. None where none is recorded.
    whole: int = None
    losses: int = None


def load(bench, path, sessions, seconds):
    """So many sessions, each on a connection of its own, print 40 KB/s at the same time. Gives their `Load`."""
    piece = lines(PIECE)
    (path.home / "piece").write_bytes(piece)
    before = set(path.recordings()) if path.records else set()
    count = seconds * PIECES_A_SECOND
    silence, never_written = os.pipe()
    clients = []
    try:
        with Gate(path) as gate, open(bench.folder / f"load-{path.key}.log", "w+b") as log:
            program = gate.at(PRINTER.format(file=path.there / "piece", count=count, rate=PIECES_A_SECOND))
            opened = 0
            while opened < sessions:
                while len(clients) < min(sessions, opened + IN_FLIGHT):
                    clients.append(bench.processes.start(
                        path.command(program, ["-tt", "-o", "ServerAliveInterval=0"]),
                        stdin=silence, stderr=log, stdout=subprocess.DEVNULL))
                until(lambda: gate.waiting() > opened, 60, f"{path.title}: session {opened + 1} opens")
                opened = gate.waiting()
            time.sleep(1)
            begin, before_cpu = time.perf_counter(), cpu(path.processes())
            gate.open()
            end = begin + seconds + 60
            failed = [client for client in clients if wait(client, max(1, end - time.perf_counter())) != 0]
            took, spent = time.perf_counter() - begin, cpu(path.processes()) - before_cpu
            if failed:
                raise Failure(f"{len(failed)} of {sessions} sessions failed{last_words(log)}")
    finally:
        bench.processes.stop(*clients)
        os.close(silence)
        os.close(never_written)
    rate, processor = PIECE * count / took / 1000, spent / took
    if not path.records:
        return Load(sessions, rate, processor)
    path.rest()
    expected = piece.replace(b"\n", b"\r\n") * count
    made = [file for file in path.recordings() if file not in before]
    return Load(
        sessions, rate, processor, sum(in_parallel(lambda file: shown(file) == expected, made)), len(path.losses()))


def shown(file):
    """The output in a compressed recording, in bytes, by zstd's own program."""
    cast = subprocess.run(["zstd", "-dcq", str(file)], capture_output=True, check=True, timeout=60).stdout
    events = (json.loads(line) for line in cast.splitlines()[1:])
    return b"".join(text.encode() for _, kind, text in events if kind == "o")


def replay(bench, path, rounds):
    """Seconds from the start of `gangway replay` to the screen at some point of a recording of 8 hours."""
    name = write_hours(path)
    path.restart()
    path.rest()
    chance = random.Random(8)
    return [open_at(path, name, chance.randrange(1, HOURS * 3600 - 1)) for _ in range(rounds)]


def write_hours(path):
    """Leaves a recording as a server that crashed leaves it, for the next to finish. Gives its id."""
    started = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=HOURS)
    name = "c9999-1.0"
    header = {
        "version": 2, "width": 80, "height": 24, "timestamp": int(started.timestamp()), "title": name,
        "env": {"TERM": "xterm"}, "gangway": {
            "id": name, "user": path.user, "pty": True, "started": int(started.timestamp() * 1e6)}}
    folder = path.state / "recordings" / f"{started:%Y-%m-%d}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = lines(1000).decode().replace("\n", "\r\n")
    with open(folder / f"{name}.cast", "w", encoding="utf-8") as file:
        file.write(json.dumps(header) + "\n")
        for second in range(1, HOURS * 3600):
            file.write(json.dumps([second, "o", f"{text}SECOND {second} .\r\n"]) + "\n")
    return name


def open_at(path, name, second):
    begin = time.perf_counter()
    process = path.bench.processes.start(
        [path.binary, "replay", name, "--from", str(second), "--state", str(path.state)], stdout=subprocess.PIPE)
    try:
        text = b""
        while not any(int(found) >= second for found in re.findall(rb"SECOND (\d+) ", text)):
            if not select.select([process.stdout], [], [], 20)[0]:
                raise Failure(f"{path.title}: a recording does not open at second {second}")
            if not (more := os.read(process.stdout.fileno(), 65536)):
                raise Failure(f"{path.title}: a recording ends before second {second}")
            text += more
        return time.perf_counter() - begin
    finally:
        path.bench.processes.stop(process)
        process.stdout.close()
