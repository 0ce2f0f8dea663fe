"""Forwards, packet by packet."""

import time

from raw_client import *


def connect(port, **options):
    return RawClient(port, **options).login()


def refusal(client, number):
    """The reason and the text of a refused channel."""
    packet = client.expect(OPEN_FAILURE)
    assert packet.u32() == number, packet
    return packet.u32(), packet.string().decode()


def skip_to(client, number, *skipped):
    while (packet := client.next()).number != number:
        assert packet.number in skipped, packet
    return packet


def direct(host, port, number=7, **options):
    return (OPEN, "direct-tcpip", number, options.get("window", 1 << 20), options.get("packet", 32768), host, port,
            "127.0.0.1", 4711)


def unix(path, number=7):
    return OPEN, "direct-streamlocal@openssh.com", number, 1 << 20, 32768, path, "", 0


def opened(client, number=7):
    packet = client.expect(OPEN_CONFIRMATION)
    assert packet.u32() == number
    return packet.u32()


def ask(client, command, number=1):
    """Has the server open a channel. Returns the session's channel and the open request."""
    session = client.open(number)
    client.request(session, "exec", False, "open " + command)
    packet = skip_to(client, OPEN, WINDOW_ADJUST)
    return session, packet


def parts(packet):
    kind = packet.string().decode()
    return kind, packet.u32(), packet.u32(), packet.u32()


def output(client, session):
    return client.finish(session)[0].decode()


def collect(client, channels):
    """Takes all data until every channel is closed, and closes them in turn.

    channels: the server's number by ours. Returns the data by our number."""
    data, left = {number: b"" for number in channels}, set(channels)
    while left:
        packet = client.next()
        if packet.number in (WINDOW_ADJUST, EOF, CHANNEL_REQUEST):
            continue
        number = packet.u32()
        assert number in left, packet
        if packet.number == DATA:
            data[number] += packet.string()
        else:
            assert packet.number == CLOSE, packet
            left.remove(number)
            client.send(CLOSE, channels[number])
    return data


# ---- what the client opens


@case
def open_tcp_and_unix(port):
    client = connect(port)
    for each in (direct("cat", 1), unix("/tmp/cat"), direct("late", 1), unix("/x/late")):
        client.send(*each)
        channel = opened(client)
        client.send(DATA, channel, "there and back")
        client.send(EOF, channel)
        assert client.finish(channel)[0] == b"there and back"
    client.close()


@case
def refusals(port):
    client = connect(port)
    for reason in (1, 2, 3, 4, 4711):
        client.send(*direct("refuse", reason))
        assert refusal(client, 7) == (reason, "scripted words")
    client.send(*unix("/refuse", 0xFFFFFFFF))
    assert refusal(client, 0xFFFFFFFF) == (0, "scripted words")
    client.send(*direct("drop", 1))
    assert refusal(client, 7) == (1, "")
    client.send(OPEN, "unheard-of@example.org", 7, 1 << 20, 32768)
    assert refusal(client, 7)[0] == 3
    client.lives()
    client.close()


@case
def malformed_opens(port):
    client = connect(port)
    tcp = ("direct-tcpip", 7, 1 << 20, 32768)
    local = ("direct-streamlocal@openssh.com", 7, 1 << 20, 32768)
    for fields in (
        (*tcp, "cat", 0, "", 0), (*tcp, "cat", 65536, "", 0), (*tcp, "cat", 65558, "", 0),
        (*tcp, "cat", 0xFFFFFFFF, "", 0), (*tcp, "cat", 1, "", 65536),
        (*tcp, "cat\0", 1, "", 0), (*tcp, "cat", 1, "\0", 0), (*tcp, "c" * 1025, 1, "", 0),
        (*tcp, b"cat\xff", 1, "", 0), (*tcp, "cat", 1, b"\xff", 0), (*tcp, "cat", 1, "o" * 1025, 0),
        (*tcp, "cat", 1, ""), (*tcp, "cat", 1), (*tcp, "cat"), tcp, (*tcp, Raw(b"\xff\xff\xff\xff")),
        (*local, "/cat\0", "", 0), (*local, "", "", 0), (*local, "/" * 1025, "", 0), (*local, b"/\xff", "", 0),
        (*local, "/cat", ""), (*local, "/cat"), local,
        ("direct-tcpip", 7, 1 << 20, 63, "cat", 1, "", 0), ("direct-tcpip", 7, 1 << 20, 10, "cat", 1, "", 0),
        ("direct-tcpip", 7, 1 << 20, 0, "cat", 1, "", 0),
        ("direct-streamlocal@openssh.com", 7, 1 << 20, 10, "/cat", "", 0),
    ):
        client.send(OPEN, *fields)
        assert refusal(client, 7) == (1, "malformed request"), fields
    # Marks that only the server makes: these are names of hosts like others.
    for host in ("\1", "\1u", "\1u00000007/cat", "\1t00000009cat"):
        client.send(*direct(host, 1))
        assert refusal(client, 7) == (2, "no such program")
    client.lives()
    client.close()


