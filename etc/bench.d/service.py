"""What answers at the other end of a forwarded connection; a program of its own, started where that end is.

Listens on a free port of 127.0.0.1 and prints it. A connection says one line: `answer` gets a byte; `down COUNT` gets
so many bytes; `up COUNT` sends so many and then gets a byte. Connections are served one at a time.
"""

import socket

BUFFER = bytearray(1 << 20)


def line_of(stream):
    text = b""
    while not text.endswith(b"\n"):
        piece = stream.recv(1)
        if not piece:
            return []
        text += piece
    return text.decode().split()


def send(stream, count):
    view = memoryview(bytes(1 << 20))
    while count > 0:
        count -= stream.send(view[:count])


def receive(stream, count):
    """Whether so many bytes came."""
    while count > 0:
        got = stream.recv_into(BUFFER, min(count, len(BUFFER)))
        if got == 0:
            return False
        count -= got
    return True


def serve(stream):
    match line_of(stream):
        case ["answer"]:
            stream.send(b"!")
        case ["down", count]:
            send(stream, int(count))
        case ["up", count]:
            if receive(stream, int(count)):
                stream.send(b"!")


def main():
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            stream, _ = server.accept()
            with stream:
                try:
                    serve(stream)
                except OSError:
                    continue  # The bench sees for itself that its connection ended.


if __name__ == "__main__":
    main()
