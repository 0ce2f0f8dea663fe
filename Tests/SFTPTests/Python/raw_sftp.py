"""An SFTP client that says exactly what it is told to, over pipes to a server of its own.

Each script of this folder is run as `script.py CASE EXECUTABLE FOLDER`, works in the (empty) folder and succeeds silently.
"""

import os
import signal
import struct
import subprocess
import sys

INIT, VERSION, OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT, SETSTAT, FSETSTAT = range(1, 11)
OPENDIR, READDIR, REMOVE, MKDIR, RMDIR, REALPATH, STAT, RENAME, READLINK, SYMLINK = range(11, 21)
STATUS, HANDLE, DATA, NAME, ATTRS = range(101, 106)
EXTENDED, EXTENDED_REPLY = 200, 201
OK, END, NO_SUCH_FILE, PERMISSION_DENIED, FAILURE, BAD_MESSAGE = range(6)
UNSUPPORTED = 8
F_READ, F_WRITE, F_APPEND, F_CREATE, F_TRUNCATE, F_EXCLUSIVE = 1, 2, 4, 8, 16, 32
NO_ATTRIBUTES = struct.pack(">I", 0)

LIMIT = 120  # seconds, against hanging


class U64(int):
    pass


class Raw(bytes):
    """Goes into a packet as it is."""


def pack(*fields):
    out = b""
    for field in fields:
        if isinstance(field, U64):
            out += struct.pack(">Q", field)
        elif isinstance(field, int):
            out += struct.pack(">I", field)
        elif isinstance(field, Raw):
            out += field
        else:
            field = field.encode() if isinstance(field, str) else field
            out += struct.pack(">I", len(field)) + field
    return out


class Packet:
    def __init__(self, body):
        self.type, self.body, self.at = body[0], body, 1

    def take(self, count):
        assert self.at + count <= len(self.body), self
        self.at += count
        return self.body[self.at - count : self.at]

    def u32(self):
        return struct.unpack(">I", self.take(4))[0]

    def u64(self):
        return struct.unpack(">Q", self.take(8))[0]

    def string(self):
        return self.take(self.u32())

    def attributes(self):
        flags, out = self.u32(), {}
        if flags & 1:
            out["size"] = self.u64()
        if flags & 2:
            out["owner"] = (self.u32(), self.u32())
        if flags & 4:
            out["mode"] = self.u32()
        if flags & 8:
            out["times"] = (self.u32(), self.u32())
        return out

    def __repr__(self):
        return f"packet {self.type} {self.body[1:81]!r}"


class Client:
    def __init__(self, executable, folder, init=True):
        self.process = subprocess.Popen(
            [executable, "sftp"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, bufsize=0)
        self.input, self.output = self.process.stdin, os.fdopen(os.dup(self.process.stdout.fileno()), "rb")
        self.id = 0
        if init:
            self.packet(bytes([INIT]) + pack(3))
            version = self.receive()
            assert version.type == VERSION and version.u32() == 3
            self.extensions = {}
            while version.at < len(version.body):
                name = version.string().decode()
                self.extensions[name] = version.string().decode()

    def write(self, data):
        view = memoryview(data)
        while view:
            view = view[self.input.write(view) :]

    def packet(self, body):
        self.write(struct.pack(">I", len(body)) + body)

    def send(self, number, *fields):
        self.id += 1
        self.packet(bytes([number]) + struct.pack(">I", self.id) + pack(*fields))
        return self.id

    def receive(self):
        length = self.output.read(4)
        assert len(length) == 4, f"the server ended: {self.process.wait(LIMIT)}"
        return Packet(self.output.read(struct.unpack(">I", length)[0]))

    def ask(self, number, *fields):
        request = self.send(number, *fields)
        reply = self.receive()
        assert reply.u32() == request, reply
        return reply

    def status(self, number, *fields):
        reply = self.ask(number, *fields)
        assert reply.type == STATUS, reply
        return reply.u32()

    def open(self, path, flags=F_READ, attributes=Raw(NO_ATTRIBUTES)):
        reply = self.ask(OPEN, path, flags, attributes)
        assert reply.type == HANDLE, (reply, path)
        return reply.string()

    def opendir(self, path):
        reply = self.ask(OPENDIR, path)
        assert reply.type == HANDLE, (reply, path)
        return reply.string()

    def read(self, handle, offset, length):
        """The bytes, or the status."""
        reply = self.ask(READ, handle, U64(offset), length)
        return reply.string() if reply.type == DATA else reply.u32()

    def names(self, *request):
        reply = self.ask(*request)
        if reply.type == STATUS:
            return reply.u32()
        assert reply.type == NAME, reply
        return [(reply.string(), reply.string(), reply.attributes()) for _ in range(reply.u32())]

    def realpath(self, path):
        names = self.names(REALPATH, path)
        return names if isinstance(names, int) else names[0][0]

    def extended(self, name, *fields):
        return self.ask(EXTENDED, name, *fields)

    def end(self):
        """The exit status once the client has no more to say."""
        try:
            self.input.close()
        except BrokenPipeError:
            pass
        return self.process.wait(LIMIT)

    def error(self):
        return self.process.stderr.read().decode()


def run(cases):
    signal.alarm(LIMIT)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    os.umask(0o022)
    name, executable, folder = sys.argv[1:]
    os.chdir(folder)
    cases[name](executable, folder)
