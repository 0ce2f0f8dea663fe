"""The row `terminal`: what a program prints, through a pty, to the client."""

import os
import random
import subprocess
import tempfile

from gate import Gate
from processes import Failure, count_output, until
from turns import take_turns, timed

#: Bytes of a line of `lines` as it leaves the pty, which makes \r\n of \n.
LINE = 80
#: Seconds for the session to open, and for the text.
OPENING_LIMIT, LIMIT = 20, 180

WORDS = (
    "building linking warning error note module function value type expected found instead passed failed skipped test "
    "target copying writing reading 0x7f3a 1024 main.swift /usr/lib/x86_64 -- ==> [ok] {} () 42%").split()


def lines(size):
    """Coloured text as builds and tests print it: so many bytes as they leave the pty, the same every time."""
    chance = random.Random(4)

    def line():
        words = " ".join(chance.choices(WORDS, k=30))
        return f"\x1b[3{chance.randrange(1, 8)}m{words}".encode()[:LINE - 6] + b"\x1b[0m\n"
    some = [line() for _ in range(min(size // LINE, 12_500))]
    whole, rest = divmod(size // LINE, len(some))
    return b"".join(some) * whole + b"".join(some[:rest])


def terminal(bench, paths, rounds):
    """Megabytes a second from a program to the client, in a session that is open."""
    paths = [path for path in paths if path.is_ssh and path.home]
    size = bench.terminal_size
    text = lines(size)
    for path in paths:
        (path.home / "text").write_bytes(text)

    def once(path):
        with Gate(path) as gate, tempfile.TemporaryFile() as errors:
            # A pipe to which nothing is written: the end of input would be a ^D to the program.
            client = bench.processes.start(
                path.terminal(gate.before(f"exec cat {path.there}/text")), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=errors)
            try:
                until(gate.waiting, OPENING_LIMIT, f"{path.title}: a terminal opens")
                with path.watched():
                    gate.open()
                    counts = []
                    seconds = timed(lambda: counts.append(count_output(client, errors, LIMIT)))
            finally:
                bench.processes.stop(client)
                client.stdin.close()
        if counts != [size]:
            raise Failure(f"{counts[0]} bytes arrived instead of {size}")
        path.rest()
        return size / seconds / 1e6
    take_turns(bench, "warming up", paths, 1, once)
    return take_turns(bench, "terminal", paths, rounds, once)
