"""Where programs of sessions wait until all may go on at once: a FIFO in a path's home."""

import os
import shutil


class Gate:
    """Closed until `open`; removed at the end of the block."""

    def __init__(self, path):
        self.home, self.there = path.home / "gate", path.there / "gate"

    def __enter__(self):
        self.home.mkdir()
        self.home.chmod(0o777)  # for the container's user
        os.mkfifo(self.home / "fifo")
        os.chmod(self.home / "fifo", 0o666)
        # With a writer, who is first also a reader, nobody waits to open it, but all for its end.
        self.writer = os.open(self.home / "fifo", os.O_RDWR)
        return self

    def before(self, program):
        """A shell command that waits here and then runs this one."""
        return self.at(f"read -ru 8; exec 8<&-; {program}")

    def at(self, program):
        """A shell command that runs this one at once, which waits for the end of its descriptor 8."""
        return f"exec 8<{self.there}/fifo; : >{self.there}/$$; {program}"

    def waiting(self):
        """How many wait, or have waited."""
        return len(os.listdir(self.home)) - 1

    def open(self):
        os.close(self.writer)
        self.writer = None

    def __exit__(self, *_):
        if self.writer is not None:
            self.open()
        shutil.rmtree(self.home)
