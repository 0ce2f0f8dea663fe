"""What each request does and answers."""

import os
import stat
import struct
import time

from raw_sftp import *


def attributes(size=None, owner=None, mode=None, times=None, extended=()):
    flags, out = 0, b""
    if size is not None:
        flags, out = flags | 1, out + struct.pack(">Q", size)
    if owner is not None:
        flags, out = flags | 2, out + struct.pack(">II", *owner)
    if mode is not None:
        flags, out = flags | 4, out + struct.pack(">I", mode)
    if times is not None:
        flags, out = flags | 8, out + struct.pack(">II", *times)
    if extended:
        flags, out = flags | 0x80000000, out + pack(len(extended), *[x for pair in extended for x in pair])
    return Raw(struct.pack(">I", flags) + out)


def version(executable, folder):
    client = Client(executable, folder)
    assert client.extensions == {
        "posix-rename@openssh.com": "1", "statvfs@openssh.com": "2", "fstatvfs@openssh.com": "2",
        "hardlink@openssh.com": "1", "fsync@openssh.com": "1", "lsetstat@openssh.com": "1",
        "limits@openssh.com": "1", "expand-path@openssh.com": "1", "copy-data": "1", "home-directory": "1",
        "users-groups-by-id@openssh.com": "1"}, client.extensions
    assert client.end() == 0


def open_flags(executable, folder):
    client = Client(executable, folder)
    handle = client.open("f", F_WRITE | F_CREATE, attributes(mode=0o100666))
    assert stat.S_IMODE(os.stat("f").st_mode) == 0o644, "the umask counts"
    assert client.status(WRITE, handle, U64(0), b"hello") == OK
    assert client.read(handle, 0, 5) == NO_SUCH_FILE, "EBADF: not opened to read"
    assert client.status(CLOSE, handle) == OK
    assert client.status(OPEN, "f", F_WRITE | F_CREATE | F_EXCLUSIVE, attributes()) == FAILURE
    handle = client.open("f", F_READ | F_WRITE | F_APPEND)
    assert client.status(WRITE, handle, U64(0), b" world") == OK
    assert client.read(handle, 0, 100) == b"hello world"
    assert client.read(handle, 11, 100) == END and client.read(handle, 1 << 40, 1) == END
    assert client.read(handle, 0, 0) == b"" and client.read(handle, 99, 0) == b""
    assert client.status(WRITE, handle, U64(0), b"") == OK
    client.open("f", F_WRITE | F_TRUNCATE, attributes(extended=[("a", "b"), ("c", "")]))
    assert os.stat("f").st_size == 0
    assert client.status(OPEN, "none/f", F_READ, attributes()) == NO_SUCH_FILE
    assert client.status(OPEN, "g" * 300, F_READ, attributes()) == BAD_MESSAGE
    # A directory opens, as with OpenSSH, and cannot be read.
    assert client.read(client.open("."), 0, 10) == FAILURE


def large_files(executable, folder):
    client = Client(executable, folder)
    handle = client.open("sparse", F_READ | F_WRITE | F_CREATE)
    far = (5 << 30) + 7
    assert client.status(WRITE, handle, U64(far), b"far") == OK
    assert client.read(handle, far - 2, 100) == b"\0\0far"
    for reply in client.ask(FSTAT, handle), client.ask(STAT, "sparse"), client.ask(LSTAT, "sparse"):
        assert reply.type == ATTRS and reply.attributes()["size"] == far + 3
    assert client.status(SETSTAT, "sparse", attributes(size=6 << 30)) == OK
    assert os.stat("sparse").st_size == 6 << 30
    assert client.read(handle, 2**63, 10) == BAD_MESSAGE and client.read(handle, 2**63 - 1, 10) in (END, BAD_MESSAGE)
    assert client.status(WRITE, handle, U64(2**64 - 1), b"x") == BAD_MESSAGE
    # Both have to fit into a signed offset.
    assert client.status(WRITE, handle, U64(2**63 - 2), b"xyz") in (FAILURE, BAD_MESSAGE)


def data_up_to_the_limits(executable, folder):
    client = Client(executable, folder)
    limits = client.extended("limits@openssh.com")
    packet, read, write, handles = [limits.u64() for _ in range(4)]
    assert (packet, read, write) == (262144, 261120, 261120) and 100 < handles <= 1024
    data = os.urandom(write)
    handle = client.open("f", F_READ | F_WRITE | F_CREATE)
    assert client.status(WRITE, handle, U64(1), data) == OK
    assert client.read(handle, 1, read) == data
    # More than the limit is answered by less.
    assert client.read(handle, 0, 0xFFFFFFFF) == (b"\0" + data)[:read]


