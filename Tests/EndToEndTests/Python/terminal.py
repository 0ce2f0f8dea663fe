"""Runs a program on a pseudo-terminal of its own and plays a person at it.

usage: terminal.py ROWS COLUMNS STEPS -- PROGRAM ARGUMENT...

STEPS is a JSON list: ["expect", TEXT], ["send", TEXT], ["resize", ROWS, COLUMNS]. Prints all output; exits with the
program's code, or 99 when something expected did not come within 60 seconds.
"""
import fcntl, json, os, pty, select, signal, struct, sys, termios, time

rows, columns, steps = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
arguments = sys.argv[5:]


def set_size(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


pid, fd = pty.fork()
if pid == 0:
    set_size(0, rows, columns)
    os.execvp(arguments[0], arguments)
set_size(fd, rows, columns)
seen = b""


def receive(timeout):
    global seen
    if not select.select([fd], [], [], timeout)[0]:
        return True
    try:
        data = os.read(fd, 65536)
    except OSError:
        return False
    seen += data
    sys.stdout.buffer.write(data)
    return len(data) > 0


def expect(text):
    global seen
    deadline = time.monotonic() + 60
    while text not in seen:
        if time.monotonic() > deadline or not receive(0.2):
            sys.stdout.flush()
            sys.stderr.write(f"expected {text!r}\n")
            os.kill(pid, signal.SIGKILL)
            sys.exit(99)
    seen = seen[seen.index(text) + len(text):]


for step in steps:
    if step[0] == "expect":
        expect(step[1].encode())
    elif step[0] == "send":
        os.write(fd, step[1].encode())
    elif step[0] == "resize":
        set_size(fd, step[1], step[2])

deadline = time.monotonic() + 60
while time.monotonic() < deadline and receive(0.2):
    pass
sys.stdout.flush()
if time.monotonic() >= deadline:
    sys.stderr.write("the program does not end\n")
    os.kill(pid, signal.SIGKILL)
    sys.exit(99)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
