"""What tools share that try the built program: starting it in a bare environment, and
what is expected of its refusals."""
import json
import os
import subprocess

import house

BUILD, SOURCE = house.folders()
HOLDFAST = os.path.join(BUILD, "stage/bin/holdfast")
ESTATE = os.path.join(SOURCE, "share/contoso.jsonl")
RESULTS = (0, 1, 2, 3)


class Trial:
    def __init__(self):
        self.defects, self.tried = [], 0

    def expect(self, what, fine, seen=""):
        self.tried += 1
        if not fine:
            self.defects.append(f"{what}: {seen}" if seen else what)

    def refused(self, code, *args, says=(), **how):
        """Ends with the code, says one line that holds each text, prints nothing."""
        done = run(*args, **how)
        name = "holdfast " + " ".join(args)
        said = done.stderr.decode("utf-8", "replace")
        self.expect(name, done.returncode == code, f"exit {done.returncode}: {said}")
        lines = said.splitlines()
        self.expect(f"{name}: one line",
                    len(lines) == 1 and lines[0].startswith("holdfast: "), said)
        self.expect(f"{name}: prints nothing", not done.stdout, str(done.stdout[:200]))
        for text in [says] if isinstance(says, str) else says:
            self.expect(f"{name}: says {text}", text in said, said)

    def finish(self):
        house.finish(self.defects, self.tried)


def run(*args, stdin=subprocess.DEVNULL, cwd=None, **env):
    variables = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8",
                 "HOME": "/nowhere", **env}
    for name in ("TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            variables.setdefault(name, os.environ[name])
    how = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    return subprocess.run([HOLDFAST, *args], cwd=cwd, capture_output=True, timeout=120,
                          check=False, env=variables, **how)


def schema():
    path = os.path.join(SOURCE, "share/report.schema.json")
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def write(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode())
    return path