def many_in_flight(executable, folder):
    client = Client(executable, folder)
    data = os.urandom(16 << 20)
    handle = client.open("f", F_READ | F_WRITE | F_CREATE)
    step = 32768
    for offset in range(0, len(data), step):
        client.send(WRITE, handle, U64(offset), data[offset : offset + step])
    first = client.id - len(data) // step + 1
    for number in range(first, client.id + 1):
        reply = client.receive()
        assert (reply.type, reply.u32(), reply.u32()) == (STATUS, number, OK)
    requests = {client.send(READ, handle, U64(offset), step): offset for offset in range(0, len(data), step)}
    for number, offset in requests.items():
        reply = client.receive()
        assert (reply.type, reply.u32()) == (DATA, number) and reply.string() == data[offset : offset + step]
    # Bytes that come one by one, and in odd pieces, are the same requests.
    out = b"".join(
        struct.pack(">I", 5 + 4 + len(handle)) + bytes([FSTAT]) + struct.pack(">I", 900 + i) + pack(handle)
        for i in range(200))
    at = 0
    for size in [1] * 50 + [7] * 200 + [len(out)]:
        client.write(out[at : at + size])
        at += size
    for i in range(200):
        reply = client.receive()
        assert (reply.type, reply.u32()) == (ATTRS, 900 + i)
    assert client.end() == 0


def attributes_are_set(executable, folder):
    client = Client(executable, folder)
    open("f", "w").close()
    assert client.status(SETSTAT, "f", attributes(size=3, mode=0o104711, times=(1000, 2000))) == OK
    now = os.stat("f")
    assert (now.st_size, stat.S_IMODE(now.st_mode), now.st_atime, now.st_mtime) == (3, 0o4711, 1000, 2000)
    handle = client.open("f", F_READ | F_WRITE)
    assert client.status(FSETSTAT, handle, attributes(size=9, mode=0o600, times=(1, 4294967295))) == OK
    reply = client.ask(FSTAT, handle).attributes()
    assert reply == {
        "size": 9, "owner": (os.getuid(), os.getgid()), "mode": 0o100600, "times": (1, 4294967295)}, reply
    assert client.status(SETSTAT, "f", attributes(owner=(os.getuid(), os.getgid()))) == OK
    assert client.status(SETSTAT, "none", attributes(mode=0o600)) == NO_SUCH_FILE
    assert client.status(SETSTAT, "f", attributes()) == OK
    os.symlink("f", "l")
    link = "lsetstat@openssh.com"
    # The permissions of a link do not exist, which is no error to a client that copies it.
    assert client.extended(link, "l", attributes(mode=0o120600, times=(5, 6))).body[5:9] == struct.pack(">I", OK)
    assert (os.lstat("l").st_mtime, os.stat("l").st_mtime) == (6, 4294967295)
    assert client.extended(link, "f", attributes(mode=0o604)).u32() == OK and os.stat("f").st_mode & 0o777 == 0o604
    assert client.status(SETSTAT, "f", attributes(mode=0o600)) == OK
    assert client.extended(link, "none", attributes(mode=0o604)).u32() == NO_SUCH_FILE
    assert client.extended(link, "l", attributes(size=1)).body[5:9] == struct.pack(">I", BAD_MESSAGE)
    assert client.ask(LSTAT, "l").attributes()["mode"] & 0o170000 == 0o120000
    assert client.ask(STAT, "l").attributes()["mode"] == 0o100600


def directories(executable, folder):
    client = Client(executable, folder)
    assert client.status(MKDIR, "d", attributes(mode=0o40777)) == OK and client.status(MKDIR, "d", attributes()) == FAILURE
    assert stat.S_IMODE(os.stat("d").st_mode) == 0o755
    count = 10500
    for number in range(count):
        open(f"d/{number:05}-" + "x" * (number % 240), "w").close()
    handle = client.opendir("d")
    seen, batches = {}, 0
    while True:
        request = client.send(READDIR, handle)
        reply = client.receive()
        assert len(reply.body) < 64 << 10, "clients take no long packets"
        assert reply.u32() == request
        if reply.type == STATUS:
            assert reply.u32() == END
            break
        batches += 1
        for _ in range(reply.u32()):
            name, line, found = reply.string(), reply.string(), reply.attributes()
            assert name not in seen and line.endswith(b" " + name) and "mode" in found
            seen[name] = line
    assert set(seen) == {b".", b".."} | {name.encode() for name in os.listdir("d")} and batches > 10
    assert client.status(READDIR, handle) == END
    assert client.read(handle, 0, 1) == FAILURE and client.status(CLOSE, handle) == OK
    assert client.status(OPENDIR, "none") == NO_SUCH_FILE
    assert client.status(OPENDIR, "d/00000-") == NO_SUCH_FILE, "ENOTDIR"
    assert client.status(READDIR, client.open("d/00000-")) == FAILURE
    assert client.status(RMDIR, "d") == FAILURE and client.status(REMOVE, "d") == FAILURE
    for name in os.listdir("d"):
        assert client.status(REMOVE, "d/" + name) == OK
    assert client.status(RMDIR, "d") == OK and not os.path.exists("d")


