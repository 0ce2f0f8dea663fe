"""Rows of forwarded connections: `ssh -N -L`, and a service at the other end, on the loopback there."""

import os
import select
import socket
import subprocess
import sys
from pathlib import Path

from masters import masters
from processes import Failure
from service import receive, send
from ssh import free_port
from turns import take_turns, timed

#: Seconds without a byte.
LIMIT = 60


def forward(bench, paths, rounds):
    """Seconds from connecting to the first byte of an answer."""
    def once(port):
        with connection(port) as stream:
            stream.sendall(b"answer\n")
            take_answer(stream)
    return through_forwards(bench, "forward", paths, rounds, lambda port: timed(lambda: once(port)))


def forward_down(bench, paths, rounds):
    """Megabytes a second."""
    def once(port):
        with connection(port) as stream:
            stream.sendall(f"down {bench.size}\n".encode())
            if not receive(stream, bench.size):
                raise Failure("a forwarded connection ended early")
    return through_forwards(
        bench, "forward_down", paths, rounds, lambda port: bench.size / timed(lambda: once(port)) / 1e6)


def forward_up(bench, paths, rounds):
    def once(port):
        with connection(port) as stream:
            stream.sendall(f"up {bench.size}\n".encode())
            send(stream, bench.size)
            take_answer(stream)
    return through_forwards(
        bench, "forward_up", paths, rounds, lambda port: bench.size / timed(lambda: once(port)) / 1e6)


def connection(port):
    return socket.create_connection(("127.0.0.1", port), timeout=LIMIT)


def take_answer(stream):
    if stream.recv(1) != b"!":
        raise Failure("a forwarded connection ended without an answer")


def through_forwards(bench, row, paths, rounds, measure):
    """Takes `measure(port)`, where the port leads through the path's forward."""
    paths = [path for path in paths if path.forwards]
    ports = {path.key: free_port() for path in paths}
    services = []
    try:
        options = {}
        for path in paths:
            service, port = start_service(bench, path)
            services.append(service)
            options[path.key] = ["-L", f"127.0.0.1:{ports[path.key]}:127.0.0.1:{port}"]
        with masters(bench, paths, lambda path: options[path.key]):
            def once(path):
                return measure(ports[path.key])
            take_turns(bench, "warming up", paths, 1, once)
            return take_turns(bench, row, paths, rounds, once)
    finally:
        bench.processes.stop(*services)


def start_service(bench, path):
    """The service's process, and its port on the loopback over there."""
    program = Path(__file__).with_name("service.py")
    service = bench.processes.start(path.beside([sys.executable, str(program)]), stdout=subprocess.PIPE)
    if not select.select([service.stdout], [], [], LIMIT)[0]:
        raise Failure(f"{path.title}: the service does not start")
    line = os.read(service.stdout.fileno(), 100)
    return service, int(line)
