"""Runs many sessions at once over a few connections, and weighs the guest agent while it holds some.

usage: many_sessions.py PORT USER KEY CONNECTIONS CHANNELS GUEST-PID

Each program says that it runs and waits for its input's end; the input ends once all of them run. Prints, one a line:
the resident anonymous memory and the whole resident set of the guest agent in kB with CHANNELS sessions, how many
programs ran at the same time, and how many ended with their own status.
"""
import asyncio
import sys

import asyncssh

port, user, key, connections, channels, guest = (int(a) if a.isdigit() else a for a in sys.argv[1:])


def resident(name):
    for line in open(f"/proc/{guest}/status"):
        if line.startswith(name + ":"):
            return line.split()[1]


async def start(connection, number):
    status = number % 250
    process = await connection.create_process(f"echo up; read line; exit {status}", encoding=None)
    if await process.stdout.readline() != b"up\n":
        raise RuntimeError(f"session {number} did not start: {await process.stderr.read()}")
    return process, status


async def main():
    links = [
        await asyncssh.connect("127.0.0.1", port, username=user, client_keys=[key], known_hosts=None)
        for _ in range(connections)
    ]
    started = await asyncio.gather(*(start(links[0], number) for number in range(channels)))
    print(resident("RssAnon"))
    # It gives memory back once it has been quiet for a moment.
    for _ in range(600):
        if int(resident("VmRSS")) <= 4096:
            break
        await asyncio.sleep(0.1)
    print(resident("VmRSS"))
    # A few at a time start; all stay.
    turns = asyncio.Semaphore(32)

    async def start_in_turn(number):
        async with turns:
            return await start(links[number // channels], number)

    rest = range(channels, connections * channels)
    started += await asyncio.gather(*(start_in_turn(number) for number in rest))
    print(sum(process.exit_status is None for process, _ in started))
    for process, _ in started:
        process.stdin.write_eof()
    await asyncio.gather(*(process.wait_closed() for process, _ in started))
    print(sum(process.exit_status == status for process, status in started))
    for link in links:
        link.close()


asyncio.run(asyncio.wait_for(main(), 550))
