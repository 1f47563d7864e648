"""A staged installation, for tools that try what a stranger finds installed."""
import os
import re
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


def move_package(top, folder):
    """holdfast.pc in `folder`, with the paths of what is installed below `top`."""
    with open(os.path.join(package(top), "holdfast.pc"), encoding="utf-8") as f:
        text = re.sub(r"^(\w+=)/", rf"\1{top}/", f.read(), flags=re.MULTILINE)
    with open(os.path.join(folder, "holdfast.pc"), "w", encoding="utf-8") as f:
        f.write(text)
