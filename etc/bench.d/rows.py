"""What is measured. Each row takes the bench, the paths and a number of rounds, and gives {path's key: samples}."""

import os
import pty
import select
import threading
import tty
from contextlib import ExitStack

from forwards import forward, forward_down, forward_up
from masters import masters
from processes import Failure, cpu, run
from sftp import get, get_tree, put, put_tree
from terminals import terminal
from turns import take_turns, timed

#: What an upload goes to, and a download comes from.
SINK, SOURCE = "cat >/dev/null", "head -c {} /dev/zero"


def connect(bench, paths, rounds):
    """Seconds from nothing to the exit status of `true`."""
    connectors = {path.key: path.connector() for path in paths}
    take_turns(bench, "warming up", paths, 1, lambda path: connectors[path.key]())
    return take_turns(bench, "connect", paths, rounds, lambda path: timed(connectors[path.key]))


def dial(bench, paths, rounds):
    """The same by libssh in this process: without the start of an ssh client, as the raw Engine API is measured."""
    def once(path):
        if not path.is_ssh:
            return path.connector()()
        connection = path.library()
        try:
            connection.run(b"true")
        finally:
            connection.close()
    paths = [path for path in paths if path.is_ssh or path.key == "raw"]
    take_turns(bench, "warming up", paths, 1, once)
    return take_turns(bench, "dial", paths, rounds, lambda path: timed(lambda: once(path)))


def warm(bench, paths, rounds):
    """Seconds of an ssh client that runs `true` over a ControlMaster connection that is there."""
    paths = [path for path in paths if path.is_ssh]
    with masters(bench, paths) as shared:
        def once(path):
            return run(path.command("true", shared[path.key]))
        take_turns(bench, "warming up", paths, 1, once)
        return take_turns(bench, "warm", paths, rounds, once)


def opening(bench, paths, rounds):
    """Seconds from a channel's opening to the exit status of `true`, in a connection of our own."""
    connections = {}
    try:
        for path in paths:
            if path.is_ssh:
                connections[path.key] = path.library()

        def once(path):
            connection, channels = connections[path.key], []
            seconds = timed(lambda: channels.append(connection.open(b"true")))
            connection.close_channel(channels[0])
            return seconds
        paths = [path for path in paths if path.key in connections]
        take_turns(bench, "warming up", paths, 3, once)
        return take_turns(bench, "open", paths, rounds, once)
    finally:
        for connection in connections.values():
            connection.close()


def down(bench, paths, rounds):
    """Megabytes a second from a program to the client's standard output."""
    size, program = bench.size, SOURCE.format(bench.size)
    return take_turns(
        bench, "down", paths, rounds, lambda path: size / timed(lambda: path.download(program, size)) / 1e6)


def up(bench, paths, rounds):
    """Megabytes a second from the client's standard input to a program."""
    def once(path):
        with open(bench.zeros, "rb", buffering=0) as file:
            return bench.size / timed(lambda: path.upload(SINK, file)) / 1e6
    return take_turns(bench, "up", paths, rounds, once)


class Terminal:
    """A program that sends each byte back, behind a pty at both ends."""

    def __init__(self, bench, path):
        self.processes = bench.processes
        self.descriptor, other = pty.openpty()
        tty.setraw(other)
        self.process = bench.processes.start(
            path.terminal("stty raw -echo; echo TERMINAL-IS-READY; exec cat"), stdin=other, stdout=other, stderr=other,
            start_new_session=True)
        os.close(other)
        text = b""
        while b"TERMINAL-IS-READY" not in text:
            text += self.read(20)
        while self.read(0.3):
            pass

    def read(self, limit):
        """What arrives within the limit in seconds, or nothing."""
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        if poll.poll(limit * 1000):
            return os.read(self.descriptor, 4096)
        if limit > 1:
            raise Failure(f"the terminal is silent for {limit} s")
        return b""

    def echo(self):
        os.write(self.descriptor, b"x")
        if (answer := self.read(5)) != b"x":
            raise Failure(f"the terminal answers {answer!r}")

    def close(self):
        self.processes.stop(self.process)
        os.close(self.descriptor)


def keystroke(bench, paths, rounds):
    """Seconds from a byte typed to the same byte on the screen; 20 a round."""
    terminals = {}
    try:
        for path in paths:
            if path.key != "raw":
                try:
                    terminals[path.key] = Terminal(bench, path)
                except (Failure, OSError) as error:
                    bench.note(f"keystroke, {path.title}: {error}")
        paths = [path for path in paths if path.key in terminals]
        def burst(path):
            return [timed(terminals[path.key].echo) for _ in range(20)]
        with ExitStack() as watched:
            for path in paths:
                watched.enter_context(path.watched())
            samples = take_turns(bench, "keystroke", paths, rounds, burst)
        return {key: [value for one in values for value in one] for key, values in samples.items()}
    finally:
        for terminal in terminals.values():
            terminal.close()


def parallel(bench, paths, rounds):
    """Connections a second, each with a `true`, 8 in flight."""
    def once(path):
        left = iter(range(bench.connections))
        lock, failures = threading.Lock(), []

        def work():
            try:
                connector = path.connector()
                while not failures:
                    with lock:
                        if next(left, None) is None:
                            return
                    connector()
            except (Failure, OSError) as error:
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]

        def all_of_them():
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        seconds = timed(all_of_them)
        if failures:
            raise failures[0]
        return bench.connections / seconds
    return take_turns(bench, "parallel", paths, rounds, once)


def processor(bench, paths, rounds):
    """Processor seconds for one connection with a `true`: of the server, and as KEY+engine of the engine and shims."""
    connectors = {path.key: path.connector() for path in paths}
    engine = bench.engine.processes(bench.running_containers())
    extra = {f"{path.key}+engine": [] for path in paths}

    def once(path):
        path.settle()
        before, engine_before = cpu(path.processes()), cpu(engine)
        for _ in range(bench.batch):
            connectors[path.key]()
        path.settle()
        extra[f"{path.key}+engine"].append((cpu(engine) - engine_before) / bench.batch)
        return (cpu(path.processes()) - before) / bench.batch
    samples = take_turns(bench, "processor", paths, rounds, once)
    return {**samples, **{key: values for key, values in extra.items() if key.removesuffix("+engine") in samples}}


ROWS = {
    "connect": connect,
    "dial": dial,
    "warm": warm,
    "open": opening,
    "down": down,
    "up": up,
    "get": get,
    "put": put,
    "get_tree": get_tree,
    "put_tree": put_tree,
    "forward": forward,
    "forward_down": forward_down,
    "forward_up": forward_up,
    "keystroke": keystroke,
    "terminal": terminal,
    "parallel": parallel,
    "processor": processor,
}
