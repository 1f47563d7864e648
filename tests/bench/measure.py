"""Runs programs and says what they took: seconds, processor time, memory."""
import json
import os
import resource
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

TENANT = "c0a70500-0000-4000-8000-000000000000"
TOKEN = "bench-token-Vq81x"
TURN = 0.02  # seconds between looks at the processes
TICK = os.sysconf("SC_CLK_TCK")
STARTS = 300  # seconds that the simulator may take to read an estate


class Failure(Exception):
    """A program did not do what the measurement is about."""


def children(pid):
    """The process and all below it."""
    found = [pid]
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as f:
            for child in f.read().split():
                found += children(child)
    return found


def look(pid):
    """The name, peak resident MiB and processor seconds so far of a process."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as f:
        status = dict(line.split(":", 1) for line in f if ":" in line)
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as f:
        stat = f.read().rsplit(")", 1)[1].split()
    peak = int(status["VmHWM"].split()[0]) / 1024  # what has ended has none
    return status["Name"].strip(), peak, (int(stat[11]) + int(stat[12])) / TICK


class Watch(threading.Thread):
    """Looks at a process and those below until it ends."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.over, self.seen = pid, threading.Event(), {}

    def run(self):
        while not self.over.wait(TURN):
            try:
                for pid in children(self.pid):
                    self.seen[pid] = look(pid)
            except (OSError, KeyError, IndexError):
                pass  # it ended between two looks

    def by_program(self, which, join):
        """{name: number}, where the kernel cuts a name at 15 letters."""
        out = {}
        for name, *numbers in self.seen.values():
            out[name] = join(out.get(name, 0), numbers[which])
        return out


def run(command, env=None, fine=range(4)):
    """Wall and processor seconds, and MiB and seconds of each program by name."""
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said,
                                   stdin=subprocess.DEVNULL, env=env)
        watch = Watch(process.pid)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        watch.over.set()
        watch.join()
        process.returncode = code = os.waitstatus_to_exitcode(status)
        said.seek(0)
        why = said.read().decode(errors="replace").strip()
    if code not in fine:
        raise Failure(f"{' '.join(command)}: exit {code}: {why[-400:]}")
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "exit": code,
            "peak": used.ru_maxrss / 1024, "mib": watch.by_program(0, max),
            "seconds": watch.by_program(1, lambda a, b: a + b)}


def ask(command):
    """What a program says in JSON, and its processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise Failure(f"{' '.join(command)}: exit {done.returncode}: "
                      f"{done.stderr.decode(errors='replace')[-400:]}")
    return {**json.loads(done.stdout), "cpu": after.ru_utime - before.ru_utime +
            after.ru_stime - before.ru_stime}


def environment():
    env = {k: v for k, v in os.environ.items() if not k.startswith("AZURE_")}
    env.update(AZURE_TENANT_ID=TENANT, AZURE_ACCESS_TOKEN=TOKEN)
    return env


class Simulator:
    """Serves an estate until the with block ends."""

    def __init__(self, build, estate, *options):
        self.command = [os.path.join(build, "tests", "azure", "azure-sim"), "--trusted",
                        "--inventory", estate, "--token", TOKEN, "--max-seconds",
                        "7200", *options]
        self.folder = self.process = self.port = None

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="holdfast-bench-")
        self.process = subprocess.Popen([*self.command, "--dir", self.folder.name],
                                        stdout=subprocess.PIPE, text=True)
        stop = threading.Timer(STARTS, self.process.kill)
        stop.start()
        line = self.process.stdout.readline().split()
        stop.cancel()
        if line[:1] != ["listening"]:
            self.__exit__()
            raise Failure("the simulator does not start")
        self.port = line[1]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def client(self, program, *more):
        return ask([program, self.port, self.path("ca.pem"), TOKEN, *map(str, more)])

    def counters(self):
        trust = ssl.create_default_context(cafile=self.path("ca.pem"))
        link = f"https://localhost:{self.port}/_sim/counters"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                             urllib.request.HTTPSHandler(context=trust))
        with opener.open(link) as answer:
            return json.load(answer)

    def cost(self):
        """Processor seconds and peak MiB of the simulator itself so far."""
        _, peak, seconds = look(self.process.pid)
        return {"sim_cpu": seconds, "sim_mib": peak}

    def arguments(self):
        return ["--auth", "token", "--cloud", self.path("cloud.json"), "--ca-file",
                self.path("ca.pem"), "--now", "2026-11-24T06:00:00Z", "--no-progress",
                "-q"]


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)
