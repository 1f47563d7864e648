"""The simulator of Azure and scans against it, for tests of the whole program."""
import glob
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

TENANT = "c0a70500-0000-4000-8000-000000000000"
CLIENT = "11111111-1111-1111-1111-111111111111"
SECRET = "live-secret-Zq7~w4Xn"
TOKEN = "live-token-Hk3vPb9sRt"
NOW = "2026-11-24T06:00:00Z"
LIMIT = 120  # seconds of one scan
AZURE = re.compile(r"^AZURE|^ACTIONS_ID_|^SYSTEM_(OIDC|ACCESS)|^IDENTITY_|^MSI_|^IMDS_|"
                   r"^CREDENTIALS_DIR|^(https?|all|no)_proxy$", re.IGNORECASE)


class Defect(Exception):
    """What is not as expected."""


def need(condition, why):
    if not condition:
        raise Defect(why)


def find_holdfast(build):
    found = [p for p in glob.glob(os.path.join(build, "stage", "*", "holdfast"))
             if os.path.isfile(p)]
    if len(found) != 1:
        sys.exit(f"no holdfast in {build}/stage")
    return found[0]


def environment(secret=None, token=None, **more):
    """This process's, with nothing of Azure but what is given; None takes it away."""
    env = {k: v for k, v in os.environ.items() if not AZURE.search(k)}
    env.update(AZURE_TENANT_ID=TENANT, AZURE_CLIENT_ID=CLIENT)
    if secret:
        env["AZURE_CLIENT_SECRET"] = secret
    if token:
        env["AZURE_ACCESS_TOKEN"] = token
    env.update(more)
    return {k: v for k, v in env.items() if v is not None}


class Result:
    """What a scan came to."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err.decode(errors="replace")

    def report(self):
        need(self.code in range(4), f"exit {self.code}: {self.err.strip()}")
        return json.loads(self.out)

    def findings(self):
        """The bytes of the findings' array."""
        need(self.code in range(4), f"exit {self.code}: {self.err.strip()}")
        start = self.out.index(b'"findings":[')
        return self.out[start:self.out.index(b'"gaps":[', start)]

    def pairs(self):
        return {(f["check"], f["resource"]["id"].lower()): f
                for f in self.report()["findings"]}


def wait_for_port(port, process):
    """Until somebody listens there."""
    end = time.monotonic() + 10
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise Defect(f"nobody listens on port {port}")


def run(command, env=None):
    done = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False,
                          env=env or environment(), stdin=subprocess.DEVNULL)
    return Result(done.returncode, done.stdout, done.stderr)


class Simulator:
    """Serves an inventory until the with block ends, or by itself after five minutes."""

    def __init__(self, build, inventory, *options):
        self.program = os.path.join(build, "tests", "azure", "azure-sim")
        self.inventory, self.options = inventory, options
        self.folder = self.process = None
        self.base = self.plain = None  # by https and by http

    def __enter__(self):
        # Not context-managed: it ends with this object, in __exit__.
        self.folder = tempfile.TemporaryDirectory(prefix="holdfast-live-")
        self.process = subprocess.Popen(
            [self.program, "--inventory", self.inventory, "--dir", self.folder.name,
             "--request-log", self.path("log"), "--secret", SECRET, "--token", TOKEN,
             *self.options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = self.process.stdout.readline().split()
        if said[:1] != ["listening"]:
            why = self.process.stderr.read()
            self.__exit__()
            raise Defect(f"the simulator does not start: {why}")
        self.base = f"https://localhost:{said[1]}"
        self.plain = f"http://127.0.0.1:{said[2]}"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def log(self):
        with open(self.path("log"), encoding="utf-8") as f:
            return f.read().splitlines()

    def counters(self):
        """What it has served; this connection is not among them."""
        context = ssl.create_default_context(cafile=self.path("ca.pem"))
        # By address: a bare machine may not know the name localhost.
        base = self.base.replace("localhost", "127.0.0.1")
        with urllib.request.urlopen(f"{base}/_sim/counters",
                                    context=context, timeout=LIMIT) as answer:
            counters = json.load(answer)
        counters["connections"] -= 1
        return counters

    def collecting(self, *more, auth="client-secret"):
        return ["--auth", auth, "--cloud", self.path("cloud.json"), "--ca-file",
                self.path("ca.pem"), "--now", NOW, "--no-progress", *more]

    def arguments(self, *more, auth="client-secret"):
        return self.collecting("-f", "json", *more, auth=auth)


def pick(tests):
    """All of the tests, or the one behind --only, which is taken out of the arguments."""
    if "--only" not in sys.argv:
        return tests
    at = sys.argv.index("--only")
    name = sys.argv[at + 1]
    del sys.argv[at:at + 2]
    return {name: tests[name]}


def judge(tests, t):
    """Runs them; the defects of those that failed."""
    defects = []
    for name, test in tests.items():
        start = time.monotonic()
        try:
            test(t)
            print(f"ok - {name} ({time.monotonic() - start:.1f} s)", flush=True)
        except (Defect, KeyError, ValueError, subprocess.TimeoutExpired) as bad:
            print(f"not ok - {name}", flush=True)
            defects.append(f"{name}: {type(bad).__name__} {bad}")
    return defects
