"""The figures as Markdown: medians, ratios, and the ratios that Gangway is meant to reach."""

from statistics import median

#: Row: (what it says, unit, factor from the samples' unit).
WORDS = {
    "connect": ("connect + `true`", "ms", 1e3),
    "warm": ("`true` on a warm ControlMaster", "ms", 1e3),
    "down": ("{size} MB down", "MB/s", 1),
    "up": ("{size} MB up", "MB/s", 1),
    "keystroke": ("keystroke echo through a pty", "µs", 1e6),
    "parallel": ("connects per second, 8 in parallel", "1/s", 1),
    "processor": ("server CPU per connection", "ms", 1e3),
    "engine": ("engine and shim CPU per connection", "ms", 1e3),
}
#: More is better in these.
RATES = {"down", "up", "parallel"}

#: (row, compared with, most or least, the target): Gangway's median over the other's.
TARGETS = [
    ("connect", "raw", "≤", 1.35),
    ("connect", "forced", "≤", 0.5),
    ("down", "forced", "≥", 1.0),
    ("up", "forced", "≥", 1.0),
    ("processor", "sshd", "≤", 0.2),
]
KILOBYTES_PER_IDLE_SESSION = 60
SLOWER_WITH_IDLE_SESSIONS = 1.3


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def verdict(value, sign, target):
    reached = value <= target if sign == "≤" else value >= target
    return [f"{value:.2f}", f"{sign} {target:g}", "reached" if reached else "**missed**"]


def words(row, size):
    text, unit, factor = WORDS[row]
    return f"{text.format(size=size // 1_000_000)}, {unit}", factor


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
    def __init__(self, size):
        self.size = size
        self.parts = []

    def medians(self, paths, results):
        rows = []
        for row, samples in split_engine(results).items():
            name, factor = words(row, self.size)
            cells = []
            for path in paths:
                values = samples.get(path.key)
                empty = row == "processor" and path.key in ("cli", "raw")
                cells.append(figure(median(values) * factor) if values and not empty else "")
            rows.append([name, *cells])
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
                rows.append([words(row, self.size)[0].rpartition(",")[0], *cells])
        if rows:
            self.parts.append(table(["Gangway over", *(path.title for path in others)], rows))

    def targets(self, paths, results):
        titles = {path.key: path.title for path in paths}
        rows = []
        for row, other, sign, target in TARGETS:
            if row not in results or "gangway" not in titles or other not in titles:
                continue
            aim = f"{words(row, self.size)[0].rpartition(',')[0]}: Gangway / {titles[other]}"
            mine, theirs = (results[row].get(key) for key in ("gangway", other))
            if mine and theirs and median(theirs) > 0:
                rows.append([aim, *verdict(median(mine) / median(theirs), sign, target)])
            else:
                rows.append([aim, "", f"{sign} {target:g}", "not measured"])
        if rows:
            self.parts.append(table(["Aim", "Ratio", "Target", ""], rows))

    def memory(self, costs):
        """`costs`: {title: what `idle.cost` gives}."""
        rows = []
        for title, counts in costs.items():
            for count, (share, private, engine) in counts.items():
                aim = ["", ""]
                if title == "Gangway":
                    aim = verdict(share / 1000, "≤", KILOBYTES_PER_IDLE_SESSION)[1:]
                rows.append([
                    f"{title}, {count} sessions", figure(share / 1000), figure(private / 1000),
                    figure(engine / 1000) if title == "Gangway" else "", *aim])
        if rows:
            self.parts.append(table(
                ["Memory per idle session, KB", "PSS", "private", "engine and shims", "Target", ""], rows))

    def under_load(self, count, before, after):
        """The same figures with many idle sessions in Gangway, against those without."""
        before, after = split_engine(before), split_engine(after)
        rows = []
        for row, samples in after.items():
            first = before.get(row, {})
            name, factor = words(row, self.size)
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
                [f"With {count} idle sessions in Gangway", "with one", f"with {count}", "times worse", "Target", ""],
                rows))

    def text(self, preface, notes):
        failed = ["Not measured:\n" + "\n".join(f"* {note}" for note in notes)] if notes else []
        return "\n\n".join([preface, *self.parts, *failed]) + "\n"
