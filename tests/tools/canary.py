"""Secrets that are planted, every form in which they could leak, and a command that is
looked into while it runs: all of its processes, and all that it writes.

A canary has letters and digits in its middle and at its ends what texts escape, each in
its own way: the middle stands as it is in JSON, URLs, XML and CSV alike. Of base64, hex
and escapes of every byte there is a form of the middle each."""
import base64
import fcntl
import os
import re
import select
import signal
import subprocess
import time

import live
import signin_env
import watch

SECRET = 'ca/+"~KqV8tZd7WmX3pRn5Gs~=\\%'
TOKEN = 'to/+"~Jc4hYb9LfQ2vTk6Ew~=\\%'
ASSERTION = 'as/+"~Ny6fKc3WpQ8jRt4Uh~=\\%'
PROXY = "Lz9mRd4CyB7vXs2Ke"
PASSWORD = 'pa/+"~Dx5nUz8BrH3gMs7Pa~=\\%'
PIPE = 4096  # bytes of the smallest pipe
CALM = 3     # looks in a row at a process that only waits: it has started up
LOOKS = 3    # into the memory of one process
PATIENCE = 0.05  # seconds that one may wait for others before it is read from


def piece(secret):
    return max(re.findall(r"[\w-]+", secret), key=len).encode()


