"""Clients that mean no good."""

import os
import random
import struct

from raw_sftp import *


def ends(client, message):
    """The server leaves by itself, with status 1 and a word on stderr."""
    assert client.process.wait(LIMIT) == 1
    error = client.error()
    assert error.startswith("sftp: the client sent ") and message in error, error


def long_packet(executable, folder):
    for length in (256 << 10) + 1, 0x7FFFFFFF, 0xFFFFFFFF:
        client = Client(executable, folder)
        client.write(struct.pack(">I", length))
        ends(client, "longer")


def longest_packet(executable, folder):
    client = Client(executable, folder)
    # As long as may be: an unknown request.
    client.packet(bytes([99]) + struct.pack(">I", 7) + bytes((256 << 10) - 5))
    reply = client.receive()
    assert (reply.type, reply.u32(), reply.u32()) == (STATUS, 7, UNSUPPORTED)
    assert client.end() == 0


def before_init(executable, folder):
    for body in bytes([STAT]) + pack(1, "."), bytes([INIT]), bytes([EXTENDED]):
        client = Client(executable, folder, init=False)
        client.packet(body)
        ends(client, "INIT")
    for body in b"", bytes([STAT]), bytes([STAT, 0, 0, 0]):
        client = Client(executable, folder)
        client.packet(body)
        ends(client, "packet")


def unknown_requests(executable, folder):
    client = Client(executable, folder)
    for number in 2, 21, 22, 101, 199, 201, 255:
        assert client.status(number, "x") == UNSUPPORTED
    for name in "", "x@example.org", b"\xff\0", "limits@openssh.com ", "limits@openssh.co":
        assert client.status(EXTENDED, name, "x") == UNSUPPORTED
    assert client.realpath("/") == b"/"


def requests_cut_short(executable, folder):
    """A prefix of a good request is a bad request, and harms nothing that follows."""
    client = Client(executable, folder)
    handle = client.open("f", F_READ | F_WRITE | F_CREATE)
    directory = client.opendir(".")
    owner = struct.pack(">IQIIIII", 15, 1, os.getuid(), os.getgid(), 0o600, 1, 1)
    whole = [
        (OPEN, pack("f", 1, Raw(owner))), (CLOSE, pack(handle)), (READ, pack(handle, U64(0), 1)),
        (WRITE, pack(handle, U64(0), b"abc")), (LSTAT, pack("f")), (FSTAT, pack(handle)),
        (SETSTAT, pack("f", Raw(owner))), (FSETSTAT, pack(handle, Raw(owner))), (OPENDIR, pack(".")),
        (READDIR, pack(directory)), (REMOVE, pack("f")), (MKDIR, pack("d", Raw(owner))), (RMDIR, pack("f")),
        (REALPATH, pack("f")), (STAT, pack("f")), (RENAME, pack("f", "g")), (READLINK, pack("f")),
        (SYMLINK, pack("f", "g")),
    ] + [(EXTENDED, pack(name, *fields)) for name, fields in [
        ("posix-rename@openssh.com", ["f", "g"]), ("statvfs@openssh.com", ["f"]), ("fstatvfs@openssh.com", [handle]),
        ("hardlink@openssh.com", ["f", "g"]), ("fsync@openssh.com", [handle]),
        ("lsetstat@openssh.com", ["f", Raw(owner)]), ("expand-path@openssh.com", ["~"]),
        ("copy-data", [handle, U64(0), U64(0), handle, U64(0)]), ("home-directory", [""]),
        ("users-groups-by-id@openssh.com", [b"abcd", b"efgh"]),
    ]]
    for number, body in whole:
        for length in range(len(body)):
            code = client.status(number, Raw(body[:length]))
            assert code in (BAD_MESSAGE, FAILURE, UNSUPPORTED), (number, body[:length], code)
    assert os.listdir(".") == ["f"] and os.stat("f").st_size == 0
    for length in 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, 100:
        assert client.status(STAT, Raw(struct.pack(">I", length) + b"f")) == BAD_MESSAGE
        assert client.status(WRITE, handle, U64(0), Raw(struct.pack(">I", length) + b"f")) == BAD_MESSAGE
    # Four thousand million extended attributes, of which none is there.
    assert client.status(MKDIR, "d", 0x80000000, 0xFFFFFFFF) == BAD_MESSAGE
    assert client.status(MKDIR, "d", 0xFFFFFFFF) == BAD_MESSAGE and not os.path.exists("d")
    # Numbers that are not a whole number of them, and names that are too many to tell.
    assert client.status(EXTENDED, "users-groups-by-id@openssh.com", b"abc", b"") == BAD_MESSAGE
    assert client.status(EXTENDED, "users-groups-by-id@openssh.com", bytes(200000), b"") == FAILURE
    # What is too much at the end of a request does not matter.
    assert client.ask(STAT, "f", b"more").type == ATTRS


