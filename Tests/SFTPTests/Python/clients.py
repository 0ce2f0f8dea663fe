"""Other people's SFTP clients, over a socket to a server of their own."""

import asyncio
import io
import os
import select
import socket
import stat
import subprocess

from raw_sftp import LIMIT, run


def serve(executable):
    ours, theirs = socket.socketpair()
    # Whoever made it may have made it so; the server waits as well.
    theirs.setblocking(False)
    process = subprocess.Popen([executable, "sftp"], stdin=theirs, stdout=theirs)
    theirs.close()
    return ours, process


def paramiko(executable, folder):
    from paramiko import SFTPClient

    ours, process = serve(executable)

    class Channel(socket.socket):
        def get_name(self):
            return "sftp"

        def recv_ready(self):
            return bool(select.select([self], [], [], 0)[0])

    client = SFTPClient(Channel(fileno=ours.detach()))
    data = os.urandom(10_000_001)
    assert client.putfo(io.BytesIO(data), "file").st_size == len(data)
    out = io.BytesIO()
    assert client.getfo("file", out) == len(data) and out.getvalue() == data
    with client.open("file", "ab") as file:
        file.write(b"end")
    with client.open("file", "rb") as file:
        file.seek(-5, file.SEEK_END)
        assert file.read() == data[-2:] + b"end"
        assert [bytes(part) for part in file.readv([(1, 5), (9_000_000, 70_000)])] == [
            data[1:6], data[9_000_000:9_070_000]]
    with client.open("pipelined", "wb") as file:
        file.set_pipelined(True)
        for offset in range(0, len(data), 30_000):
            file.write(data[offset : offset + 30_000])
    assert open("pipelined", "rb").read() == data
    client.mkdir("folder", 0o700)
    client.chdir("folder")
    assert client.getcwd() == os.path.realpath("folder") == client.normalize(".")
    for number in range(3000):
        os.mknod(f"folder/{number}")
    assert sorted(client.listdir(), key=int) == [str(number) for number in range(3000)]
    assert sum(1 for _ in client.listdir_iter("/" + os.path.realpath("folder"))) == 3000
    client.symlink("../file", "link")
    assert client.readlink("link") == "../file" and stat.S_ISLNK(client.lstat("link").st_mode)
    client.utime("../file", (11, 22))
    client.chmod("../file", 0o640)
    client.truncate("link", 7)
    found = client.stat("link")
    assert (found.st_size, found.st_atime, stat.S_IMODE(found.st_mode)) == (7, 11, 0o640)
    client.rename("../file", "moved")
    client.posix_rename("moved", "0")
    client.remove("link")
    try:
        client.stat("link")
        raise AssertionError("it is still there")
    except FileNotFoundError:
        pass
    client.close()
    assert process.wait(LIMIT) == 0


def asyncssh(executable, folder):
    from asyncssh import sftp
    from asyncssh.logging import logger

    class Writer:
        """What asyncssh expects of an SSH channel's writer."""

        def __init__(self, writer, server_version):
            self.writer, self.channel, self.logger = writer, self, logger
            self.server_version = server_version

        def get_extra_info(self, name, default=None):
            return self.server_version if name == "server_version" else default

        def write(self, data):
            self.writer.write(data)

        def is_closing(self):
            return self.writer.is_closing()

        def close(self):
            self.writer.close()

        def write_eof(self):
            self.writer.write_eof()

        async def wait_closed(self):
            await self.writer.wait_closed()

    async def work():
        ours, process = serve(executable)
        reader, writer = await asyncio.open_connection(sock=ours, limit=1 << 20)
        # By this it decides on the order of SYMLINK's arguments.
        wrapped = Writer(writer, "SSH-2.0-Gangway_OpenSSH")
        reader.get_extra_info, reader.logger = wrapped.get_extra_info, logger
        handler = sftp.SFTPClientHandler(asyncio.get_running_loop(), "strict", reader, wrapped, 3)
        await handler.start()
        receiving = asyncio.create_task(handler.recv_packets())
        await handler.request_limits()
        client = sftp.SFTPClient(handler, "utf-8", "strict")
        data = os.urandom(10_000_001)
        os.makedirs("from/sub")
        for name in "one", "sub/two", "sub/größe":
            with open("from/" + name, "wb") as file:
                file.write(data)
        os.symlink("one", "from/link")
        os.makedirs("remote")
        await client.put("from", "remote/there", recurse=True, preserve=True)
        await client.get("remote/there", "back", recurse=True, preserve=True)
        assert subprocess.run(["diff", "-r", "--no-dereference", "from", "back"]).returncode == 0
        assert os.stat("back/one").st_mtime == int(os.stat("from/one").st_mtime)
        await client.remote_copy("from/one", "copied")
        assert open("copied", "rb").read() == data
        async with client.open("copied", "r+b") as file:
            await file.seek(5)
            await file.write(b"12345")
            assert await file.read(12, 0) == data[:5] + b"12345" + data[10:12]
            await file.truncate(8)
            await file.fsync()
            assert (await file.stat()).size == 8 and (await file.statvfs()).namemax > 0
        assert {entry.filename for entry in await client.readdir("from")} == {".", "..", "one", "sub", "link"}
        assert sorted(await client.glob("from/sub/*")) == ["from/sub/größe", "from/sub/two"]
        await client.symlink("target", "link")
        assert os.readlink("link") == "target"
        await client.link("copied", "hard")
        await client.posix_rename("hard", "from/one")
        await client.rmtree("remote")
        assert not await client.exists("remote") and await client.realpath("from/..") == os.getcwd()
        writer.write_eof()
        assert await asyncio.to_thread(process.wait, LIMIT) == 0
        receiving.cancel()

    asyncio.run(asyncio.wait_for(work(), LIMIT))


run({"paramiko": paramiko, "asyncssh": asyncssh})
