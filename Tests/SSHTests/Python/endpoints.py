"""What is at the ends of a client's forwards: listeners, and programs that connect. Run as `endpoints.py CASE WORD...`."""

import os
import socket
import struct
import sys
import threading

LIMIT = 300


def connect(target):
    """A port of the loopback address, or a socket's path."""
    if target.isdigit():
        return socket.create_connection(("127.0.0.1", int(target)), LIMIT)
    sock = socket.socket(socket.AF_UNIX)
    # With a time limit, connecting to a listener whose queue is full would fail instead of waiting.
    sock.connect(target)
    sock.settimeout(LIMIT)
    return sock


def read_all(sock):
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def in_parallel(count, body):
    """Prints `ok`, or how many failed."""
    failures = []

    def run():
        try:
            body()
        except Exception as error:  # of whatever kind: the test shows it
            failures.append(repr(error))

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("ok" if not failures else f"{len(failures)} of {count} failed: {failures[0]}", flush=True)


def there_and_back(sock, length):
    """Sends random bytes, ends, and gets the same back."""
    sent = os.urandom(length)
    received = []
    reader = threading.Thread(target=lambda: received.append(read_all(sock)))
    reader.start()
    sock.sendall(sent)
    sock.shutdown(socket.SHUT_WR)
    reader.join(LIMIT)
    assert received and received[0] == sent, f"{len(received[0]) if received else 'no'} bytes of {length} came back"
    sock.close()


def echo(path=None):
    """Prints its port, and gives every connection its own words back until these end."""
    if path:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(300)
    else:
        listener = socket.create_server(("127.0.0.1", 0), backlog=300)
    print(path or listener.getsockname()[1], flush=True)

    def serve(sock):
        while piece := sock.recv(65536):
            sock.sendall(piece)
        sock.close()

    while True:
        sock, _ = listener.accept()
        threading.Thread(target=serve, args=(sock,), daemon=True).start()


def talk(target, length, count):
    """Many connections at once, which all get their words back."""
    gate = threading.Barrier(int(count))

    def body():
        sock = connect(target)
        gate.wait(LIMIT)
        there_and_back(sock, int(length))

    in_parallel(int(count), body)


def socks(target, host, port, length, count):
    """The same through SOCKS 4A, by name. (SOCKS 5 has a first answer that ssh 9.2 forgets to write when new keys are
    made at that moment.)"""

    def body():
        sock = connect(target)
        sock.sendall(b"\4\1" + struct.pack(">HI", int(port), 1) + b"\0" + host.encode() + b"\0")
        answer = sock.recv(8, socket.MSG_WAITALL)
        assert answer[:2] == b"\0\x5a", answer
        there_and_back(sock, int(length))

    in_parallel(int(count), body)


def last_word(target, length):
    """Reads to the end, and only then speaks."""
    sock = connect(target)
    print(read_all(sock).decode().strip(), flush=True)
    sock.sendall(b"x" * int(length))
    sock.close()


def free_port():
    """Prints a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)


def display():
    """An X server's end: prints its port, and the cookie that a client shows, and says `pong`."""
    listener = None
    for number in range(90, 1000):
        try:
            listener = socket.create_server(("127.0.0.1", 6000 + number))
            break
        except OSError:
            continue
    print(number, flush=True)
    sock, _ = listener.accept()
    start = sock.recv(12, socket.MSG_WAITALL)
    protocol, cookie = struct.unpack(">HH", start[6:10])
    rest = sock.recv(-(-protocol // 4) * 4 + -(-cookie // 4) * 4, socket.MSG_WAITALL)
    print(rest[:protocol].decode(), cookie, flush=True)
    sock.sendall(b"pong")
    sock.close()
    sys.stdin.readline()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
