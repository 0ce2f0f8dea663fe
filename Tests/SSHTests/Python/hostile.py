"""Connections that are no SSH, or stop being it: 100 and more, none of them kept open."""

from raw_client import *
import os


def connect(port):
    return socket.create_connection(("127.0.0.1", port), LIMIT)


def reset(sock):
    """Ends the connection with an RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def until_end(sock):
    """Until the server has closed; without an end this would time out and fail."""
    try:
        while sock.recv(65536):
            pass
    except ConnectionError:
        pass
    sock.close()


@case
def garbage(port):
    for junk in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", os.urandom(4096), b"\0" * 1000, b"\r\n" * 500,
                 b"SSH-1.5-old\r\n", b"SSH-9.9-new\r\n", b"\x16\x03\x01" + os.urandom(300)):
        sock = connect(port)
        try:
            sock.sendall(junk + b"\n" + b"\xff" * 40000)
        except ConnectionError:
            pass
        until_end(sock)


@case
def long_version(port):
    for length in (300, 5000, 300000):
        sock = connect(port)
        try:
            sock.sendall(b"SSH-2.0-" + b"x" * length + b"\r\n")
            sock.sendall(b"\xff" * 1000)
        except ConnectionError:
            pass
        until_end(sock)


@case
def impossible_packets(port):
    """Behind a right version, packets with impossible lengths."""
    for length in (0, 1, 3, 0xFFFFFFFF, 0x7FFFFFFF, 300000):
        sock = connect(port)
        try:
            sock.sendall(b"SSH-2.0-x\r\n" + struct.pack(">I", length) + b"\x04\x14" + os.urandom(2000))
        except ConnectionError:
            pass
        try:
            sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        until_end(sock)


@case
def resets(port):
    """RST in every phase: 100 connections."""
    for number in range(100):
        phase = number % 10
        if phase == 0:
            reset(connect(port))
            continue
        if phase == 1:
            sock = connect(port)
            sock.sendall(b"SSH-2.0-x\r\n")
            reset(sock)
            continue
        if phase == 2:
            sock = connect(port)
            sock.recv(100)
            sock.sendall(b"SSH-2.0-x\r\n" + struct.pack(">I", 1000) + b"\x04\x14" + b"x" * 100)
            reset(sock)
            continue
        client = RawClient(port)
        if phase == 4:
            client.send(USERAUTH_REQUEST, "alice", "ssh-connection", "none")
        if phase == 5:
            client.send(*client.login_request())
        if phase >= 6:
            client.login()
        if phase == 7:
            client.send(OPEN, "session", 0, 1 << 20, 32768)
        if phase == 8:
            client.request(client.open(), "exec", True, "zeros 100000000")
            client.expect(CHANNEL_SUCCESS)
        if phase == 9:
            channel = client.open()
            client.request(channel, "exec", True, "hold")
            client.send_together((DATA, channel, b"x" * 20000), (EOF, channel), (CLOSE, channel))
        reset(client.socket)
        client.close()


@case
def idle(port):
    """Many connections that say nothing: prints how many were turned away, then waits for a line."""
    sockets = [connect(port) for _ in range(40)]
    refused = 0
    for sock in sockets:
        line = b""
        try:
            while not line.endswith(b"\n"):
                piece = sock.recv(1)
                if not piece:
                    break
                line += piece
        except ConnectionError:
            pass
        refused += not line.startswith(b"SSH-2.0")
        if refused and line and not line.startswith(b"SSH-2.0"):
            assert line == b"Exceeded MaxStartups\r\n", line
    print(f"refused {refused} of {len(sockets)}", flush=True)
    sys.stdin.readline()


main(case_table(globals()))
