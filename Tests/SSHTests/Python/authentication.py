"""Authentication requests that honest clients do not send."""

from raw_client import *


def refused(client):
    failure = client.expect(USERAUTH_FAILURE)
    assert failure.string() == b"publickey,password", failure
    assert failure.byte() == 0, "partial success"


def fido(client, flags):
    """An sk-ssh-ed25519 signature with these flags (PROTOCOL.u2f), as a security key would make it."""
    key, application = ed25519.Ed25519PrivateKey.generate(), b"ssh:"
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    algorithm = "sk-ssh-ed25519@openssh.com"
    blob = pack(algorithm, raw, application)
    message = client.signed_data("alice", algorithm, blob)
    counter = struct.pack(">I", 7)
    signed = hashlib.sha256(application).digest() + bytes([flags]) + counter + hashlib.sha256(message).digest()
    client.offer("alice", algorithm, blob, pack(algorithm, key.sign(signed), Raw([flags]), Raw(counter)))


@case
def fido_without_presence(port):
    for flags in (0, 4):  # nothing; "verified" without "present"
        client = RawClient(port)
        fido(client, flags)
        refused(client)
        client.login().lives()
        client.close()


@case
def fido_with_presence(port):
    client = RawClient(port)
    fido(client, 1)
    client.expect(USERAUTH_SUCCESS)
    client.lives()
    client.close()


@case
def sha1_signature(port):
    key = rsa.generate_private_key(65537, 3072)
    for algorithm in ("ssh-rsa", "rsa-sha2-256"):  # the request's name must not decide: the signature is SHA-1 in both
        client = RawClient(port)
        blob = rsa_blob(key)
        data = client.signed_data("alice", algorithm, blob)
        client.offer("alice", algorithm, blob, pack("ssh-rsa", key.sign(data, padding.PKCS1v15(), hashes.SHA1())))
        refused(client)
        client.login().lives()
        client.close()


@case
def sha2_signature(port):
    key = rsa.generate_private_key(65537, 3072)
    for algorithm, digest in (("rsa-sha2-256", hashes.SHA256()), ("rsa-sha2-512", hashes.SHA512())):
        client = RawClient(port)
        blob = rsa_blob(key)
        data = client.signed_data("alice", algorithm, blob)
        client.offer("alice", algorithm, blob, pack(algorithm, key.sign(data, padding.PKCS1v15(), digest)))
        client.expect(USERAUTH_SUCCESS)
        client.close()


@case
def short_rsa_key(port):
    try:
        key = rsa.generate_private_key(65537, 1024)
    except ValueError:  # not made any more: a signature by nobody over the same kind of key
        blob, signature = pack("ssh-rsa", mpint(65537), mpint((1 << 1023) | 0x10001)), b"\1" * 128
        client = RawClient(port)
        client.offer("alice", "rsa-sha2-256", blob, pack("rsa-sha2-256", signature))
        refused(client)
        client.close()
        return
    client = RawClient(port)
    blob = rsa_blob(key)
    data = client.signed_data("alice", "rsa-sha2-256", blob)
    client.offer("alice", "rsa-sha2-256", blob, pack("rsa-sha2-256", key.sign(data, padding.PKCS1v15(), hashes.SHA256())))
    refused(client)
    client.close()


@case
def dsa(port):
    """No client makes DSA keys any more: numbers of the right size, which is all that a probe looks at."""
    p, q, g, y = ((1 << 1023) | 1155, (1 << 159) | 45, 3, 5)
    blob = pack("ssh-dss", mpint(p), mpint(q), mpint(g), mpint(y))
    client = RawClient(port)
    client.offer("alice", "ssh-dss", blob)
    refused(client)
    client.offer("alice", "ssh-dss", blob, pack("ssh-dss", b"\1" * 40))
    refused(client)
    client.login().lives()
    client.close()


@case
def bad_signatures(port):
    key = ed25519.Ed25519PrivateKey.generate()
    blob = ed25519_blob(key)
    client = RawClient(port)
    client.offer("alice", "ssh-ed25519", blob)
    client.expect(USERAUTH_PK_OK)
    client.offer("alice", "ssh-ed25519", blob, pack("ssh-ed25519", key.sign(b"something else")))
    refused(client)
    client.offer("alice", "ssh-ed25519", blob, b"")
    refused(client)
    # For another user than the one that was signed for.
    data = client.signed_data("mallory", "ssh-ed25519", blob)
    client.offer("alice", "ssh-ed25519", blob, pack("ssh-ed25519", key.sign(data)))
    refused(client)
    client.login().lives()
    client.close()


@case
def unknown_key_type(port):
    client = RawClient(port)
    client.offer("alice", "ssh-new@example.org", pack("ssh-new@example.org", b"key"))
    refused(client)
    client.offer("alice", "ssh-new@example.org", pack("ssh-new@example.org", b"key"), pack("ssh-new@example.org", b""))
    refused(client)
    client.offer("alice", "ssh-ed25519", b"")
    refused(client)
    client.login().lives()
    client.close()


@case
def other_methods(port):
    """Answered at once and kept away from the library's own code for them."""
    client = RawClient(port)
    client.send(USERAUTH_REQUEST, "alice", "ssh-connection", "gssapi-with-mic", 1, bytes.fromhex("06092a864886f712010202"))
    refused(client)
    client.send(USERAUTH_REQUEST, "alice", "ssh-connection", "keyboard-interactive", "", "")
    refused(client)
    client.send(USERAUTH_REQUEST, "alice", "ssh-connection", "hostbased", "ssh-ed25519", b"", "host", "alice", b"")
    refused(client)
    client.send(USERAUTH_REQUEST, "alice", "ssh-connection", "none\0")
    refused(client)
    client.login().lives()
    client.close()


@case
def cut_short(port):
    client = RawClient(port)
    client.send(USERAUTH_REQUEST, "alice", "ssh-connection", "publickey", True, "ssh-ed25519")
    refused(client)
    client.send(USERAUTH_REQUEST, "alice", "ssh-connection")
    refused(client)
    client.send(USERAUTH_REQUEST, "alice", "ssh-connection", "password", False, "sec\0ret")
    refused(client)
    client.send(USERAUTH_REQUEST, "ali\0ce", "ssh-connection", "password", False, "secret")
    refused(client)
    client.login().lives()
    client.close()


@case
def other_service(port):
    client = RawClient(port)
    client.send(USERAUTH_REQUEST, "alice", "ssh-other", "none")
    refused(client)
    client.login().lives()
    client.close()


@case
def unlimited_none(port):
    """Asking for the methods is free once only."""
    client = RawClient(port)
    for _ in range(6):
        client.send(USERAUTH_REQUEST, "alice", "ssh-connection", "none")
        refused(client)
    client.send(USERAUTH_REQUEST, "alice", "ssh-connection", "none")
    assert client.expect_end() == "Too many authentication failures"
    client.close()


@case
def pipelined(port):
    """What is sent behind the accepted request is void: one success, no failure."""
    client = RawClient(port)
    client.send_together(
        client.login_request(),
        client.login_request(user="root"),
        (USERAUTH_REQUEST, "alice", "ssh-connection", "password", False, "wrong"),
    )
    client.expect(USERAUTH_SUCCESS)
    client.lives()
    client.close()


@case
def channel_before_login(port):
    client = RawClient(port)
    client.send(OPEN, "session", 0, 1 << 20, 32768)
    packet = client.next()
    assert packet is None or packet.number in (DISCONNECT, UNIMPLEMENTED, OPEN_FAILURE), packet
    client.close()


main(case_table(globals()))
