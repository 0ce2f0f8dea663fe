"""One SSH connection by libssh: what a session costs in it is not hidden behind the start of an ssh client."""

import ctypes

from processes import Failure

LIBRARY = "libssh.so.4"
#: ssh_options_e.
HOST, PORT, USER, TIMEOUT, CIPHERS_OUT, CIPHERS_IN, KEY_EXCHANGE = 0, 1, 4, 9, 15, 16, 24
NO_DELAY, PROCESS_CONFIGURATION = 36, 38
OK = 0


def load():
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise Failure(f"no libssh client: {error}") from error
    for name in ("ssh_new", "ssh_channel_new"):
        getattr(library, name).restype = ctypes.c_void_p
    library.ssh_get_error.restype = ctypes.c_char_p
    return library


class LibraryConnection:
    """An authenticated connection that blocks in each call, for one thread."""

    def __init__(self, client, user, port):
        self.library = load()
        self.session = ctypes.c_void_p(self.library.ssh_new())
        try:
            self.connect(client, user, port)
        except Failure:
            self.close()
            raise

    def connect(self, client, user, port):
        texts = {
            HOST: "127.0.0.1", USER: user, KEY_EXCHANGE: client.kex, CIPHERS_OUT: client.cipher,
            CIPHERS_IN: client.cipher}
        numbers = {
            PORT: ctypes.c_uint(port), NO_DELAY: ctypes.c_int(1), PROCESS_CONFIGURATION: ctypes.c_bool(False),
            TIMEOUT: ctypes.c_long(20)}
        for option, text in texts.items():
            self.check(self.library.ssh_options_set(self.session, option, text.encode()))
        for option, number in numbers.items():
            self.check(self.library.ssh_options_set(self.session, option, ctypes.byref(number)))
        self.check(self.library.ssh_connect(self.session))
        key = ctypes.c_void_p()
        self.check(self.library.ssh_pki_import_privkey_file(
            str(client.key).encode(), None, None, None, ctypes.byref(key)))
        try:
            self.check(self.library.ssh_userauth_publickey(self.session, None, key))
        finally:
            self.library.ssh_key_free(key)

    def open(self, command):
        """Opens a session channel, asks for the command, and waits for the end of output and the exit status.

        Gives the channel, to be closed."""
        channel = ctypes.c_void_p(self.library.ssh_channel_new(self.session))
        self.check(self.library.ssh_channel_open_session(channel))
        self.check(self.library.ssh_channel_request_exec(channel, command))
        byte = ctypes.c_char()
        self.check(self.library.ssh_channel_read(channel, ctypes.byref(byte), 1, 0))
        self.check(self.library.ssh_channel_get_exit_status(channel))
        return channel

    def run(self, command):
        self.close_channel(self.open(command))

    def close_channel(self, channel):
        self.library.ssh_channel_close(channel)
        self.library.ssh_channel_free(channel)

    def check(self, result):
        if result != OK:
            raise Failure(f"libssh: {result}, {self.library.ssh_get_error(self.session).decode(errors='replace')}")

    def close(self):
        self.library.ssh_disconnect(self.session)
        self.library.ssh_free(self.session)
