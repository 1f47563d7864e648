"""What the house tools share: arguments, the files of the tree, C without its words."""
import os
import re
import subprocess
import sys

CODE_ROOMS = ("core", "plugins", "scripts", "include", "tests", "share", "m4", "doc",
              "deploy", ".ci")
SKIPPED = {"__pycache__", ".git", "build-aux", "autom4te.cache"}


def folders():
    """(build, source) from the arguments, else from the environment of make check."""
    args = sys.argv[1:] or [os.environ.get("top_builddir"), os.environ.get("top_srcdir")]
    if len(args) != 2 or not all(args):
        sys.exit(f"usage: {os.path.basename(sys.argv[0])} BUILD SOURCE")
    for folder in args:
        if not os.path.isdir(folder):
            sys.exit(f"{sys.argv[0]}: no folder {folder}")
    return os.path.abspath(args[0]), os.path.abspath(args[1])


def finish(defects, looked_at):
    """Prints the defects and ends; a tool that saw nothing to look at has failed too."""
    for defect in defects:
        print(defect)
    if not looked_at:
        print("nothing to look at")
    print(f"{looked_at} looked at, {len(defects)} defects")
    sys.exit(1 if defects or not looked_at else 0)


def tree(source, suffixes, rooms=CODE_ROOMS):
    """Paths below the rooms, relative to source, that end in one of the suffixes."""
    found = []
    for room in rooms:
        for where, names, files in os.walk(os.path.join(source, room)):
            names[:] = [n for n in names if n not in SKIPPED]
            found += [os.path.relpath(os.path.join(where, f), source)
                      for f in files if f.endswith(suffixes)]
    return sorted(found)


def read(source, path):
    with open(os.path.join(source, path), encoding="utf-8") as f:
        return f.read()


C_WORDS = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
                     re.DOTALL)


def bare_c(text):
    """C with comments and literals blanked; lines and columns stay where they are."""
    return C_WORDS.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C"})
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def elf_defects(path):
    """Defects of any built file, and the libraries that it needs."""
    out = run("readelf", "-dlW", path)
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", out)
    bad = []
    if "GNU_RELRO" not in out:
        bad.append("no RELRO")
    if not re.search(r"BIND_NOW|\(FLAGS_1\).*\bNOW\b", out):
        bad.append("not BIND_NOW")
    stack = re.search(r"GNU_STACK\s+(?:0x\w+\s+){5}(\w+)", out)
    if not stack or "E" in stack.group(1):
        bad.append("executable stack")
    if re.search(r"\((RPATH|RUNPATH)\)", out):
        bad.append("RPATH or RUNPATH")
    if "(TEXTREL)" in out:
        bad.append("text relocations")
    return bad, needed


def built_with(build, name):
    """Value of a macro in config.h of the build, None if it is not set."""
    m = re.search(rf"^#define {name} (.*)$", read(build, "config.h"), re.MULTILINE)
    return m.group(1) if m else None
