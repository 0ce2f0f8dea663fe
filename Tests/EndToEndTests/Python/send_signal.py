"""Starts a program that waits for a signal, and sends it one (RFC 4254 section 6.9)."""
import asyncio, sys
import asyncssh


async def main(port, user, key):
    async with asyncssh.connect("127.0.0.1", port, username=user, client_keys=[key], known_hosts=None) as connection:
        process = await connection.create_process(
            "trap 'echo got USR1; exit 0' USR1; echo ready; for i in $(seq 100); do sleep 0.1; done")
        print((await process.stdout.readline()).strip())
        process.send_signal("USR1")
        print((await process.stdout.read()).strip())
        await process.wait()
        sys.exit(process.exit_status)


asyncio.run(asyncio.wait_for(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]), 100))
