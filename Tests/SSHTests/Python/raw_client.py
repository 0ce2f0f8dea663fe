"""An SSH client that says exactly what it is told to.

paramiko does the version and the key exchange; every packet from number 50 on is made and read by hand.
Each script of this folder is run as `script.py CASE PORT` and succeeds silently.
"""

import hashlib
import queue
import socket
import struct
import sys
import threading

import paramiko
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

DISCONNECT, UNIMPLEMENTED, SERVICE_REQUEST, SERVICE_ACCEPT = 1, 3, 5, 6
USERAUTH_REQUEST, USERAUTH_FAILURE, USERAUTH_SUCCESS, USERAUTH_BANNER, USERAUTH_PK_OK = 50, 51, 52, 53, 60
GLOBAL_REQUEST, REQUEST_SUCCESS, REQUEST_FAILURE = 80, 81, 82
OPEN, OPEN_CONFIRMATION, OPEN_FAILURE, WINDOW_ADJUST, DATA, EXTENDED_DATA, EOF, CLOSE = range(90, 98)
CHANNEL_REQUEST, CHANNEL_SUCCESS, CHANNEL_FAILURE = 98, 99, 100

LIMIT = 300  # seconds, against hanging


class Raw(bytes):
    """Goes into a packet as it is."""


def pack(*fields):
    out = b""
    for field in fields:
        if isinstance(field, bool):
            out += bytes([field])
        elif isinstance(field, int):
            out += struct.pack(">I", field)
        elif isinstance(field, Raw):
            out += field
        else:
            field = field.encode() if isinstance(field, str) else field
            out += struct.pack(">I", len(field)) + field
    return out


class Packet:
    def __init__(self, number, body):
        self.number, self.body, self.at = number, body, 0

    def u32(self):
        self.at += 4
        return struct.unpack(">I", self.body[self.at - 4 : self.at])[0]

    def byte(self):
        self.at += 1
        return self.body[self.at - 1]

    def string(self):
        length = self.u32()
        self.at += length
        return self.body[self.at - length : self.at]

    def __repr__(self):
        return f"packet {self.number} {self.body[:80]!r}"


