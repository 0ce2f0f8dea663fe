"""Many sessions that do nothing, and what they cost: one connection each, a pty, `sleep` in it."""

import os
import select
import time

from processes import Failure, last_words, memory

#: How many are on their way at once: fewer than a server's limit of connections before authentication.
IN_FLIGHT = 6
WORD = b"SESSION-IS-IDLE"
PROGRAM = f"echo {WORD.decode()}; exec sleep 3600"


class IdleSessions:
    def __init__(self, bench, path):
        self.bench, self.path = bench, path
        self.clients, self.ready = [], 0
        self.silence, self.never_written = os.pipe()
        self.screen, self.output = os.pipe()
        self.text = b""

    def grow(self, count):
        """Opens sessions until there are so many."""
        poll = select.poll()
        poll.register(self.screen, select.POLLIN)
        with open(self.bench.folder / "idle.log", "a+b") as log:
            progress = time.monotonic()
            while self.ready < count:
                while len(self.clients) < min(count, self.ready + IN_FLIGHT):
                    self.clients.append(self.bench.processes.start(
                        self.command(len(self.clients)), stdin=self.silence, stdout=self.output, stderr=log))
                if poll.poll(1000):
                    self.text += os.read(self.screen, 65536)
                    self.ready = self.text.count(WORD)
                    progress = time.monotonic()
                if any(client.poll() is not None for client in self.clients):
                    raise Failure(f"an idle session ended by itself, after {self.ready} were there{last_words(log)}")
                if time.monotonic() - progress > 60:
                    raise Failure(f"no further idle session opens, after {self.ready}{last_words(log)}")

    def command(self, number):
        users = getattr(self.path, "idle_users", [])
        options = ["-tt", "-o", "ServerAliveInterval=0"]
        if users:
            return self.path.command(PROGRAM, options, user=users[number % len(users)])
        return self.path.command(PROGRAM, options)

    def close(self):
        self.bench.processes.stop(*self.clients)
        for descriptor in (self.silence, self.never_written, self.screen, self.output):
            os.close(descriptor)


def cost(sessions, counts, engine):
    """Opens so many sessions, one count after the other.

    Gives {count: (the server's memory, its `Memory` for each session, the engine's share for each session)}."""
    path = sessions.path
    before, engine_before = memory(path.processes()), memory(engine)
    costs = {}
    for count in counts:
        sessions.grow(count)
        time.sleep(3)
        whole = memory(path.processes())
        each = whole.each(before, count)
        costs[count] = (whole, each, memory(engine).each(engine_before, count).share)
        sessions.bench.progress(
            f"{path.title}: {count} idle sessions, {each.share / 1000:.0f} KB each, "
            f"{whole.resident / 1e6:.0f} MB resident")
    return costs
