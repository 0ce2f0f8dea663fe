"""Asks for a display for one connection, and has the workspace connect twice. PORT USER KEY"""

import sys
import threading

import paramiko

port, user, key = sys.argv[1:]
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect(
    "127.0.0.1", int(port), user, key_filename=key, allow_agent=False, look_for_keys=False, banner_timeout=300,
    auth_timeout=300, channel_timeout=300)
channel = client.get_transport().open_session()
opened = []
arrived = threading.Event()


def take(x11, _):
    opened.append(x11)
    arrived.set()


channel.request_x11(single_connection=True, handler=take)
channel.exec_command(
    """python3 -c '
import os, socket, time
port = 6000 + int(os.environ["DISPLAY"].split(":")[1].split(".")[0])
first = socket.create_connection(("127.0.0.1", port))
for _ in range(600):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        time.sleep(0.1)
    except OSError:
        print("refused")
        break
'"""
)
arrived.wait(60)
output = channel.makefile().read().decode()
print(output, end="")
print(len(opened))
client.close()
