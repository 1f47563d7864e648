"""A check in Lua with fixtures that hold, and a bench on which both are changed: for the
tools that try what `holdfast test` and its neighbours say of it."""
import json
import os
import shutil
import tempfile

import house
import live
from live import Defect, need

TYPE = "Microsoft.RecoveryServices/vaults"
ABOVE = "/subscriptions/s1/resourceGroups/rg/providers/" + TYPE + "/"
META = {"kind": "meta", "format": 1, "collected": "2026-11-24T06:00:00Z"}
LUA = """%s
return check {
  id = "odd", title = "T", severity = "medium", targets = { "%s" },
  settings = { word = { "On", "what it should be" } },
  run = function(vault)
%s
  end,
}
"""
GOOD = """    local state = vault:text "/properties/state"
    if not state then return unknown("no state") end
    vault:evidence "/properties/state"
    if same(state, setting "word") then return pass("it is %s", state) end
    return fail("it is %s", state)"""


def vault(name, **properties):
    return {"kind": "resource", "resource": {"id": ABOVE + name, "type": TYPE,
                                             "name": name, "properties": properties}}


def expect(name, status, **more):
    return {"kind": "expect", "resource": ABOVE + name, "status": status, **more}


def never(*kinds):
    return [{"kind": "never", "status": k, "reason": "not in this test"} for k in kinds]


FIXTURES = {
    "pass": [META, *never("warn", "not_applicable"), vault("on", state="On"),
             expect("on", "pass", message="it is On")],
    "fail": [META, vault("off", state="Off"),
             expect("off", "fail", severity="medium", message="it is Off",
                    evidence=[{"pointer": "/properties/state", "value": "Off"}])],
    "unknown": [META, vault("silent"), expect("silent", "unknown")]}


class Bench:
    """One folder a try."""

    def __init__(self, build, top):
        self.build, self.top, self.count = build, top, 0
        self.holdfast = live.find_holdfast(build)

    def folder(self, run, fixtures, before="", check="odd"):
        """A folder with a check in Lua (or the plugin of that name) and its fixtures."""
        self.count += 1
        where = os.path.join(self.top, str(self.count))
        place = os.path.join(where, "fixtures", check)
        os.makedirs(place, mode=0o755)
        if run is None:
            name = check.removeprefix("zoo-") + ".so"
            path = os.path.join(where, name)
            shutil.copyfile(os.path.join(self.build, "tests/zoo/plugins/.libs", name),
                            path)
        else:
            path = os.path.join(where, "odd.lua")
            self.write(path, LUA % (before, TYPE, run))
        os.chmod(path, 0o755)
        for name, lines in fixtures.items():
            self.write(os.path.join(place, name + ".jsonl"), "".join(
                (line if isinstance(line, str) else json.dumps(line)) + "\n"
                for line in lines))
        return where

    @staticmethod
    def write(path, text):
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)

    def test(self, where, *more):
        return live.run([self.holdfast, "test", where, *more])

    def key(self):
        """A private key to sign with."""
        made = live.run([self.holdfast, "key", "new", os.path.join(self.top, "one")])
        need(made.code == 0, made.err)
        return os.path.join(self.top, "one.key")

    def failed(self, where, *more):
        """{case: lines} of what does not hold."""
        got = self.test(where, "--format", "json", *more)
        need(got.code in (0, 1), f"exit {got.code}: {got.err}")
        cases = json.loads(got.out)["cases"]
        bad = {c["case"]: c["lines"] for c in cases if not c["ok"]}
        need(bool(bad) == (got.code == 1), f"exit {got.code}, failed: {list(bad)}")
        return bad

    def finds(self, where, case, word, *more):
        """Exactly this case fails, and its lines say the word."""
        bad = self.failed(where, *more)
        need(list(bad) == [case], f"{word}: failed: {bad}")
        need(any(word in line for line in bad[case]), f"{word} not in {bad[case]}")
        return bad[case]


def changed(**more):
    return {**FIXTURES, **more}


def run(tried):
    """Each try in a folder of its own."""
    build, _ = house.folders()
    defects = []
    for one in tried:
        with tempfile.TemporaryDirectory(prefix="holdfast-tester-") as top:
            os.chmod(top, 0o755)
            try:
                one(Bench(build, os.path.realpath(top)))
            except Defect as bad:
                defects.append(f"{one.__name__}: {bad}")
    house.finish(defects, len(tried))