@case
def forward_cap(port):
    """The server has set 5."""
    client = connect(port)
    client.send_together(*[direct("cat", 1, number) for number in range(12)])
    channels, refused = [], []
    for _ in range(12):
        packet = client.next()
        if packet.number == OPEN_CONFIRMATION:
            packet.u32()
            channels.append(packet.u32())
        else:
            assert packet.number == OPEN_FAILURE and (packet.u32() or True) and packet.u32() == 4, packet
            refused.append(packet.string())
    assert len(channels) == 5 and refused == [b"too many forwards"] * 7, (channels, refused)
    # Neither sessions nor forwards take the other's places.
    client.lives(20)
    session = client.open(21)
    client.request(session, "exec", False, "open agent")
    assert output(client, session) == "too many forwards\n"
    # One that waits for its answer counts, too.
    client.send(EOF, channels[0])
    client.finish(channels[0])
    client.send_together(direct("late", 1, 30), direct("cat", 1, 31))
    assert refusal(client, 31)[0] == 4
    opened(client, 30)
    client.send(EOF, channels[1])
    client.finish(channels[1])
    client.send(*direct("cat", 1, 32))
    opened(client, 32)
    client.close()


@case
def many_waiting(port):
    """More opens than a small queue holds wait for their answers, which come for all."""
    client = connect(port)
    client.send_together(*[direct("late", 1, number) for number in range(300)])
    numbers = {client.expect(OPEN_CONFIRMATION).u32() for _ in range(300)}
    assert numbers == set(range(300))
    client.lives(1000)
    client.close()


@case
def no_requests(port):
    """A forward has no requests: each is refused, however many there are."""
    client = connect(port)
    client.send(*direct("cat", 1))
    channel = opened(client)
    for _ in range(30):
        client.send_together(*[(CHANNEL_REQUEST, channel, "exec", True, "say word")] * 20)
        for _ in range(20):
            client.expect(CHANNEL_FAILURE)
    client.send(EOF, channel)
    client.finish(channel)
    client.close()


@case
def leaves_before_the_answer(port):
    client = connect(port)
    client.send_together(direct("never", 1), direct("late", 1), direct("late", 1), unix("/never"))
    client.send(GLOBAL_REQUEST, "keepalive@openssh.com", True)
    skip_to(client, REQUEST_SUCCESS, OPEN_CONFIRMATION)
    client.socket.shutdown(socket.SHUT_RDWR)
    client.close()


@case
def closed_with_data(port):
    """What was sent before a CLOSE arrives."""
    client = connect(port)
    client.send(*direct("sink", 1))
    channel = opened(client)
    client.send_together((DATA, channel, b"x" * 30000), (CLOSE, channel))
    skip_to(client, CLOSE, EOF, WINDOW_ADJUST, DATA)
    client.lives()
    client.close()


@case
def before_authentication(port):
    """Neither forwards nor listening; the connection is cut off."""
    for packet in (direct("cat", 1), unix("/cat"), (GLOBAL_REQUEST, "tcpip-forward", True, "", 0),
                   (GLOBAL_REQUEST, "streamlocal-forward@openssh.com", True, "/x"),
                   (OPEN_CONFIRMATION, 43, 0, 1 << 20, 32768), (OPEN_FAILURE, 43, 1, "", "")):
        client = RawClient(port)
        client.send(*packet)
        while (answer := client.next()) is not None:
            assert answer.number in (DISCONNECT, UNIMPLEMENTED), answer
            if answer.number == UNIMPLEMENTED:
                client.socket.shutdown(socket.SHUT_RDWR)
        client.close()


