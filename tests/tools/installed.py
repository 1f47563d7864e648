"""A staged installation, for tools that try what a stranger finds installed."""
import os
import subprocess

import live
from live import need


def environment():
    """This process's, without what a make around it says to others."""
    return {k: v for k, v in os.environ.items()
            if not k.startswith("MAKE") and k != "MFLAGS"}


def install(build, top):
    """The installed program below `top`."""
    done = subprocess.run(["make", "-s", "install", f"DESTDIR={top}"], cwd=build,
                          capture_output=True, text=True, check=False,
                          env=environment())
    need(done.returncode == 0, f"make install: {done.stderr[-800:]}")
    for where, _, names in os.walk(top):
        if "holdfast" in names and where.endswith("/bin"):
            return os.path.join(where, "holdfast")
    raise live.Defect("make install installs no program")


def package(top):
    """The folder of holdfast.pc below `top`."""
    for where, _, names in os.walk(top):
        if "holdfast.pc" in names:
            return where
    raise live.Defect("no holdfast.pc is installed")