def long_names(executable, folder):
    client = Client(executable, folder)
    os.mkdir("d")
    os.chmod("d", 0o1777)
    open("old", "w").close()
    os.chmod("old", 0o4640)
    os.utime("old", (0, 86400 * 200))
    with open("new", "w") as file:
        file.write("x" * 12345)
    os.chmod("new", 0o751)
    os.mkfifo("fifo", 0o600)
    lines = {name: line.decode() for name, line, _ in client.names(READDIR, client.opendir("."))}
    user, group = os.popen("id -un").read().strip(), os.popen("id -gn").read().strip()
    now = os.stat("new")
    date = time.strftime("%b %e %H:%M", time.localtime(now.st_mtime))
    assert lines[b"new"] == f"-rwxr-x--x    1 {user:8} {group:8} {12345:8} {date} new", lines
    assert lines[b"old"] == f"-rwSr-----    1 {user:8} {group:8} {0:8} Jul 20  1970 old", lines
    assert lines[b"d"].startswith("drwxrwxrwt    2 ") and lines[b"fifo"].startswith("prw------- "), lines
    names = client.extended("users-groups-by-id@openssh.com", pack(os.getuid(), 4000000000), pack(os.getgid()))
    assert names.type == EXTENDED_REPLY
    assert names.string() == pack(user, "") and names.string() == pack(group)


def names_are_bytes(executable, folder):
    client = Client(executable, folder)
    name = b"caf\xe9 \xff\n'\"*"
    client.open(name, F_WRITE | F_CREATE)
    assert os.listdir(b".") == [name]
    assert name in [found for found, _, _ in client.names(READDIR, client.opendir("."))]
    assert client.realpath(name) == os.path.realpath(folder).encode() + b"/" + name
    assert client.status(SYMLINK, name, b"l\xfe") == OK and client.names(READLINK, b"l\xfe")[0][0] == name
    assert client.status(RENAME, name, b"\xf0") == OK and os.path.exists(b"\xf0")
    # A NUL would cut the name short; the session goes on.
    assert client.status(REMOVE, b"\xf0\0x") == BAD_MESSAGE and os.path.exists(b"\xf0")
    assert client.status(REMOVE, b"\xf0") == OK and client.status(REMOVE, b"") == NO_SUCH_FILE


def renames(executable, folder):
    client = Client(executable, folder)
    for name in "a", "b":
        with open(name, "w") as file:
            file.write(name)
    os.mkdir("d")
    os.mkdir("e")
    assert client.status(RENAME, "a", "b") == FAILURE and open("b").read() == "b" and open("a").read() == "a"
    assert client.status(RENAME, "d", "e") == FAILURE and client.status(RENAME, "none", "x") == NO_SUCH_FILE
    assert client.status(RENAME, "a", "d/a") == OK and open("d/a").read() == "a"
    assert client.status(RENAME, "d", "f") == OK and os.path.isdir("f")
    assert client.extended("posix-rename@openssh.com", "f/a", "b").u32() == OK and open("b").read() == "a"
    assert client.extended("hardlink@openssh.com", "b", "h").u32() == OK and os.path.samefile("b", "h")
    assert client.extended("hardlink@openssh.com", "b", "h").u32() == FAILURE
    # OpenSSH's order: the target first.
    assert client.status(SYMLINK, "target", "link") == OK and os.readlink("link") == "target"
    assert client.names(READLINK, "link") == [(b"target", b"target", {})]
    assert client.status(READLINK, "b") == BAD_MESSAGE


