"""Works on files over a gateway with asyncssh, many requests at a time, and checks all that it is told.

usage: sftp_asyncssh.py PORT USER KEY FOLDER HOME

FOLDER is an empty one of ours; HOME is the workspace's home as the host has it.
"""
import asyncio, os, subprocess, sys
import asyncssh

port, user, key, folder, home = sys.argv[1:]


async def main():
    connection = await asyncssh.connect("127.0.0.1", int(port), username=user, client_keys=[key], known_hosts=None)
    sftp = await connection.start_sftp_client()
    os.chdir(folder)
    data = os.urandom(8_000_003)
    os.makedirs("from/sub/empty")
    for name in ["one", "two", "sub/größe", *(f"sub/{number}" for number in range(200))]:
        with open("from/" + name, "wb") as file:
            file.write(data if name in ("one", "two") else name.encode())

    # What the server says of itself.
    assert sftp.version == 3 and sftp.limits.max_read_len > 1 << 17
    assert (await sftp.realpath(".")) == "/home/user" == await sftp.getcwd()
    assert (await sftp.statvfs(".")).bsize > 0

    # Trees, and many files at the same time.
    await sftp.put("from", "there", recurse=True, preserve=True)
    await sftp.get("there", "back", recurse=True, preserve=True)
    for other in "back", f"{home}/there":
        assert subprocess.run(["diff", "-r", "--no-dereference", "from", other]).returncode == 0
        assert os.stat(f"{other}/one").st_mtime == int(os.stat("from/one").st_mtime)
    os.mkdir("parallel")
    await asyncio.gather(
        *(sftp.put("from/one", f"up {number}", max_requests=64) for number in range(4)),
        *(sftp.get("there/two", f"parallel/{number}", max_requests=64) for number in range(4)))
    for number in range(4):
        for path in f"{home}/up {number}", f"parallel/{number}":
            assert open(path, "rb").read() == data, path
    await sftp.mput("from/sub/1*", "there/sub/empty")
    assert len(await sftp.listdir("there/sub/empty")) == 2 + len([n for n in range(200) if str(n)[0] == "1"])

    # Names.
    assert sorted(await sftp.glob("there/sub/19?")) == [f"there/sub/{number}" for number in range(190, 200)]
    assert await sftp.exists("there/sub/größe") and not await sftp.exists("nowhere")
    await sftp.posix_rename("up 0", "up 1")
    assert not await sftp.exists("up 0")
    await sftp.link("up 1", "hard")
    assert os.stat(f"{home}/hard").st_nlink == 2
    await sftp.symlink("hard", "soft")
    assert await sftp.readlink("soft") == "hard" and await sftp.islink("soft")
    try:
        await sftp.rename("up 2", "up 3")
        raise AssertionError("rename replaced a file")
    except asyncssh.SFTPFailure:
        pass

    # Copies that stay there.
    assert sftp.supports_remote_copy
    await sftp.remote_copy("there/one", "copied")
    assert open(f"{home}/copied", "rb").read() == data

    # Pieces of files, also beyond 4 GiB.
    place = (4 << 30) + 54_321
    async with sftp.open("copied", "r+b") as file:
        await file.seek(place)
        await file.write(b"behind the hole")
        await file.fsync()
        assert (await file.stat()).size == place + 15
        assert await file.read(100, place - 10) == bytes(10) + b"behind the hole"
        assert await file.read(10, 5) == data[5:15]
        await file.truncate(7)
        assert (await file.statvfs()).namemax > 0
    assert await sftp.getsize("copied") == 7
    await sftp.setstat("copied", asyncssh.SFTPAttrs(permissions=0o600, atime=11, mtime=22))
    found = await sftp.stat("copied")
    assert (found.permissions & 0o777, found.atime, found.mtime) == (0o600, 11, 22)
    try:
        await sftp.open("/etc/passwd", "r+b")
        raise AssertionError("root's file was opened")
    except asyncssh.SFTPPermissionDenied:
        pass
    await sftp.rmtree("there")
    assert not os.path.exists(f"{home}/there")
    sftp.exit()
    await sftp.wait_closed()
    connection.close()
    await connection.wait_closed()
    print("all well")


asyncio.run(asyncio.wait_for(main(), 400))
