"""Channels, requests and limits, packet by packet."""

import time

from raw_client import *


def connect(port, **options):
    return RawClient(port, **options).login()


@case
def exit_status_before_eof(port):
    client = connect(port)
    channel = client.open()
    client.request(channel, "exec", True, "say word")
    client.expect(CHANNEL_SUCCESS)
    data = client.expect(DATA)
    data.u32()
    assert data.string() == b"word\n"
    status = client.expect(CHANNEL_REQUEST)
    assert (status.u32(), status.string(), status.byte(), status.u32()) == (0, b"exit-status", 0, 0)
    client.expect(EOF)
    client.expect(CLOSE)
    client.close()


@case
def exit_signal(port):
    client = connect(port)
    channel = client.open()
    client.request(channel, "exec", True, "kill TERM")
    client.expect(CHANNEL_SUCCESS)
    signal = client.expect(CHANNEL_REQUEST)
    assert (signal.u32(), signal.string(), signal.byte(), signal.string()) == (0, b"exit-signal", 0, b"TERM")
    client.expect(EOF)
    client.expect(CLOSE)
    client.close()


@case
def request_order(port):
    """Everything in one burst; the server's test looks at what came out."""
    client = connect(port)
    channel = client.open()
    modes = bytes([1]) + struct.pack(">I", 3) + bytes([53]) + struct.pack(">I", 1) + bytes([0])
    client.send_together(
        (CHANNEL_REQUEST, channel, "env", True, "LANG", "de_DE.UTF-8"),
        (CHANNEL_REQUEST, channel, "pty-req", True, "xterm", 80, 24, 640, 480, modes),
        (CHANNEL_REQUEST, channel, "exec", True, "hold"),
        (CHANNEL_REQUEST, channel, "window-change", False, 120, 40, 0, 0),
        (CHANNEL_REQUEST, channel, "signal", False, "INT"),
        (CHANNEL_REQUEST, channel, "break", True, 500),
        (CHANNEL_REQUEST, channel, "window-change", False, 132, 50, 0, 0),
        (CHANNEL_REQUEST, channel, "eow@openssh.com", False),
    )
    answers = 0
    while answers < 4:
        packet = client.next()
        assert packet.number in (CHANNEL_SUCCESS, DATA, WINDOW_ADJUST), packet
        answers += packet.number == CHANNEL_SUCCESS
    client.lives(1)
    client.send(CLOSE, channel)
    client.expect(EOF)
    client.expect(CLOSE)
    client.close()


@case
def many_terminals(port):
    """40 pty-reqs with different modes in one burst, of which each answers with its own."""
    client = connect(port)
    channels = [client.open(number) for number in range(40)]
    burst = []
    for number, channel in enumerate(channels):
        modes = b"".join(bytes([1 + opcode]) + struct.pack(">I", number) for opcode in range(number + 1)) + b"\0"
        burst.append((CHANNEL_REQUEST, channel, "pty-req", False, f"term{number}", 80, number, 0, 0, modes))
    client.send_together(*burst)
    for number, channel in enumerate(channels):
        client.request(channel, "exec", False, "show")
        output, _ = client.finish(channel)
        expected = f"term{number} 80x{number} modes {number + 1} sum {number * (number + 1)}\n"
        assert output.decode() == expected, (output, expected)
    client.close()


@case
def unknown_is_refused(port):
    client = connect(port)
    channel = client.open()
    client.request(channel, "unheard-of@example.org", True)
    client.expect(CHANNEL_FAILURE)
    client.request(channel, "unheard-of@example.org", False)
    client.request(channel, "signal", True, "UNHEARDOF")
    client.expect(CHANNEL_FAILURE)
    client.request(channel, "subsystem", True, "unheard-of")
    client.expect(CHANNEL_FAILURE)
    for kind, more in (
        ("unheard-of@example.org", ()),
        ("tun@openssh.com", (1, 0)),
        ("auth-agent@openssh.com", ()),
        ("forwarded-streamlocal@openssh.com", ("/tmp/x", "")),
        ("x11", ("127.0.0.1", 1)),
        ("forwarded-tcpip", ("127.0.0.1", 1, "127.0.0.1", 1)),
    ):
        client.send(OPEN, kind, 77, 1 << 20, 32768, *more)
        assert client.expect(OPEN_FAILURE).u32() == 77
    for name, more in (
        ("unheard-of@example.org", ()),
        ("hostkeys-prove-00@openssh.com", (b"",)),
    ):
        client.send(GLOBAL_REQUEST, name, True, *more)
        client.expect(REQUEST_FAILURE)
    client.send(GLOBAL_REQUEST, "unheard-of@example.org", False)
    client.send(200)  # no such message
    client.expect(UNIMPLEMENTED)
    client.request(channel, "exec", True, "say word")
    assert client.finish(channel) == (b"word\n", 0)
    client.close()


@case
def unknown_service(port):
    client = connect(port)
    client.send(SERVICE_REQUEST, "ssh-unheard-of")
    assert "unknown service" in client.expect_end()
    client.close()


@case
def known_subsystem(port):
    client = connect(port)
    channel = client.open()
    client.request(channel, "subsystem", True, "echo")
    client.expect(CHANNEL_SUCCESS)
    client.send(DATA, channel, "there and back")
    client.send(EOF, channel)
    assert client.finish(channel) == (b"there and back", 0)
    client.close()


@case
def small_packets(port):
    """Maximum packet sizes at which the library would loop for ever, on opening."""
    client = connect(port)
    for size in (0, 1, 10, 63):
        client.send(OPEN, "session", 5, 1 << 20, size)
        assert client.expect(OPEN_FAILURE).u32() == 5
    channel = client.open(6, packet=64)
    client.request(channel, "exec", True, "zeros 5000")
    output, status = client.finish(channel)
    assert (len(output), status) == (5000, 0)
    client.close()


@case
def confirmation_of_nothing(port):
    """An answer to a channel that the server never opened, with the size that would hang it."""
    client = connect(port)
    client.send(OPEN_CONFIRMATION, 0, 0, 1 << 20, 10)
    assert "Protocol violation" in (client.expect_end() or "")
    client.close()


@case
def window_overrun(port):
    """3 MB into a channel that nobody reads, window or not. (Nothing of it was allowed after the first 1.3 MB.)"""
    client = connect(port)
    channel = client.open()
    client.request(channel, "exec", False, "hold")
    try:
        for _ in range(96):
            client.send(DATA, channel, b"\0" * 32768)
    except (OSError, EOFError, paramiko.SSHException):
        pass
    client.expect_end()
    client.close()


@case
def malformed_requests(port):
    client = connect(port)
    channel = client.open()
    for fields in (
        ("pty-req", True, "xterm", 80),  # cut short
        ("pty-req", True, "xterm", 80, 24, 0, 0, Raw(b"\0\0\0\xff\1")),  # modes longer than the packet
        ("pty-req", True, "xt\0erm", 80, 24, 0, 0, b""),
        ("pty-req", True, "xt\1erm", 80, 24, 0, 0, b""),
        ("pty-req", True, "x" * 300, 80, 24, 0, 0, b""),
        ("pty-req", True, "xterm", 80, 24, 0, 0, b"\1" * 2000),
        ("env", True, "\1signal", "KILL"),
        ("env", True, "\1eow", ""),
        ("env", True, "LANG", "a\0b"),
        ("env", True, "LANG"),
        ("exec", True, "say\0 word"),
        ("exec", True),
        ("subsystem", True, "echo\0"),
        ("signal", True, "INT\0"),
        ("signal", True),
        ("break", True),
    ):
        client.request(channel, *fields)
        packet = client.next()
        assert packet.number == CHANNEL_FAILURE, (fields, packet)
    client.request(channel, "exec", True, "say word")
    assert client.finish(channel) == (b"word\n", 0)
    client.close()


@case
def request_without_a_name(port):
    client = connect(port)
    client.send(CHANNEL_REQUEST, Raw(b"\0\0"))
    assert "Protocol violation" in (client.expect_end() or "")
    client.close()


@case
def keepalive_of_a_channel(port):
    client = connect(port)
    channel = client.open()
    client.request(channel, "keepalive@openssh.com", True)
    assert client.next().number in (CHANNEL_SUCCESS, CHANNEL_FAILURE)
    client.request(channel, "keepalive@openssh.com", False)
    client.request(channel, "exec", True, "say word")
    client.expect(CHANNEL_SUCCESS)  # the next answer is the exec's
    assert client.finish(channel) == (b"word\n", 0)
    client.close()


