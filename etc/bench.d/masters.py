"""Connections of the ssh client that are there already: ControlMasters, which further clients share."""

from contextlib import contextmanager


@contextmanager
def masters(bench, paths, options=lambda path: []):
    """One for each path, while this lasts: {path's key: the options with which a client uses it}.

    `options(path)`: further ones for the master."""
    sockets = {path.key: bench.folder / f"master-{path.key}" for path in paths}
    started = []
    try:
        for path in paths:
            words = ["-M", "-N", "-S", str(sockets[path.key]), *options(path)]
            started.append(bench.processes.start(path.command(options=words)))
        for path in paths:
            bench.until(sockets[path.key].exists, 20, f"{path.title}: ControlMaster is there")
        yield {key: ["-o", f"ControlPath={socket}"] for key, socket in sockets.items()}
    finally:
        bench.processes.stop(*started)
