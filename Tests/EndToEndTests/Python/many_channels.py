"""200 short sessions, 20 files by SFTP and 20 forwarded connections, all at once on one connection. PORT USER KEY

The service at 8080 in the workspace is forward.py's.
"""

import asyncio
import hashlib
import sys

import asyncssh

port, user, key = sys.argv[1:]


async def run(connection, turns, number):
    async with turns:
        result = await connection.run(f"echo {number}; exit {number % 256}")
    return result.stdout == f"{number}\n" and result.exit_status == number % 256


async def copy(sftp, number):
    data = number.to_bytes(2, "big") * 50_000
    async with sftp.open(f"file{number}", "wb") as file:
        await file.write(data)
    async with sftp.open(f"file{number}", "rb") as file:
        return await file.read() == data


async def ask(local, number):
    data = number.to_bytes(2, "big") * 50_000
    reader, writer = await asyncio.open_connection("127.0.0.1", local)
    writer.write(data)
    writer.write_eof()
    reply = await reader.read()
    writer.close()
    return reply == hashlib.sha256(data).digest() + data


async def main():
    async with asyncssh.connect(
        "127.0.0.1", int(port), username=user, client_keys=[key], known_hosts=None, config=[]
    ) as connection:
        sftp = await connection.start_sftp_client()
        listener = await connection.forward_local_port("127.0.0.1", 0, "localhost", 8080)
        turns = asyncio.Semaphore(40)
        outcomes = await asyncio.gather(
            asyncio.gather(*(run(connection, turns, number) for number in range(200))),
            asyncio.gather(*(copy(sftp, number) for number in range(20))),
            asyncio.gather(*(ask(listener.get_port(), number) for number in range(20))),
        )
        for name, outcome in zip(("sessions", "sftp", "forward"), outcomes):
            print(name, outcome.count(True))


asyncio.run(main())