def real_paths(executable, folder):
    client = Client(executable, folder)
    here = os.path.realpath(folder).encode()
    os.makedirs("d/e")
    os.symlink("d/e", "l")
    os.symlink("nowhere", "dangling")
    os.symlink("loop", "loop")
    open("f", "w").close()
    for path, expected in [
        ("", here), (".", here), ("..", os.path.dirname(here)), ("/", b"/"), ("//", b"/"), ("l", here + b"/d/e"),
        ("l/..", here + b"/d"), ("new", here + b"/new"), ("l/new", here + b"/d/e/new"), ("new/", here + b"/new"),
        ("/new", b"/new"), ("./d//./e/", here + b"/d/e"), ("dangling", here + b"/nowhere"),
        ("no/new", NO_SUCH_FILE), ("no/..", NO_SUCH_FILE), ("f/x", NO_SUCH_FILE), ("loop", NO_SUCH_FILE),
        ("x" * 300, BAD_MESSAGE), ("x/" * 40000, NO_SUCH_FILE),
    ]:
        found = client.realpath(path)
        assert found == expected, (path, found, expected)
    expand = lambda path: client.names(EXTENDED, "expand-path@openssh.com", path)
    assert expand("~")[0][0] == here and expand("~/d")[0][0] == here + b"/d" and expand("l")[0][0] == here + b"/d/e"
    assert expand("~root")[0][0] == b"/root" and expand("~root/x/")[0][0] in (b"/root/x", b"/")
    assert expand("~nobody-of-this-name") == NO_SUCH_FILE
    home = lambda name: client.names(EXTENDED, "home-directory", name)
    assert home("")[0][0] == here and home("root")[0][0] == b"/root" and home("nobody-of-this-name") == FAILURE


def copies(executable, folder):
    client = Client(executable, folder)
    data = os.urandom(3 << 20)
    with open("from", "wb") as file:
        file.write(data)
    source = client.open("from")
    target = client.open("to", F_READ | F_WRITE | F_CREATE)
    copy = lambda *fields: client.status(EXTENDED, "copy-data", *fields)
    assert copy(source, U64(0), U64(0), target, U64(0)) == OK and open("to", "rb").read() == data
    assert copy(source, U64(10), U64(20), target, U64(5)) == OK
    assert open("to", "rb").read() == data[:5] + data[10:30] + data[25:]
    assert copy(source, U64(len(data) - 1), U64(100), target, U64(0)) == END
    assert copy(source, U64(0), U64(2**64 - 1), target, U64(0)) == END and open("to", "rb").read() == data
    assert copy(source, U64(0), U64(0), source, U64(0)) == FAILURE
    assert copy(client.open("from", F_READ | F_WRITE), U64(0), U64(0), source, U64(0)) == FAILURE, "the same file"
    append = client.open("appended", F_WRITE | F_CREATE | F_APPEND)
    assert copy(source, U64(0), U64(4), append, U64(99)) == OK == copy(source, U64(4), U64(4), append, U64(0))
    assert open("appended", "rb").read() == data[:8]
    # The kernel cannot copy out of /proc by itself.
    assert copy(client.open("/proc/version"), U64(0), U64(0), client.open("v", F_WRITE | F_CREATE), U64(0)) == OK
    assert open("v").read() == open("/proc/version").read()
    assert client.status(EXTENDED, "fsync@openssh.com", target) == OK
    for reply in client.extended("statvfs@openssh.com", "."), client.extended("fstatvfs@openssh.com", target):
        assert reply.type == EXTENDED_REPLY
        values = [reply.u64() for _ in range(11)]
        expected = os.statvfs(".")
        assert (values[0], values[1], values[2], values[10]) == (
            expected.f_bsize, expected.f_frsize, expected.f_blocks, expected.f_namemax)


def fifos_and_devices(executable, folder):
    client = Client(executable, folder)
    os.mkfifo("fifo")
    handle = client.open("fifo")
    assert client.read(handle, 0, 10) == FAILURE
    both = client.open("fifo", F_READ | F_WRITE)
    assert client.status(WRITE, both, U64(0), b"x") == FAILURE and client.read(both, 0, 1) == FAILURE
    assert client.status(CLOSE, both) == OK == client.status(CLOSE, handle)
    assert client.read(client.open("/dev/zero"), 0, 4) == b"\0\0\0\0"
    assert client.status(WRITE, client.open("/dev/full", F_WRITE), U64(0), b"x") == FAILURE
    assert client.status(OPEN, "fifo", F_WRITE, Raw(NO_ATTRIBUTES)) == FAILURE, "nobody reads it"


run({name: value for name, value in globals().items() if callable(value)})
