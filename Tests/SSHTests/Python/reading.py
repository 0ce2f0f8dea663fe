"""More input at once than the server reads at once."""

import time

from raw_client import *


def sink(port, program="sink"):
    """A client with a channel whose window is open wide, and the bytes sent for that."""
    client = RawClient(port).login()
    channel = client.open()
    client.request(channel, "exec", True, program)
    client.expect(CHANNEL_SUCCESS)
    client.send(DATA, channel, b"x" * 1000)
    client.expect(WINDOW_ADJUST)
    return client, channel, 1000


def answer(client, channel, count):
    output, status = client.finish(channel)
    assert (output, status) == (b"%d\n" % count, 0), (output, status, count)
    client.lives()
    client.close()


@case
def whole_packets(port):
    """A megabyte and its EOF in one write."""
    client, channel, sent = sink(port)
    client.send_together(*[(DATA, channel, b"x" * 32768)] * 32, (EOF, channel))
    answer(client, channel, sent + 32 * 32768)


@case
def tiny_packets(port):
    """So many packets in each read as can be: libssh takes them one within the other."""
    client, channel, sent = sink(port)
    client.send_together(*[(DATA, channel, b"x")] * 20_000, (EOF, channel))
    answer(client, channel, sent + 20_000)


@case
def pieces(port):
    """Writes that end anywhere in a packet, at the sizes of the server's reads and beside them."""
    client, channel, sent = sink(port)
    write, written = client.transport.packetizer.write_all, []
    client.transport.packetizer.write_all = written.append
    for size in (1, 4000, 4096, 32768, 61440, 65536) * 3:
        for offset in range(0, size, 32768):
            client.send(DATA, channel, b"x" * min(32768, size - offset))
        sent += size
    client.send(EOF, channel)
    client.transport.packetizer.write_all = write
    stream = b"".join(map(bytes, written))
    sizes = (4096, 1, 4095, 65536, 61440, 17, 4097, 70000)
    at = number = 0
    while at < len(stream):
        size = sizes[number % len(sizes)]
        write(stream[at : at + size])
        at, number = at + size, number + 1
        time.sleep(0.02)
    answer(client, channel, sent)


@case
def left_alone(port):
    """Nothing comes behind the input that nobody reads at first."""
    client, channel, sent = sink(port, "late")
    client.send_together(*[(DATA, channel, b"x" * 30_000)] * 40, (EOF, channel))
    answer(client, channel, sent + 1_200_000)


@case
def two_channels(port):
    """Input for one program that reads and for one that does not, mixed in every read."""
    client, channel, sent = sink(port)
    idle = client.open(1)
    client.request(idle, "exec", False, "hold")
    client.expect(DATA)
    client.send_together(*[(DATA, channel, b"x" * 10_000), (DATA, idle, b"x" * 300)] * 100, (EOF, channel))
    output = b""
    while not output.endswith(b"\n"):
        packet = client.next()
        if packet.number == DATA and packet.u32() == 0:
            output += packet.string()
    assert output == b"%d\n" % (sent + 1_000_000), output
    client.close()


main(case_table(globals()))
