"""Works on files over a gateway with paramiko, and checks all that it is told.

usage: sftp_paramiko.py PORT USER KEY FOLDER HOME

FOLDER is an empty one of ours; HOME is the workspace's home as the host has it.
"""
import os, stat, sys
import paramiko

port, user, key, folder, home = sys.argv[1:]
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect(
    "127.0.0.1", int(port), user, key_filename=key, allow_agent=False, look_for_keys=False, timeout=60,
    banner_timeout=300, auth_timeout=300)
sftp = client.open_sftp()
os.chdir(folder)
data = os.urandom(8_000_003)
open("sent", "wb").write(data)


def same(name, expected):
    """What is stored is as expected, and a download (with prefetch) gives it too."""
    assert open(f"{home}/{name}", "rb").read() == expected, name
    sftp.get(name, "received", prefetch=True)
    assert open("received", "rb").read() == expected, name


# Whole files.
assert sftp.put("sent", "file").st_size == len(data)
same("file", data)
assert os.stat(f"{home}/file").st_uid == 1000

# Going on where an upload and a download were cut off.
sftp.truncate("file", 3_000_000)
assert sftp.stat("file").st_size == 3_000_000
with sftp.open("file", "r+b") as file:
    file.set_pipelined(True)
    file.seek(0, file.SEEK_END)
    assert file.tell() == 3_000_000
    for offset in range(3_000_000, len(data), 30_000):
        file.write(data[offset : offset + 30_000])
same("file", data)
with sftp.open("file", "rb") as file:
    file.seek(5_000_000)
    file.prefetch(len(data))
    assert file.read() == data[5_000_000:]
    assert file.readv([(1, 5), (7_000_000, 70_000)]).__next__() == data[1:6]

# Beyond 4 GiB, in a file with a hole.
place = (4 << 30) + 12_345
with sftp.open("sparse", "wb") as file:
    file.seek(place)
    file.write(b"behind the hole")
assert sftp.stat("sparse").st_size == place + 15 == os.stat(f"{home}/sparse").st_size
with sftp.open("sparse", "rb") as file:
    file.seek(place)
    assert file.read() == b"behind the hole"
    file.seek(place - 100)
    assert file.read(200) == bytes(100) + b"behind the hole"
sftp.remove("sparse")

# Folders and names.
sftp.mkdir("many")
for number in range(5000):
    path = f"{home}/many/größe {number}"
    open(path, "w").close()
    os.chown(path, 1000, 1000)
assert sorted(sftp.listdir("many")) == sorted(f"größe {number}" for number in range(5000))
assert sum(stat.S_ISREG(entry.st_mode) for entry in sftp.listdir_iter("many")) == 5000
sftp.chdir("many")
assert sftp.getcwd().endswith("/many") and sftp.stat("größe 7").st_size == 0
sftp.chdir("..")
sftp.rename("many/größe 7", "moved")
try:
    sftp.rename("moved", "file")
    raise AssertionError("rename replaced a file")
except OSError:
    pass
sftp.posix_rename("moved", "file")
assert sftp.stat("file").st_size == 0
try:
    sftp.rmdir("many")
    raise AssertionError("a full folder was removed")
except OSError:
    pass

# Attributes and links.
sftp.chmod("file", 0o640)
sftp.utime("file", (11, 22))
found = sftp.stat("file")
assert (stat.S_IMODE(found.st_mode), found.st_atime, found.st_mtime) == (0o640, 11, 22)
sftp.symlink("../somewhere", "link")
assert sftp.readlink("link") == "../somewhere" and stat.S_ISLNK(sftp.lstat("link").st_mode)
for attempt in (lambda: sftp.stat("link"), lambda: sftp.open("no/such/file")):
    try:
        attempt()
        raise AssertionError("what is not there was found")
    except FileNotFoundError:
        pass
try:
    sftp.open("/etc/passwd", "r+")
    raise AssertionError("root's file was opened")
except PermissionError:
    pass

# Three at once on one connection.
others = [client.open_sftp() for _ in range(3)]
for number, other in enumerate(others):
    other.put("sent", f"parallel {number}", confirm=False)
for number, other in enumerate(others):
    assert other.stat(f"parallel {number}").st_size == len(data)
    other.close()
sftp.close()
client.close()
print("all well")
