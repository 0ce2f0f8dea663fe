"""How samples are taken: paths take turns within a round, each round beginning with another one, so that what else the
machine does hits all."""

import time

from processes import Failure


def take_turns(bench, row, paths, rounds, measure):
    """Measures each path once a round. A path that fails is noted and left out of the rest of the row."""
    samples = {path.key: [] for path in paths}
    waiting = list(paths)
    for number in range(rounds):
        turn = number % len(waiting) if waiting else 0
        for path in waiting[turn:] + waiting[:turn]:
            try:
                samples[path.key].append(measure(path))
            except (Failure, OSError) as error:
                bench.note(f"{row}, {path.title}: {error}")
                waiting.remove(path)
                del samples[path.key]
    return samples


def timed(action):
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin
