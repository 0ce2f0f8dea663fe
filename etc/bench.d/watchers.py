"""Admins who look on: `gangway watch`, each on a terminal of its own."""

import json
import os
import pty
import select
import sys
import threading

from processes import Failure, output, until

#: Seconds for the first screen.
LIMIT = 20


class Watchers:
    """Watch the one session that the path's user has open, while the block lasts."""

    def __init__(self, path, count):
        self.path, self.processes, self.count = path, path.bench.processes, count
        self.watching, self.terminals, self.seen = [], [], []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.is_over = False

    def __enter__(self):
        try:
            session = self.session()
            for _ in range(self.count):
                self.start(session)
            self.reader.start()
            until(lambda: all(self.seen), LIMIT, f"{self.path.title}: watchers see a screen")
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def session(self):
        """The session's id."""
        state = ["--state", str(self.path.state)]
        listed = json.loads(output([self.path.binary, "sessions", "--json", "--user", self.path.user, *state]))
        if len(listed) != 1:
            raise Failure(f"{self.path.title}: {len(listed)} sessions are open instead of the one to be watched")
        return listed[0]["id"]

    def start(self, session):
        terminal, other = pty.openpty()
        try:
            self.watching.append(self.processes.start(
                [self.path.binary, "watch", session, "--state", str(self.path.state)],
                stdin=other, stdout=other, stderr=other, start_new_session=True))
        finally:
            os.close(other)
            self.terminals.append(terminal)
            self.seen.append(0)

    def read(self):
        """Takes what the watchers show, so that none of them waits for its terminal."""
        while not self.is_over:
            for terminal in select.select(self.terminals, [], [], 0.1)[0]:
                try:
                    self.seen[self.terminals.index(terminal)] += len(os.read(terminal, 65536))
                except OSError:
                    return  # They have ended, with the session.

    def __exit__(self, _, error, __):
        failed = [watcher for watcher in self.watching if watcher.poll() not in (None, 0)]
        # The watchers first, while somebody reads what they have to say at their end.
        self.processes.stop(*self.watching)
        self.is_over = True
        if self.reader.ident:
            self.reader.join()
        for terminal in self.terminals:
            os.close(terminal)
        if failed and not error:
            raise Failure(f"{self.path.title}: a watcher ended with {failed[0].poll()}")
