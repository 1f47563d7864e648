"""One scan of the faulty simulator, and what is true of every one of them."""
import json
import os
import re
import socket
import subprocess
import threading
import time

import live
from fault_estate import CHECKS
from live import need

BEARER = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9"  # how every token of the simulator begins
WORDS = [w.encode() for w in (live.SECRET, live.TOKEN, BEARER)]
POSTS = re.compile(r"^POST \d+ /(?:[^/?]+/oauth2/v2\.0/token$|providers/"
                   r"Microsoft\.ResourceGraph/resources\?)", re.IGNORECASE)


class Other(threading.Thread):
    """A second listener: "listen" notes whether anybody comes, "plain" answers without
    TLS, "mute" takes connections and says nothing, "stalled" does not even take them,
    "closed" is a port that nobody listens on."""

    def __init__(self, kind):
        super().__init__(daemon=True)
        self.kind, self.came, self.kept = kind, 0, []
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.over = threading.Event()

    def __enter__(self):
        if self.kind == "stalled":
            self.socket.listen(0)
            for _ in range(4):  # a queue that is full: nobody else gets an answer
                one = socket.socket()
                one.setblocking(False)
                one.connect_ex(("127.0.0.1", self.port))
                self.kept.append(one)
        elif self.kind != "closed":
            self.socket.listen()
            self.socket.settimeout(0.05)
            self.start()
        return self

    def run(self):
        while not self.over.is_set():
            try:
                one = self.socket.accept()[0]
            except OSError:
                continue
            self.came += 1
            self.kept.append(one)
            if self.kind == "plain":
                one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    def __exit__(self, *_):
        if self.is_alive():
            time.sleep(0.06)  # whoever knocked last
            self.over.set()
            self.join()
        for one in [self.socket, *self.kept]:
            one.close()


def short(gap):
    return gap["scope"], gap["type"], gap.get("status", 0), gap.get("code") or ""


class Scan:
    """The folder of one scan, its command and what came of it."""

    def __init__(self, tool, sim, folder, args=(), auth="client-secret", timeout=15,
                 say=("-v", "--log-format", "json")):
        self.tool, self.sim, self.folder = tool, sim, folder
        self.tmp, self.saved, self.report = (
            os.path.join(folder, n) for n in ("tmp", "saved", "report.json"))
        os.makedirs(self.tmp, exist_ok=True)
        checks = [w for c in CHECKS for w in ("-c", c)]
        self.command = [tool.holdfast, "scan", *sim.arguments(
            "--save", self.saved, "-o", self.report, "--timeout", str(timeout), *say,
            "--fail-on", "never", "--jobs", "1", *checks, *args, auth=auth)]
        self.env = live.environment(live.SECRET if auth == "client-secret" else None,
                                    live.TOKEN if auth == "token" else None)
        self.env["TMPDIR"] = self.tmp
        self.code = self.seconds = self.out = self.err = self.process = None

    def start(self, **more):
        self.began = time.monotonic()
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env=self.env,
                                        stdin=subprocess.DEVNULL, **more)
        return self

    def finish(self, most):
        try:
            self.out, self.err = self.process.communicate(timeout=most)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdout, self.process.stderr):
                pipe.close()  # its helpers may hold the other end for long
            raise live.Defect(f"not done after {most} s") from None
        self.seconds = time.monotonic() - self.began
        self.code = self.process.returncode
        return self

    def lines(self, *levels):
        """Messages of these levels; every line has to be an object."""
        found = []
        for line in self.err.decode().splitlines():
            try:
                said = json.loads(line)
            except ValueError:
                raise live.Defect(f"no JSON on stderr: {line}") from None
            need(said.keys() == {"time", "level", "program", "message"}, line)
            if said["level"] in levels:
                found.append(said["message"])
        return found

    def gaps(self):
        with open(self.report, encoding="utf-8") as f:
            report = json.load(f)
        return report, sorted(map(short, report["gaps"]))

    def dump(self):
        """Resources, gaps and completes of the inventory that was saved."""
        done = live.run([self.tool.holdfast, "inventory", "dump", self.saved])
        need(done.code == 0, f"the saved inventory: exit {done.code}: {done.err}")
        rows = [json.loads(x) for x in done.out.splitlines()]
        return ({r["resource"]["id"].lower(): r for r in rows if r["kind"] == "resource"},
                sorted(short(r) for r in rows if r["kind"] == "gap"),
                {(r["scope"], r["type"]) for r in rows if r["kind"] == "complete"}, rows)