class RawClient:
    def __init__(self, port, compress=False, window=None):
        self.socket = socket.create_connection(("127.0.0.1", port), LIMIT)
        if window is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.transport = paramiko.Transport(self.socket)
        self.transport.banner_timeout = self.transport.handshake_timeout = LIMIT
        self.transport.use_compression(compress)
        self.packets = queue.Queue()
        self.reading = threading.Event()
        self.reading.set()
        self._hook()
        self.transport.start_client(timeout=LIMIT)
        self.send(SERVICE_REQUEST, "ssh-userauth")
        self.expect(SERVICE_ACCEPT)

    def _hook(self):
        read = self.transport.packetizer.read_message

        def hooked():
            while True:
                self.reading.wait(LIMIT)
                try:
                    number, message = read()
                except (EOFError, OSError):
                    self.packets.put(None)
                    raise
                if number == USERAUTH_SUCCESS:
                    self.transport._auth_trigger()
                if number in (DISCONNECT, UNIMPLEMENTED, SERVICE_ACCEPT) or number >= 50:
                    self.packets.put(Packet(number, message.get_remainder()))
                if number == DISCONNECT:
                    self.packets.put(None)
                if number < 50 and number not in (UNIMPLEMENTED, SERVICE_ACCEPT):
                    return number, message

        self.transport.packetizer.read_message = hooked

    # ---- sending and receiving

    def send(self, number, *fields):
        message = paramiko.Message()
        message.add_bytes(bytes([number]) + pack(*fields))
        self.transport._send_user_message(message)

    def send_together(self, *packets):
        """All packets in as few TCP segments as possible."""
        write, written = self.transport.packetizer.write_all, []
        self.transport.packetizer.write_all = written.append
        try:
            for number, *fields in packets:
                self.send(number, *fields)
        finally:
            self.transport.packetizer.write_all = write
        write(b"".join(bytes(each) for each in written))

    def next(self):
        """The next packet; None at the end of the connection."""
        while True:
            packet = self.packets.get(timeout=LIMIT)
            if packet is None or packet.number not in (USERAUTH_BANNER,):
                return packet

    def expect(self, number):
        packet = self.next()
        assert packet is not None and packet.number == number, f"wanted {number}, got {packet}"
        return packet

    def expect_end(self):
        """Until the connection ends.

        Returns the text of a DISCONNECT, or None."""
        text = None
        while (packet := self.next()) is not None:
            if packet.number == DISCONNECT:
                packet.u32()
                text = packet.string().decode()
        return text

    def close(self):
        self.reading.set()
        self.transport.close()

    # ---- authentication

    def signed_data(self, user, algorithm, blob):
        return pack(self.transport.session_id, Raw([USERAUTH_REQUEST]), user, "ssh-connection", "publickey", True,
                    algorithm, blob)

    def offer(self, user, algorithm, blob, signature=None):
        fields = ["publickey", signature is not None, algorithm, blob] + ([] if signature is None else [signature])
        self.send(USERAUTH_REQUEST, user, "ssh-connection", *fields)

    def login_request(self, key=None, user="alice"):
        key = key or ed25519.Ed25519PrivateKey.generate()
        blob = ed25519_blob(key)
        signature = pack("ssh-ed25519", key.sign(self.signed_data(user, "ssh-ed25519", blob)))
        return (USERAUTH_REQUEST, user, "ssh-connection", "publickey", True, "ssh-ed25519", blob, signature)

    def login(self, user="alice"):
        self.send(*self.login_request(user=user))
        self.expect(USERAUTH_SUCCESS)
        return self

    # ---- channels

    def open(self, number=0, window=2 << 20, packet=32768, kind="session"):
        """Returns the server's number of the channel."""
        self.send(OPEN, kind, number, window, packet)
        confirmation = self.expect(OPEN_CONFIRMATION)
        assert confirmation.u32() == number
        return confirmation.u32()

    def request(self, channel, name, want_reply, *fields):
        self.send(CHANNEL_REQUEST, channel, name, want_reply, *fields)

    def lives(self, number=900):
        """Proves that the connection still works: a new channel says a word."""
        channel = self.open(number)
        self.request(channel, "exec", True, "say alive")
        output, self.last_exit = self.finish(channel)
        assert output == b"alive\n", output

    def finish(self, channel):
        """Takes a channel's packets until its CLOSE, which is answered.

        Returns (stdout, exit status or None)."""
        output, status = b"", None
        while (packet := self.next()) is not None:
            if packet.number == DATA:
                packet.u32()
                output += packet.string()
            elif packet.number == CHANNEL_REQUEST:
                packet.u32()
                if packet.string() == b"exit-status":
                    packet.byte()
                    status = packet.u32()
            elif packet.number == CLOSE:
                self.send(CLOSE, channel)
                return output, status
            else:
                assert packet.number in (CHANNEL_SUCCESS, WINDOW_ADJUST, EOF, EXTENDED_DATA), packet
        raise AssertionError("the connection ended")


def ed25519_blob(key):
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return pack("ssh-ed25519", raw)


def mpint(value):
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


def rsa_blob(key):
    numbers = key.public_key().public_numbers()
    return pack("ssh-rsa", mpint(numbers.e), mpint(numbers.n))


def main(cases):
    """Runs the case named on the command line with the port."""
    paramiko.util.get_logger("paramiko").setLevel("CRITICAL")
    cases[sys.argv[1]](int(sys.argv[2]))
    sys.stdout.flush()
    sys.stderr.flush()


def case_table(scope):
    return {name: each for name, each in scope.items() if getattr(each, "is_case", False)}


def case(function):
    function.is_case = True
    return function