@case
def no_more_sessions(port):
    client = connect(port)
    client.send(GLOBAL_REQUEST, "no-more-sessions@openssh.com", True)
    client.expect(REQUEST_SUCCESS)
    client.send(OPEN, "session", 1, 1 << 20, 32768)
    assert refusal(client, 1) == (1, "no more sessions")
    client.send(*direct("cat", 1))
    channel = opened(client)
    client.send(EOF, channel)
    client.finish(channel)
    client.send(GLOBAL_REQUEST, "tcpip-forward", True, "", 8080)
    client.expect(REQUEST_SUCCESS)
    client.close()


# ---- global requests


@case
def reply_order(port):
    """One slow answer in the middle of everything that is answered at once."""
    client = connect(port)
    client.send_together(
        (GLOBAL_REQUEST, "tcpip-forward", True, "any", 0),  # success with a port
        (GLOBAL_REQUEST, "unheard-of@example.org", False),  # none
        (GLOBAL_REQUEST, "tcpip-forward", True, "late", 0),  # success with a port, later
        (GLOBAL_REQUEST, "tcpip-forward", False, "late", 0),  # none
        (GLOBAL_REQUEST, "keepalive@openssh.com", True),  # success
        (GLOBAL_REQUEST, "tcpip-forward", True, "refuse", 80),  # failure
        (GLOBAL_REQUEST, "keepalive@openssh.com", False),  # none
        (GLOBAL_REQUEST, "unheard-of@example.org", True),  # failure
        (GLOBAL_REQUEST, "tcpip-forward", True, "any", 8080),  # success without a port
        (GLOBAL_REQUEST, "hostkeys-prove-00@openssh.com", True, b""),  # failure
        (GLOBAL_REQUEST, "streamlocal-forward@openssh.com", True, "/late"),  # success
        (GLOBAL_REQUEST, "tcpip-forward", True, "drop", 80),  # failure
        (GLOBAL_REQUEST, "cancel-tcpip-forward", True, "any", 4242),  # success
        (GLOBAL_REQUEST, "cancel-streamlocal-forward@openssh.com", True, "/late"),  # success
    )
    started = pack(4242)
    for number, body in (
        (REQUEST_SUCCESS, started), (REQUEST_SUCCESS, started), (REQUEST_SUCCESS, b""), (REQUEST_FAILURE, b""),
        (REQUEST_FAILURE, b""), (REQUEST_SUCCESS, b""), (REQUEST_FAILURE, b""), (REQUEST_SUCCESS, b""),
        (REQUEST_FAILURE, b""), (REQUEST_SUCCESS, b""), (REQUEST_SUCCESS, b""),
    ):
        packet = client.expect(number)
        assert packet.body == body, (number, body, packet)
    client.lives()
    client.close()


@case
def malformed_listens(port):
    client = connect(port)
    for fields in (
        ("tcpip-forward", True, "any", 65536), ("tcpip-forward", True, "any\0", 80), ("tcpip-forward", True, "any"),
        ("tcpip-forward", True), ("tcpip-forward", True, "a" * 1025, 80), ("tcpip-forward", True, b"\xff", 80),
        ("cancel-tcpip-forward", True, "any", 65536), ("cancel-tcpip-forward", True, "any"),
        ("streamlocal-forward@openssh.com", True, "/x\0"), ("streamlocal-forward@openssh.com", True, ""),
        ("streamlocal-forward@openssh.com", True), ("cancel-streamlocal-forward@openssh.com", True),
    ):
        client.send(GLOBAL_REQUEST, *fields)
        assert client.next().number == REQUEST_FAILURE, fields
        client.send(GLOBAL_REQUEST, fields[0], False, *fields[2:])
    # A mark that only the server makes is an address like others.
    client.send(GLOBAL_REQUEST, "tcpip-forward", True, "\1?", 80)
    client.expect(REQUEST_SUCCESS)
    client.lives()
    client.close()


@case
def listen_flood(port):
    """Asked for without end while the first waits for its answer."""
    client = connect(port)
    client.send_together(*[(GLOBAL_REQUEST, "tcpip-forward", True, "late", 1)] * 300)
    assert "too many global requests" in client.expect_end()
    client.close()


@case
def request_without_a_name(port):
    client = connect(port)
    client.send(GLOBAL_REQUEST, Raw(b"\0\0"))
    assert "Protocol violation" in (client.expect_end() or "")
    client.close()


# ---- what the server opens


