"""The figures as Markdown: medians, ratios, and the limits that Gangway has."""

import math
from statistics import median

#: Row: (what it says, unit, factor from the samples' unit).
WORDS = {
    "connect": ("connect + `true`", "ms", 1e3),
    "dial": ("connect + `true` by libssh", "ms", 1e3),
    "warm": ("`true` on a warm ControlMaster", "ms", 1e3),
    "open": ("channel open to exit status of `true`", "ms", 1e3),
    "down": ("{size} MB down", "MB/s", 1),
    "up": ("{size} MB up", "MB/s", 1),
    "get": ("sftp get of {file} MB", "MB/s", 1),
    "put": ("sftp put of {file} MB", "MB/s", 1),
    "get_tree": ("sftp get -r of 2,000 files", "s", 1),
    "put_tree": ("sftp put -r of 2,000 files", "s", 1),
    "forward": ("forwarded connection, open and answer", "ms", 1e3),
    "forward_down": ("{size} MB down a forward", "MB/s", 1),
    "forward_up": ("{size} MB up a forward", "MB/s", 1),
    "keystroke": ("keystroke echo through a pty", "µs", 1e6),
    "terminal": ("{terminal} MB down a pty", "MB/s", 1),
    "parallel": ("connects per second, 8 in parallel", "1/s", 1),
    "processor": ("server CPU per connection", "ms", 1e3),
    "engine": ("engine and shim CPU per connection", "ms", 1e3),
}
#: More is better in these.
RATES = {"down", "up", "get", "put", "forward_down", "forward_up", "terminal", "parallel"}

#: (row, whose, compared with, most or least, the limit) of a ratio: one's median over the other's.
RATIOS = [
    ("connect", "gangway", "forced", "≤", 0.2),
    ("connect", "gangway", "raw", "≤", 0.35),
    ("down", "gangway", "sshd", "≥", 1.0),
    ("up", "gangway", "sshd", "≥", 1.0),
    ("get", "gangway", "sshd", "≥", 0.9),
    ("put", "gangway", "sshd", "≥", 0.9),
    ("get_tree", "gangway", "sshd", "≤", 1 / 0.9),
    ("put_tree", "gangway", "sshd", "≤", 1 / 0.9),
    ("forward", "gangway", "sshd", "≤", 1.2),
    ("forward_down", "gangway", "sshd", "≥", 0.8),
    ("forward_up", "gangway", "sshd", "≥", 0.8),
    ("keystroke", "gangway", "sshd", "≤", 1.2),
    ("processor", "gangway", "sshd", "≤", 0.2),
    ("connect", "exec", "raw", "≤", 1.35),
    ("connect", "exec", "forced", "≤", 0.5),
    ("down", "exec", "forced", "≥", 1.0),
    ("up", "exec", "forced", "≥", 1.0),
    ("connect", "recorded", "bare", "≤", 1.05),
    ("dial", "recorded", "bare", "≤", 1.05),
    ("keystroke", "recorded", "bare", "≤", 1.1),
    ("terminal", "recorded", "bare", "≥", 0.85),
    ("keystroke", "watched", "recorded", "≤", 1.05),
    ("terminal", "watched", "recorded", "≥", 0.95),
]
#: The same of a difference, in the row's unit: one's median less the other's.
DIFFERENCES = [("open", "gangway", "sshd", "≤", 3)]
#: What a session costs whose workspace does not run, in what unit, with what factor from the samples'; and Gangway's
#: median over which other's has which limit.
STARTS = {
    "stopped": ("`true`, workspace stopped", "ms", 1e3, "raw", 1.25),
    "missing": ("`true`, no container", "ms", 1e3, "cli", 1.25),
    "logins": ("{logins} first logins at once", "s", 1, "cli", 1.3),
}
#: Times as long as beside nobody, for a session beside another one's hog.
SLOWER_BESIDE_HOG = 3
#: Percent of a processor, of Gangway's process.
SWEEP_PERCENT = 1
#: Of Gangway's process, with the most idle sessions.
RESIDENT_MEGABYTES = 120
#: Of the 99th of 100 connections, with the most idle sessions.
TAIL_SLOWER_WITH_IDLE_SESSIONS = 2
SLOWER_WITH_IDLE_SESSIONS = 1.3
#: KB/s that each session has to print for the load to be that of 40 KB/s, with the time that its end takes.
LOAD_RATE = 36
#: Milliseconds until the screen at any point of a recording of 8 hours is there.
PLACE_MILLISECONDS = 200


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def verdict(value, sign, target):
    reached = value <= target if sign == "≤" else value >= target
    return [f"{value:.2f}", f"{sign} {target:.3g}", "holds" if reached else "**missed**"]


