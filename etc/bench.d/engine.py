"""The raw Engine API on its Unix socket: the floor that every way through docker exec stands on."""

import http.client
import json
import os
import socket

from processes import Failure, named


class Connection(http.client.HTTPConnection):
    def __init__(self, path, limit):
        super().__init__("docker", timeout=limit)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Engine:
    """Not to be shared between threads: it keeps one connection for its calls."""

    def __init__(self, limit=60):
        host = os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
        if not host.startswith("unix://"):
            raise Failure(f"the raw Engine API is measured on a Unix socket only, not on DOCKER_HOST={host}")
        self.path = host.removeprefix("unix://")
        self.limit = limit
        self.connection = Connection(self.path, limit)
        self.connection.request("GET", "/_ping")
        answer = self.connection.getresponse()
        answer.read()
        self.prefix = "/v" + answer.headers["Api-Version"]

    def call(self, method, path, body=None):
        try:
            return self.call_once(method, path, body)
        except (ConnectionError, http.client.HTTPException):
            # The engine closes a connection that was idle for long.
            self.connection.close()
            return self.call_once(method, path, body)

    def call_once(self, method, path, body):
        text = None if body is None else json.dumps(body)
        self.connection.request(method, self.prefix + path, text, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise Failure(f"{method} {path}: {answer.status} {content.decode(errors='replace')[:200]}")
        return json.loads(content) if content else None

    def create(self, container, command, stdin=False):
        body = {"AttachStdin": stdin, "AttachStdout": True, "AttachStderr": True, "Cmd": command}
        return self.call("POST", f"/containers/{container}/exec", body)["Id"]

    def start(self, identifier):
        """The hijacked stream, behind the response's head."""
        stream = socket.socket(socket.AF_UNIX)
        stream.settimeout(self.limit)
        stream.connect(self.path)
        body = b'{"Detach":false,"Tty":false}'
        stream.sendall(
            f"POST {self.prefix}/exec/{identifier}/start HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\n"
            f"Upgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = stream.recv(1)
            if not piece:
                break
            head += piece
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            stream.close()
            raise Failure(f"exec start: {head[:200]!r}")
        return stream

    def exit_code(self, identifier):
        return self.call("GET", f"/exec/{identifier}/json")["ExitCode"]

    def execute(self, container, command, source=None, at_least=0):
        """Runs a command to its end: create, start, end of output, inspect. Bytes come from the file `source`."""
        identifier = self.create(container, command, stdin=source is not None)
        received = 0
        buffer = bytearray(1 << 20)
        with self.start(identifier) as stream:
            if source is not None:
                stream.sendfile(source)
                stream.shutdown(socket.SHUT_WR)
            while count := stream.recv_into(buffer):
                received += count
        code = self.exit_code(identifier)
        if code != 0 or received < at_least:
            raise Failure(f"exec ended with {code} after {received} bytes")

    def processes(self, containers):
        """The engine's processes: dockerd, containerd, and the shims of these containers."""
        identifiers = [self.call("GET", f"/containers/{name}/json")["Id"] for name in containers]
        found = named("dockerd", "containerd")
        for pid in named("containerd-shim"):
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().decode(errors="replace")
            if any(identifier in words for identifier in identifiers):
                found.append(pid)
        return found
