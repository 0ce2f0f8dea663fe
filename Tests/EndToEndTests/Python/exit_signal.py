"""Prints the exit-signal of programs that a signal ends, and whether they say that they dumped core (RFC 4254 6.10)."""
import asyncio, sys
import asyncssh

COMMANDS = [
    "kill -TERM $$",
    "cd /tmp; ulimit -c unlimited; kill -SEGV $$",
    "ulimit -c 0; kill -KILL $$",
]


async def main(port, user, key):
    async with asyncssh.connect("127.0.0.1", port, username=user, client_keys=[key], known_hosts=None) as connection:
        for command in COMMANDS:
            result = await connection.run(command)
            print(result.exit_signal[0], result.exit_signal[1])


asyncio.run(asyncio.wait_for(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]), 100))