@case
def server_opens(port):
    client = connect(port)
    for command, kind, fields in (
        ("tcp any.host 4242", "forwarded-tcpip", pack("any.host", 4242, "192.0.2.1", 1234)),
        ("unix /tmp/some", "forwarded-streamlocal@openssh.com", pack("/tmp/some", "")),
        ("agent", "auth-agent@openssh.com", b""),
        ("x11", "x11", pack("192.0.2.1", 1234)),
    ):
        session, packet = ask(client, command)
        asked, theirs, window, size = parts(packet)
        assert asked == kind and packet.body[packet.at :] == fields, packet
        assert window >= 32768 and size >= 32768
        # Data and the end come right behind the confirmation.
        client.send_together((OPEN_CONFIRMATION, theirs, 50, 1 << 20, 32768), (DATA, theirs, "pong"), (EOF, theirs))
        data = collect(client, {1: session, 50: theirs})
        assert data == {1: b"got pong\n", 50: b"ping"}, data
        # And what the client refuses.
        session, packet = ask(client, command)
        client.send(OPEN_FAILURE, parts(packet)[1], 2, "no\nluck" + "!" * 300, "")
        words = output(client, session)
        assert words.startswith("refused by the client: connect failed: no\nluck!!!") and len(words) < 300, words
    client.lives()
    client.close()


@case
def many_server_opens(port):
    """Fifty at once, answered in the opposite order, each other one with a refusal."""
    client = connect(port)
    sessions = {number: client.open(number) for number in range(50)}
    for number, session in sessions.items():
        client.request(session, "exec", False, f"open tcp host{number} 1")
    asked = {}
    while len(asked) < 50:
        packet = skip_to(client, OPEN, WINDOW_ADJUST)
        _, theirs, _, _ = parts(packet)
        asked[int(packet.string()[4:])] = theirs
    assert len(set(asked.values())) == 50
    for number in reversed(range(50)):
        if number % 2:
            client.send(OPEN_FAILURE, asked[number], 1, f"not{number}", "")
        else:
            client.send_together((OPEN_CONFIRMATION, asked[number], 100 + number, 1 << 20, 32768),
                                 (DATA, asked[number], f"pong{number}"), (EOF, asked[number]))
    even = {100 + number: asked[number] for number in range(0, 50, 2)}
    words = collect(client, sessions | even)
    for number in range(50):
        expected = f"refused by the client: administratively prohibited: not{number}\n" if number % 2 \
            else f"got pong{number}\n"
        assert words[number].decode() == expected, (number, words[number])
        if number % 2 == 0:
            assert words[100 + number] == b"ping"
    client.lives(1000)
    client.close()


@case
def late_confirmation(port):
    """A channel that nobody waits for any more is closed as soon as it is there."""
    client = connect(port)
    session, packet = ask(client, "soon agent")
    _, theirs, _, _ = parts(packet)
    assert output(client, session) == "the client does not answer\n"
    client.send(OPEN_CONFIRMATION, theirs, 50, 1 << 20, 32768)
    assert client.expect(EOF).u32() == 50
    assert client.expect(CLOSE).u32() == 50
    client.send(CLOSE, theirs)
    session, packet = ask(client, "soon agent")
    _, theirs, _, _ = parts(packet)
    assert output(client, session) == "the client does not answer\n"
    client.send(OPEN_FAILURE, theirs, 1, "", "")
    client.lives()
    client.close()


@case
def leaves_without_answering(port):
    client = connect(port)
    ask(client, "agent")
    client.socket.shutdown(socket.SHUT_RDWR)
    client.close()


