"""Looks into the processes of a scan while it runs: whether a secret stands where it does
not belong."""
import os
import re
import subprocess
import threading
import time

import live
from live import need

PIECE = 1 << 22
CORE = re.compile(rb"^Max core file size +[^0 ]", re.MULTILINE)


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except OSError:
        return b""


def children(pid):
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        stat = read(f"/proc/{name}/stat").rpartition(b")")[2].split()
        if len(stat) > 1 and int(stat[1]) == pid:
            found.append(int(name))
    return found


def parts(memory, start, end):
    """A span piece by piece, with some overlap: who reads it at once looks at a copy
    long after the process has ended, and misses the next one."""
    try:
        for at in range(start, end, PIECE):
            memory.seek(at)
            yield memory.read(min(PIECE + 256, end - at))
    except (OSError, OverflowError, ValueError):
        return


def in_memory(pid, words):
    """Whether one of the words stands in a process's memory; None: cannot be read."""
    try:
        with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, \
                open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                span, rights = line.split()[:2]
                start, end = (int(x, 16) for x in span.split("-"))
                # A worker has far less; what is larger is the shadow of a sanitizer.
                if not rights.startswith("r") or "[v" in line or end - start > 1 << 30:
                    continue
                if any(w in part for part in parts(memory, start, end) for w in words):
                    return line.strip()
    except OSError:
        return None
    return ""


class Watch(threading.Thread):
    """Looks at the argv and environ of a scan and its children until it ends."""

    def __init__(self, process, words):
        super().__init__(daemon=True)
        self.process, self.words = process, words
        self.found, self.seen, self.memory, self.unread = [], set(), [], 0

    def look(self, pid, name):
        for part in ("cmdline", "environ"):
            text = read(f"/proc/{pid}/{part}")
            if any(w in text for w in self.words):
                self.found.append(f"{part} of {name}")
        if CORE.search(read(f"/proc/{pid}/limits")):
            self.found.append(f"a core file of {name}")

    def run(self):
        while self.process.poll() is None:
            names = {p: read(f"/proc/{p}/comm").decode().strip()
                     for p in children(self.process.pid)}
            # Between vfork and exec a child is still its parent.
            names = {p: n for p, n in names.items() if n.startswith("holdfast-")}
            for pid, name in names.items():
                self.look(pid, name)
                if name == "holdfast-eval":
                    where = in_memory(pid, self.words)
                    self.unread += where is None
                    self.memory += [where] if where else []
                    self.seen |= {"memory"} if where == "" else set()
            if "holdfast-collec" in self.seen:  # by then they have been handed on
                self.look(self.process.pid, "holdfast")
            self.seen |= set(names.values())  # the kernel keeps 15 bytes of a name
            time.sleep(0.01)


def watched(t, sim, auth, env, words, *more, label=None):
    """A scan by a method, with what it wrote and its processes searched for words."""
    label = label or auth
    checks = os.path.join(t.folder, "checks-" + label)
    os.mkdir(checks, 0o755)
    plugin = os.path.join(t.build, "tests", "zoo", "plugins", ".libs", "hang-in-run.so")
    with open(os.path.join(checks, "hang.so"), "wb") as f:
        f.write(read(plugin))
    saved = os.path.join(t.folder, label + ".inventory")
    with subprocess.Popen(
            [t.holdfast, "scan", *sim.arguments("--check-dir", checks, "--check-timeout",
                                                "1", "--save", saved, "-v", *more,
                                                auth=auth)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        watch = Watch(process, words)
        watch.start()
        out, err = process.communicate(timeout=live.LIMIT)
        watch.join()
    need(process.returncode in range(4), f"{label}: exit {process.returncode}: {err}")
    need({"holdfast-collec", "holdfast-eval"} <= watch.seen, f"{label}: saw {watch.seen}")
    need(not watch.found, f"{label}: in {sorted(set(watch.found))}")
    need(not watch.memory, f"{label}: in the memory of holdfast-eval: {watch.memory[:2]}")
    if "memory" not in watch.seen:
        need(os.geteuid() != 0, f"{label}: no memory of holdfast-eval was read")
        print(f"# memory of holdfast-eval: skipped, {watch.unread} looks refused")
    need(len(read(saved)) > 10000, f"{label}: nothing was saved")
    for what, text in (("report", out), ("log", err), ("inventory", read(saved))):
        need(not any(w in text for w in words), f"{label}: in the {what}")