def handles(executable, folder):
    client = Client(executable, folder)
    handle = client.open("f", F_READ | F_WRITE | F_CREATE)
    bad = [b"", b"x", b"\0" * 4, b"\xff" * 8, handle[:-1], handle + b"\0", bytes(1000), handle[:4] + b"\0\0\0\x09"]
    assert client.status(CLOSE, client.open("f")) == OK
    for name in bad:
        assert client.status(READ, name, U64(0), 1) == FAILURE and client.status(WRITE, name, U64(0), b"x") == FAILURE
        assert client.status(CLOSE, name) == FAILURE and client.status(READDIR, name) == FAILURE
        assert client.status(FSTAT, name) == FAILURE and client.status(EXTENDED, "fsync@openssh.com", name) == FAILURE
    # A closed one never comes back as another file.
    assert client.status(CLOSE, handle) == OK and client.status(CLOSE, handle) == FAILURE
    later = {client.open("f") for _ in range(50)}
    assert len(later) == 50 and handle not in later and client.status(FSTAT, handle) == FAILURE


def too_many_handles(executable, folder):
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    client = Client(executable, folder)
    opened = []
    while True:
        reply = client.ask(OPENDIR, ".") if len(opened) % 2 else client.ask(OPEN, "/dev/null", 1, 0)
        if reply.type == STATUS:
            assert reply.u32() == FAILURE and b"handles" in reply.string()
            break
        opened.append(reply.string())
    assert len(opened) == 1024, len(opened)
    descriptors = len(os.listdir(f"/proc/{client.process.pid}/fd"))
    assert client.status(OPENDIR, ".") == FAILURE
    assert len(os.listdir(f"/proc/{client.process.pid}/fd")) == descriptors, "what is refused is closed"
    assert client.status(CLOSE, opened.pop()) == OK
    assert client.ask(OPENDIR, ".").type == HANDLE
    client.end()
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 4096))
    client = Client(executable, folder)
    allowed = [client.extended("limits@openssh.com").u64() for _ in range(4)]
    while client.ask(OPENDIR, ".").type == HANDLE:
        pass
    assert client.realpath("/") == b"/"


def memory_is_bounded(executable, folder):
    client = Client(executable, folder)
    handle = client.open("f", F_READ | F_WRITE | F_CREATE)
    os.truncate("f", 1 << 30)
    # Without a reader, requests wait in the pipe and the server at its full one.
    os.set_blocking(client.input.fileno(), False)
    request = bytes([READ]) + pack(1, handle, U64(0), 261120)
    request = struct.pack(">I", len(request)) + request
    sent = 0
    try:
        while sent < 64 << 20:
            sent += os.write(client.input.fileno(), request * 1000)
    except BlockingIOError:
        pass
    assert sent < 8 << 20
    with open(f"/proc/{client.process.pid}/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert peak < 32 << 10, f"{peak} KiB"
    client.output.close()
    client.process.stdout.close()
    assert client.process.wait(LIMIT) == 1, "nobody reads any more"


def client_gone(executable, folder):
    assert Client(executable, folder, init=False).end() == 0
    client = Client(executable, folder)
    client.write(b"\0\0\0\x09\x11")
    assert client.end() == 0
    # In the middle of a copy that would not end.
    client = Client(executable, folder)
    source, target = client.open("/dev/zero"), client.open("/dev/null", F_WRITE)
    client.send(EXTENDED, "copy-data", source, U64(0), U64(0), target, U64(0))
    client.output.close()
    client.process.stdout.close()
    assert client.process.wait(LIMIT) == 1


def noise(executable, folder):
    """Good requests with bytes changed: whatever comes of them, the server does not crash."""
    generator = random.Random(20)
    os.makedirs("d")
    for _ in range(60):
        client = Client(executable, folder)
        handle = client.open("f", F_READ | F_WRITE | F_CREATE)
        directory = client.opendir("d")
        bodies = [
            bytes([number]) + pack(1, *fields) for number, fields in [
                (OPEN, ["f", 3, 15, U64(1), 0, 0, 0o600, 1, 1]), (READ, [handle, U64(0), 5]),
                (WRITE, [handle, U64(0), b"hello"]), (READDIR, [directory]), (FSETSTAT, [handle, 8, 1, 1]),
                (REALPATH, ["d/../f"]), (RENAME, ["f", "g"]), (CLOSE, [handle]), (SYMLINK, ["f", "h"]),
                (EXTENDED, ["copy-data", handle, U64(0), U64(3), handle, U64(0)]),
                (EXTENDED, ["users-groups-by-id@openssh.com", bytes(8), bytes(4)]),
                (EXTENDED, ["expand-path@openssh.com", "~root/x"]), (EXTENDED, ["fsync@openssh.com", handle]),
            ]]
        out = b""
        for _ in range(300):
            body = bytearray(generator.choice(bodies))
            for _ in range(generator.randrange(4)):
                # Not the id's bytes alone: the type, lengths, counts and names. No path may leave the folder.
                at = generator.randrange(len(body))
                if body[at] not in b"./~":
                    body[at] = generator.choice([0, 1, 4, 8, 127, 128, 255, body[at] ^ 1])
            if b"/" in bytes(body) and body[0] not in (REALPATH, EXTENDED):
                continue
            if generator.randrange(20) == 0:
                body = body[: 5 + generator.randrange(len(body) - 4)]
            out += struct.pack(">I", len(body)) + bytes(body)
        # The sum of the replies is far below what the pipe and the server hold.
        client.write(out)
        client.input.close()
        client.output.read()
        assert client.process.wait(LIMIT) == 0, client.error()


run({name: value for name, value in globals().items() if callable(value)})