def files(folder):
    return [os.path.join(at, n) for at, _, names in os.walk(folder) for n in names]


def check_secrets(scan):
    parts = [("stdout", scan.out), ("stderr", scan.err)]
    for path in files(scan.folder):
        with open(path, "rb") as f:
            parts.append((os.path.basename(path), f.read()))
    for name, text in parts:
        need(not any(w in text for w in WORDS), f"a secret is in {name}")
    bad = [b for b in range(32) if b != 10 and bytes([b]) in scan.err]
    need(not bad, f"control characters on stderr: {bad}")
    for line in scan.sim.log():
        need(line.startswith("GET ") or POSTS.match(line), f"more than reading: {line}")


def check_nothing_left(scan):
    need(not files(scan.tmp), f"left behind: {files(scan.tmp)}")
    left = [f for f in files(scan.folder) if f.startswith((scan.saved + "-",
                                                           scan.report + "."))]
    need(not left or scan.code >= 64, f"beside the files: {left}")


def check_failed(scan, said):
    """A scan that came to nothing: one line, no report, no half inventory unsaid."""
    lines = scan.lines("error")
    need(len(lines) == 1, f"lines of errors: {lines}")
    need(re.search(said, lines[0]), f"said {lines[0]!r}, not {said!r}")
    need(not os.path.exists(scan.report), "there is a report")
    kept = [x for x in scan.lines("warning") if "is kept" in x]
    need(not os.path.exists(scan.saved) or kept, "an inventory is left and not a word")


def covered(gaps, key, kind):
    """Whether a gap is the reason that a resource is not there."""
    key, kind = key.lower(), kind.lower()
    return any(((key + "/").startswith(s.lower().rstrip("/") + "/")) and
               (kind + "/").startswith(t.lower() + "/") for s, t, _, _ in gaps)


def check_read(scan, base, gaps, lost=(), has=()):
    """A scan that read: gaps as expected in the report and in the inventory, all else as
    without faults, nothing complete that has a gap, no verdict that is better."""
    want = sorted((s.lower(), t, n, c) for s, t, n, c in gaps)
    report, told = scan.gaps()
    resources, kept, completes, rows = scan.dump()
    need(kept == want, f"gaps {kept}, not {want}")
    need(told == want, f"gaps of the report {told}, not {want}")
    need(report["scan"]["complete"] is (scan.code == 0), "the report's `complete`")
    need(all(r.get("action") for r in rows if r["kind"] == "gap"), "no action of a gap")
    for key, row in base.dumped[0].items():
        kind = row["resource"].get("type", "")
        need(key in resources or covered(gaps, key, kind) or kind in lost,
             f"{key} is lost")
    need(all(h.lower() in resources for h in has), f"not kept: {has}")
    false = [(s, t) for s, t, _, _ in want if (s, t) in completes]
    need(not false, f"complete and a gap: {false}")
    before = {(f["check"], f["resource"]["id"]): f["status"]
              for f in base.report_read["findings"]}
    better = [f for f in report["findings"] if f["status"] == "pass" and
              before.get((f["check"], f["resource"]["id"])) != "pass"]
    need(not better or lost, f"passes that were none: {better[:1]}")


def check_always(scan, row):
    need(scan.seconds >= row.least, f"done after {scan.seconds:.1f} s")
    need(scan.seconds <= row.most, f"took {scan.seconds:.1f} s, more than {row.most}")
    why = scan.lines("error", "warning")
    need(scan.code == row.code, f"exit {scan.code}, not {row.code}: {why}")
    check_secrets(scan)
    check_nothing_left(scan)
    log = scan.sim.log()
    for text, times in row.asked.items():
        n = sum(text in x for x in log)
        need(n == times, f"{text} was asked {n} times, not {times}")
