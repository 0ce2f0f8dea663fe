"""Rows of file transfer by the sftp client over connections that are there: one big file, and a tree of small ones.

All servers and the client keep their files in the bench's folder: the disk is the same for all.
"""

import os
import shutil

from masters import masters
from processes import run
from turns import take_turns

FOLDERS, FILES_EACH, FILE_SIZE = 20, 100, 1000
#: Seconds for one batch.
LIMIT = 180


def get(bench, paths, rounds):
    """Megabytes a second of one big file."""
    for path in files_of(paths):
        with open(path.home / "big", "wb") as file:
            file.truncate(bench.file_size)
    got = bench.folder / "got"
    seconds = batches(bench, "get", paths, rounds, lambda path: (f"get {path.there}/big {got}", got))
    return rates(bench, seconds)


def put(bench, paths, rounds):
    with open(bench.folder / "big", "wb") as file:
        file.truncate(bench.file_size)
    seconds = batches(
        bench, "put", paths, rounds, lambda path: (f"put {bench.folder}/big {path.there}/got", path.home / "got"))
    return rates(bench, seconds)


def get_tree(bench, paths, rounds):
    """Seconds of 2,000 files in 20 folders."""
    for path in files_of(paths):
        make_tree(path.home / "tree")
    got = bench.folder / "got-tree"
    return batches(bench, "get_tree", paths, rounds, lambda path: (f"get -r {path.there}/tree {got}", got))


def put_tree(bench, paths, rounds):
    make_tree(bench.folder / "tree")
    return batches(
        bench, "put_tree", paths, rounds,
        lambda path: (f"put -r {bench.folder}/tree {path.there}/got-tree", path.home / "got-tree"))


def files_of(paths):
    return [path for path in paths if path.home]


def rates(bench, seconds):
    return {key: [bench.file_size / value / 1e6 for value in values] for key, values in seconds.items()}


def make_tree(folder):
    if folder.exists():
        return
    for number in range(FOLDERS):
        below = folder / f"folder-{number}"
        below.mkdir(parents=True)
        for name in range(FILES_EACH):
            (below / f"file-{name}").write_bytes(os.urandom(FILE_SIZE))


def batches(bench, row, paths, rounds, work):
    """Seconds of what `work(path)` gives: the line for sftp, and what it makes, which is removed after each."""
    paths = files_of(paths)
    with masters(bench, paths) as shared:
        def once(path):
            line, made = work(path)
            batch = bench.folder / "batch"
            batch.write_text(line + "\n")
            try:
                return run(path.sftp(batch, shared[path.key]), LIMIT)
            finally:
                if made.is_dir():
                    shutil.rmtree(made)
                else:
                    made.unlink(missing_ok=True)
        return take_turns(bench, row, paths, rounds, once)