def load_verdict(load):
    if load.whole < load.sessions or load.losses:
        return "**missed**"
    # Where less than that was printed, it is another load that was recorded.
    return "holds" if load.rate >= LOAD_RATE else "not at 40 KB/s"


def percentile(values, share):
    """The smallest value that so large a share of all does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def figure(value):
    """About three digits."""
    return f"{value:.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"


def split_engine(results):
    """The engine's share of the CPU row as a row of its own."""
    results = dict(results)
    if "processor" in results:
        mixed = results["processor"]
        results["processor"] = {key: values for key, values in mixed.items() if "+" not in key}
        results["engine"] = {key.partition("+")[0]: values for key, values in mixed.items() if "+" in key}
    return results


class Report:
    def __init__(self, size, file_size, terminal_size):
        self.sizes = {
            "size": size // 1_000_000, "file": file_size // 1_000_000, "terminal": terminal_size // 1_000_000}
        self.parts = []

    def name(self, row):
        return WORDS[row][0].format(**self.sizes)

    def words(self, row):
        _, unit, factor = WORDS[row]
        return f"{self.name(row)}, {unit}", factor

    def medians(self, paths, results):
        rows = []
        for row, samples in split_engine(results).items():
            name, factor = self.words(row)
            cells = []
            for path in paths:
                values = samples.get(path.key)
                empty = row == "processor" and path.key in ("cli", "raw")
                cells.append(figure(median(values) * factor) if values and not empty else "")
            rows.append([name, *cells])
        if rows:
            self.parts.append(table(["Medians", *(path.title for path in paths)], rows))

    def ratios(self, paths, results):
        """Gangway's medians over everyone else's."""
        rows = []
        others = [path for path in paths if path.key != "gangway"]
        for row, samples in split_engine(results).items():
            mine = samples.get("gangway")
            if mine:
                cells = []
                for path in others:
                    theirs = samples.get(path.key)
                    comparable = theirs and median(theirs) > 0 and not (
                        row == "processor" and path.key in ("cli", "raw"))
                    cells.append(f"{median(mine) / median(theirs):.2f}" if comparable else "")
                rows.append([self.name(row), *cells])
        if rows:
            self.parts.append(table(["Gangway over", *(path.title for path in others)], rows))

    def limits(self, paths, results):
        titles = {path.key: path.title for path in paths}
        rows = []
        for table_of, sign_between in ((RATIOS, "/"), (DIFFERENCES, "−")):
            for row, whose, other, sign, limit in table_of:
                if row not in results or whose not in titles or other not in titles:
                    continue
                unit = f", {WORDS[row][1]}" if table_of is DIFFERENCES else ""
                aim = f"{self.name(row)}: {titles[whose]} {sign_between} {titles[other]}{unit}"
                mine, theirs = (results[row].get(key) for key in (whose, other))
                if not mine or not theirs or median(theirs) <= 0:
                    rows.append([aim, "", f"{sign} {limit:.3g}", "not measured"])
                elif table_of is RATIOS:
                    rows.append([aim, *verdict(median(mine) / median(theirs), sign, limit)])
                else:
                    difference = (median(mine) - median(theirs)) * WORDS[row][2]
                    rows.append([aim, *verdict(difference, sign, limit)])
        if rows:
            self.parts.append(table(["Limit", "Measured", "Limit", ""], rows))

    def load(self, loads, seconds):
        """`loads`: {title: `recording.Load`}."""
        rows = []
        for title, load in loads.items():
            recorded = [""] * 4
            if load.whole is not None:
                recorded = [str(load.whole), str(load.losses), f"{load.sessions}, 0", load_verdict(load)]
            rows.append([title, f"{load.rate:.1f}", figure(load.processor * 100), *recorded])
            head = f"{load.sessions} sessions printing 40 KB/s for {seconds} s"
        if rows:
            self.parts.append(table(
                [head, "KB/s of each", "server's CPU, %", "recorded whole", "losses logged", "Limit", ""],
                rows))

    def starts(self, results, logins):
        """`results`: {row: {"gangway", "raw" and "cli": seconds}}."""
        rows = []
        for row, samples in results.items():
            name, unit, factor, judge, limit = STARTS[row]
            medians = {key: median(values) for key, values in samples.items() if values}
            mine = medians.get("gangway")
            cells = [figure(medians[key] * factor) if key in medians else "" for key in ("gangway", "raw", "cli")]
            for key in ("raw", "cli"):
                value = mine / medians[key] if mine and key in medians else None
                cells.append(f"{value:.2f}" if value else "")
                if key == judge:
                    aim = verdict(value, "≤", limit)[1:] if value else [f"≤ {limit:.3g}", "not measured"]
            rows.append([f"{name.format(logins=logins)}, {unit}", *cells, *aim])
        if rows:
            self.parts.append(table(
                ["Workspaces that do not run", "Gangway", "Engine API", "docker", "over Engine API", "over docker",
                 "Limit", ""], rows))

    def hogs(self, samples):
        """`samples`: what `hogs.hogs` gives."""
        alone = median(samples[None])
        rows = [["nobody", figure(alone * 1e3), "", "", ""]]
        for name, values in samples.items():
            if name:
                value = median(values)
                rows.append(
                    [name, figure(value * 1e3), *verdict(value / alone, "≤", SLOWER_BESIDE_HOG)])
        self.parts.append(table(
            ["connect + `true`, in another workspace", "median, ms", "times as long", "Limit", ""], rows))

    def sweep(self, cost):
        """`cost`: a `sweep.Sweep`."""
        head = (
            f"{cost.workspaces} workspaces that nobody uses, a sweep every {cost.interval:.0f} s, over "
            f"{cost.seconds:.0f} s")
        names = ["Gangway", "guest agents", "Docker's init in the workspaces", "dockerd and containerd", "shims"]
        rows = [
            [name, f"{swept * 100:.2f}", f"{alone * 100:.2f}", "", ""]
            for name, swept, alone in zip(names, cost.swept, cost.alone)]
        rows[0][2:] = ["", *verdict(cost.swept.server * 100, "≤", SWEEP_PERCENT)[1:]]
        self.parts.append(table([head, "% of a core", "without Gangway", "Limit", ""], rows))

    def places(self, seconds):
        """How long it took to be at points of a recording."""
        cells = [figure(value * 1e3) for value in (median(seconds), max(seconds))]
        self.parts.append(table(
            ["A recording of 8 hours", "median, ms", "slowest, ms", "Limit, ms", ""],
            [[f"`gangway replay --from`, {len(seconds)} points", *cells,
              *verdict(max(seconds) * 1e3, "≤", PLACE_MILLISECONDS)[1:]]]))

    def memory(self, costs):
        """`costs`: {title: what `idle.cost` gives}."""
        rows = []
        for title, counts in costs.items():
            for count, (whole, each, engine) in counts.items():
                judged = title == "Gangway" and count == max(counts)
                rows.append([
                    f"{title}, {count} sessions", figure(each.share / 1000), figure(each.private / 1000),
                    figure(engine / 1000) if title == "Gangway" else "",
                    figure(whole.share / 1e6), figure(whole.resident / 1e6),
                    *(verdict(whole.resident / 1e6, "≤", RESIDENT_MEGABYTES)[1:] if judged else ["", ""])])
        if rows:
            self.parts.append(table(
                ["Memory with idle sessions", "PSS of each, KB", "private of each, KB", "engine and shims, KB",
                 "PSS of all, MB", "resident of all, MB", "Limit, MB", ""], rows))

    def tail(self, count, before, after):
        """Samples of `connect` in Gangway, without idle sessions and with so many."""
        rows = []
        for share, judged in ((0.5, False), (0.99, True)):
            one, many = (percentile(samples, share) for samples in (before, after))
            aim = verdict(many / one, "≤", TAIL_SLOWER_WITH_IDLE_SESSIONS)
            rows.append([
                f"{self.name('connect')}, p{share * 100:.0f} of {len(after)}", figure(one * 1e3), figure(many * 1e3),
                aim[0], *(aim[1:] if judged else ["", ""])])
        self.parts.append(table(
            ["Gangway", "without idle sessions, ms", f"with {count}, ms", "times", "Limit", ""], rows))

    def under_load(self, count, before, after):
        """The same figures with many idle sessions in Gangway, against those without."""
        before, after = split_engine(before), split_engine(after)
        rows = []
        for row, samples in after.items():
            first = before.get(row, {})
            name, factor = self.words(row)
            for key, title in (("gangway", "Gangway"), ("raw", "Engine API")):
                one, many = first.get(key), samples.get(key)
                if not one or not many or (row == "processor" and key == "raw"):
                    continue
                one, many = median(one), median(many)
                if min(one, many) <= 0:
                    continue
                slower = one / many if row in RATES else many / one
                judged = key == "gangway" and row != "engine"
                aim = verdict(slower, "≤", SLOWER_WITH_IDLE_SESSIONS)
                rows.append([
                    f"{title}: {name}", figure(one * factor), figure(many * factor),
                    aim[0], *(aim[1:] if judged else ["", ""])])
        if rows:
            self.parts.append(table(
                [f"With {count} idle sessions in Gangway", "with one", f"with {count}", "times worse", "Limit", ""],
                rows))

    def text(self, preface, notes):
        failed = ["Not measured:\n" + "\n".join(f"* {note}" for note in notes)] if notes else []
        return "\n\n".join([preface, *self.parts, *failed]) + "\n"