@case
def agent_and_x11_requests(port):
    client = connect(port)
    session = client.open()
    client.send_together(
        (CHANNEL_REQUEST, session, "auth-agent-req@openssh.com", True),
        (CHANNEL_REQUEST, session, "x11-req", True, True, "MIT-MAGIC-COOKIE-1", "0123456789abcdef", 3),
        (CHANNEL_REQUEST, session, "auth-agent-req@openssh.com", False),
        (CHANNEL_REQUEST, session, "env", True, "LANG", "C"),
        (CHANNEL_REQUEST, session, "x11-req", False, False, "XDM-AUTHORIZATION-1", "00", 0xFFFFFFFF),
    )
    for _ in range(3):
        client.expect(CHANNEL_SUCCESS)
    for fields in (
        (False, "MIT-MAGIC-COOKIE-1", "012", 0), (False, "MIT-MAGIC-COOKIE-1", "0g", 0), (False, "", "00", 0),
        (False, "MIT-MAGIC-COOKIE-1", "", 0), (False, "MIT MAGIC", "00", 0), (False, "MIT\n", "00", 0),
        (False, "MIT-MAGIC-COOKIE-1", "00" * 257, 0), (False, "M" * 65, "00", 0),
        (False, "MIT\0", "00", 0), (False, "MIT", "00\0", 0), (False, "MIT", "00"), (False, "MIT"), (),
        (False, "MIT", "\u0663\u0663", 0),
    ):
        client.request(session, "x11-req", True, *fields)
        assert client.next().number == CHANNEL_FAILURE, fields
    client.request(session, "env", True, "\1agent", "")
    client.expect(CHANNEL_FAILURE)
    client.request(session, "exec", True, "say word")
    client.expect(CHANNEL_SUCCESS)
    assert client.finish(session) == (b"word\n", 0)
    client.close()


# ---- violations


def violates(port, *packets, confirmed=False):
    """Sends what is made from the number of a channel that the server has asked for; the server ends the connection."""
    client = connect(port)
    _, packet = ask(client, "agent")
    _, theirs, _, _ = parts(packet)
    client.send_together(*[each(theirs) for each in packets])
    text = client.expect_end()
    assert text and "Protocol violation" in text, text
    client.close()


def confirm(size=32768):
    return lambda channel: (OPEN_CONFIRMATION, channel, 50, 1 << 20, size)


def fail(channel):
    return OPEN_FAILURE, channel, 1, "", ""


@case
def confirmed_twice(port):
    violates(port, confirm(), confirm())


@case
def refused_twice(port):
    violates(port, fail, fail)


@case
def confirmed_and_refused(port):
    violates(port, confirm(), fail)


@case
def refused_and_confirmed(port):
    violates(port, fail, confirm())


@case
def confirmed_for_another(port):
    violates(port, lambda channel: (OPEN_CONFIRMATION, channel + 1, 50, 1 << 20, 32768))


@case
def refused_for_another(port):
    violates(port, lambda channel: (OPEN_FAILURE, channel + 1, 1, "", ""))


@case
def confirmed_for_a_session(port):
    """The channel before it: the session's, which is open."""
    violates(port, lambda channel: (OPEN_CONFIRMATION, channel - 1, 50, 1 << 20, 32768))


@case
def small_confirmation(port):
    violates(port, confirm(10))


@case
def short_confirmation(port):
    violates(port, lambda channel: (OPEN_CONFIRMATION, channel, 50))


@case
def short_refusal(port):
    violates(port, lambda channel: (OPEN_FAILURE, channel, 1))


@case
def data_before_confirmation(port):
    violates(port, lambda channel: (DATA, channel, b"x" * 1000))


@case
def extended_data_before_confirmation(port):
    violates(port, lambda channel: (EXTENDED_DATA, channel, 1, b"x" * 1000))


@case
def window_before_confirmation(port):
    violates(port, lambda channel: (WINDOW_ADJUST, channel, 1000))


@case
def end_before_confirmation(port):
    violates(port, lambda channel: (EOF, channel))


@case
def close_before_confirmation(port):
    violates(port, lambda channel: (CLOSE, channel))


@case
def request_before_confirmation(port):
    violates(port, lambda channel: (CHANNEL_REQUEST, channel, "env", True, "LANG", "C"))


@case
def window_overrun(port):
    """3 MB into a forward that nobody reads."""
    client = connect(port)
    client.send(*direct("hold", 1))
    channel = opened(client)
    try:
        for _ in range(96):
            client.send(DATA, channel, b"\0" * 32768)
    except (OSError, EOFError, paramiko.SSHException):
        pass
    client.expect_end()
    client.close()


@case
def unread_input(port):
    """The server has set 8 MB: a window each for many forwards that nobody reads, which every one of them may send."""
    client = connect(port)
    channels = []
    for number in range(20):
        client.send(*direct("hold", 1, number))
        confirmation = skip_to(client, OPEN_CONFIRMATION, DATA, WINDOW_ADJUST)
        confirmation.u32()
        channels.append(confirmation.u32())
    try:
        for channel in channels:
            for _ in range(32):
                client.send(DATA, channel, b"\0" * 32768)
    except (OSError, EOFError, paramiko.SSHException):
        pass
    client.expect_end()
    client.close()


main(case_table(globals()))
