"""Both ends of a forward: a service that answers only once it has read everything, and somebody who asks it.

serve ADDRESS            listens until killed; prints "listening"
ask ADDRESS BYTES COUNT  COUNT connections at once, each sends BYTES, ends its output, and reads the answer to its end

An ADDRESS is HOST:PORT or a Unix socket's path. An answer is the bytes' SHA-256 and then the bytes themselves.
"""

import hashlib
import os
import socket
import sys
import threading
import time


def parse(address):
    if address.startswith("/"):
        return socket.AF_UNIX, address
    host, port = address.rsplit(":", 1)
    return (socket.AF_INET6 if ":" in host else socket.AF_INET), (host, int(port))


def read_all(connection):
    pieces = []
    while piece := connection.recv(1 << 16):
        pieces.append(piece)
    return b"".join(pieces)


def answer(connection):
    with connection:
        data = read_all(connection)
        connection.sendall(hashlib.sha256(data).digest() + data)


def serve(address):
    family, where = parse(address)
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(where)
    listener.listen(128)
    print("listening", flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def connect(address):
    """Somebody may just be about to listen there."""
    family, where = parse(address)
    deadline = time.monotonic() + 60
    while True:
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.connect(where)
            return connection
        except OSError:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def ask_once(address, size, outcomes):
    data = os.urandom(size)
    with connect(address) as connection:
        connection.settimeout(100)
        sender = threading.Thread(target=lambda: (connection.sendall(data), connection.shutdown(socket.SHUT_WR)))
        sender.start()
        reply = read_all(connection)
        sender.join()
    outcomes.append(reply == hashlib.sha256(data).digest() + data)


def ask(address, size, count):
    outcomes = []
    threads = [threading.Thread(target=ask_once, args=(address, size, outcomes)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{outcomes.count(True)} of {count}", flush=True)


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    ask(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