def forms(secret):
    """All the bytes that tell the secret."""
    text = piece(secret)
    found = {text, text.hex().encode(), text.hex().upper().encode()}
    for escape in ("%%%02x", "%%%02X", "\\u%04x", "\\u%04X", "&#%d;", "\\x%02x"):
        found.add("".join(escape % c for c in text).encode())
    for shift in range(3):  # where it stands in the text changes its base64
        coded = base64.b64encode(b"\0" * shift + text)
        inner = coded[4 * (shift > 0):len(text) * 4 // 3]
        found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return found


class Words:
    def __init__(self, **secrets):
        self.named = {name: forms(s) for name, s in secrets.items()}
        self.plain = [piece(s) for s in secrets.values()]

    def within(self, text):
        return sorted(n for n, f in self.named.items() if any(w in text for w in f))


PLANTED = {"secret": SECRET, "token": TOKEN, "password": PASSWORD,
           "assertion": ASSERTION, "proxy": PROXY,
           "github": signin_env.GITHUB, "pipelines": signin_env.PIPELINES,
           "identity": signin_env.IDENTITY, "msi": signin_env.MSI}


def planted(folder, pfx, **more):
    """An environment with all of them, whatever is made of it."""
    given = {"AZURE_CLIENT_CERTIFICATE_PATH": pfx, "CREDENTIALS_DIRECTORY": folder,
             "AZURE_CLIENT_CERTIFICATE_PASSWORD": PASSWORD,
             "ACTIONS_ID_TOKEN_REQUEST_TOKEN": signin_env.GITHUB,
             "SYSTEM_ACCESSTOKEN": signin_env.PIPELINES,
             "IDENTITY_HEADER": signin_env.IDENTITY, "MSI_SECRET": signin_env.MSI}
    return live.environment(SECRET, TOKEN, **{**given, **more})


def children(pid):
    """As watch.children, in a fraction of the time where the kernel has the list."""
    if os.path.exists(f"/proc/{pid}/task/{pid}/children"):
        return [int(x) for x in watch.read(f"/proc/{pid}/task/{pid}/children").split()]
    return watch.children(pid)


def state_of(pid):
    return watch.read(f"/proc/{pid}/stat").rpartition(b")")[2].split()[:1] or [b""]


class Seen:
    """What is known of one process."""

    def __init__(self):
        self.calm, self.looks, self.next = 0, 0, 0.0


class Full:
    """A pipe that is full: who writes stops there until it is let go."""

    def __init__(self):
        self.out, self.into = os.pipe()
        fcntl.fcntl(self.into, fcntl.F_SETPIPE_SZ, PIPE)
        os.write(self.into, b"." * PIPE)
        os.set_blocking(self.out, False)
        self.text, self.open = b"", True

    def take(self):
        try:
            got = os.read(self.out, 1 << 20)
        except BlockingIOError:
            return
        self.text += got
        self.open = bool(got)

    def close(self):
        os.close(self.out)
        self.text = self.text[PIPE:]


class Look:
    """Runs a command in a folder of its own. `leaks` has where which canary was."""

    def __init__(self, words, folder, env):
        self.words, self.folder = words, folder
        self.env = {**env, "HOME": folder, "TMPDIR": folder}
        self.leaks, self.seen, self.known = set(), set(), {}
        self.code, self.out, self.err = None, b"", b""

    def judge(self, text, where):
        self.leaks |= {f"{name} in {where}" for name in self.words.within(text)}

    def files(self, when):
        for where, _, names in os.walk(self.folder):
            for name in names:
                self.judge(name.encode(), f"the name of a file {when}")
                self.judge(watch.read(os.path.join(where, name)), f"{name} {when}")

    def open_files(self, pid, name):
        """Its own, and those without a name; not what it was given to read."""
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                path = f"/proc/{pid}/fd/{fd}"
                there = os.readlink(path)
                own = there.startswith(self.folder) or not os.path.exists(there)
                if own and os.path.isfile(path):
                    self.judge(watch.read(path), f"an open file of {name}")
        except OSError:
            pass

    def look_inside(self, pid, name):
        """Of one that would be gone before all of it was read: it is held meanwhile."""
        try:
            os.kill(pid, signal.SIGSTOP)
            where = watch.in_memory(pid, self.words.plain)
            self.open_files(pid, name)
            os.kill(pid, signal.SIGCONT)
        except OSError:
            where = None
        self.leaks |= {f"memory of {name}: {where}"} if where else set()
        self.seen |= {"memory"} if where == "" else set()

    def look(self, pid, parent):
        name = watch.read(f"/proc/{pid}/comm").decode().strip()
        known = self.known.setdefault(pid, Seen())
        below = children(pid)
        known.calm = known.calm + 1 if state_of(pid) == [b"S"] else 0
        self.judge(watch.read(f"/proc/{pid}/cmdline"), f"argv of {name}")
        own = parent and name.startswith("holdfast-")
        # The operator's program has the operator's environment.
        if (own or known.calm >= CALM or below) and name != "holdfast-lua":
            self.judge(watch.read(f"/proc/{pid}/environ"), f"environ of {name}")
            self.seen.add(name)
        if name == "holdfast-eval" and known.looks < LOOKS and \
                time.monotonic() > known.next:
            known.looks += 1
            known.next = time.monotonic() + 0.2 * known.looks
            self.look_inside(pid, name)
        for child in below:
            self.look(child, pid)

    def wait(self, process, pipes):
        """Reads nothing until what has to be written waits for it."""
        since, held = time.monotonic(), True
        while process.poll() is None:
            self.look(process.pid, 0)
            top = self.known[process.pid]
            since = since if top.calm else time.monotonic()
            alone = top.calm >= CALM and not children(process.pid)
            if held and (alone or time.monotonic() - since > PATIENCE):
                held = False
                self.open_files(process.pid, "holdfast")
                self.files("while it runs")
                for pipe in pipes:
                    fcntl.fcntl(pipe.out, fcntl.F_SETPIPE_SZ, 1 << 20)
            ends = [p.out for p in pipes if p.open and not held]
            for end in select.select(ends, [], [], 0.002)[0]:
                next(p for p in pipes if p.out == end).take()

    def run(self, command, stdin=b""):
        pipes, text = (Full(), Full()), os.path.join(self.folder, "..", "stdin")
        with open(text, "wb") as f:
            f.write(stdin)
        with open(text, "rb") as given, subprocess.Popen(
                command, env=self.env, stdin=given, cwd=self.folder,
                stdout=pipes[0].into, stderr=pipes[1].into) as process:
            for pipe in pipes:
                os.close(pipe.into)
            self.wait(process, pipes)
        for pipe in pipes:
            while pipe.open:
                select.select([pipe.out], [], [], 1)
                pipe.take()
            pipe.close()
        self.code, self.out, self.err = process.returncode, pipes[0].text, pipes[1].text
        self.judge(self.out, "stdout")
        self.judge(self.err, "stderr")
        self.files("that it left")
        return self