@case
def no_more_sessions(port):
    client = connect(port)
    channel = client.open()
    client.send(GLOBAL_REQUEST, "no-more-sessions@openssh.com", False)
    client.send(OPEN, "session", 1, 1 << 20, 32768)
    assert client.expect(OPEN_FAILURE).u32() == 1
    client.request(channel, "exec", True, "say word")
    assert client.finish(channel) == (b"word\n", 0)
    client.close()


@case
def channel_cap(port):
    """The server has set 5; asked for all at once, and again when one has gone."""
    client = connect(port)
    client.send_together(*[(OPEN, "session", number, 1 << 20, 32768) for number in range(12)])
    opened, refused = [], []
    for _ in range(12):
        packet = client.next()
        if packet.number == OPEN_CONFIRMATION:
            opened.append((packet.u32(), packet.u32()))
        else:
            assert packet.number == OPEN_FAILURE, packet
            refused.append(packet.u32())
    assert len(opened) == 5 and len(refused) == 7, (opened, refused)
    client.request(opened[0][1], "exec", False, "say word")
    client.finish(opened[0][1])
    client.lives(40)
    # One that the client leaves before anything ran makes room, too.
    client.send(CLOSE, opened[1][1])
    client.expect(EOF)
    client.expect(CLOSE)
    client.lives(41)
    client.close()


@case
def close_with_requests(port):
    """Requests that want an answer, sent together with the CLOSE of the channel they are for, at a moment when the
    server closes it as well: none may be answered once the channel is freed."""
    client = connect(port)
    for number in range(300):
        channel = client.open(number)
        client.request(channel, "exec", False, "exit 0")
        if number % 3 == 0:
            while client.next().number != CLOSE:
                pass
        client.send_together(
            *[(CHANNEL_REQUEST, channel, "signal", True, "INT")] * (number % 7),
            *[(CHANNEL_REQUEST, channel, "env", True, "LANG", "x" * 400)] * 9,
            (EOF, channel), (CLOSE, channel),
            *[(CHANNEL_REQUEST, channel, "env", True, "LANG", "x")] * 3)
        if number % 3 != 0:
            while client.next().number != CLOSE:
                pass
        while not client.packets.empty():
            client.packets.get()
    client.send(GLOBAL_REQUEST, "unheard-of@example.org", True)
    while client.next().number != REQUEST_FAILURE:
        pass
    client.lives(1000)
    client.close()


@case
def unread_answers(port):
    """A client that asks without end and reads nothing is cut off."""
    client = connect(port, window=4096)
    client.reading.clear()
    question = [(GLOBAL_REQUEST, "unheard-of@example.org", True)] * 1000
    client.socket.settimeout(LIMIT)
    deadline = time.monotonic() + 2 * LIMIT
    try:
        while time.monotonic() < deadline:
            client.send_together(*question)
        raise AssertionError("still served")
    except (OSError, EOFError, paramiko.SSHException):
        pass
    client.close()


@case
def stalled_key_exchange(port):
    """Asks for new keys while output flows, and leaves it at that."""
    client = connect(port)
    channel = client.open(0, window=1 << 30)
    client.request(channel, "exec", False, "zeros 1000000000")
    client.expect(DATA)
    # A KEXINIT by hand: the server's answer is never answered.
    lists = ["curve25519-sha256", "ssh-ed25519"] + ["aes256-gcm@openssh.com"] * 2 + \
        ["hmac-sha2-256-etm@openssh.com"] * 2 + ["none"] * 2 + [""] * 2
    message = paramiko.Message()
    message.add_bytes(bytes([20]) + b"\7" * 16 + pack(*lists, False, 0))
    client.transport._expect_packet()
    client.transport._handler_table = dict(client.transport._handler_table)
    client.transport._handler_table[20] = lambda m: None
    client.transport._send_message(message)
    print("stalled", flush=True)
    sys.stdin.readline()
    client.close()


@case
def detached(port):
    """Leaves without a word while a program holds its channel."""
    client = connect(port)
    channel = client.open()
    client.request(channel, "exec", True, "hold")
    client.expect(CHANNEL_SUCCESS)
    client.expect(DATA)
    client.socket.shutdown(socket.SHUT_RDWR)
    client.close()


main(case_table(globals()))
