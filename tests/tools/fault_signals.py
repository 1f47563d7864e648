"""Faults of the machine: signals, processes that die, disks that are full or not to be
written on."""
import array
import fcntl
import os
import resource
import shutil
import signal
import subprocess
import termios
import time

import fault_run
import live
from fault_estate import GUARDS, POLICIES, VA, answer, error
from fault_run import Scan, files
from live import need

LIST = "va/backupPolicies"
WAIT = f"429@{LIST}*1;retry-after=2"  # long enough to do something meanwhile


def until(what, true, seconds=8):
    end = time.monotonic() + seconds
    while not true():
        need(time.monotonic() < end, f"{what}: not within {seconds} s")
        time.sleep(0.01)


def collector(scan):
    """The process id of holdfast-collect, or None."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as f:
                stat = f.read()
        except OSError:
            continue
        parent = int(stat.rpartition(b")")[2].split()[1])
        if parent == scan.process.pid and b"(holdfast-collec)" in stat:
            return int(name)
    return None


def alive(pid):
    """Whether it runs; one that nobody waits for does not."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as f:
            return f.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except OSError:
        return False


def begun(scan, status="429"):
    until("the scan begins", lambda: any(f"GET {status}" in x and LIST in x
                                         for x in scan.sim.log()))


def unsaved(scan):
    at = scan.command.index("--save")
    del scan.command[at:at + 2]


def judge_stopped(tool, scan, number):
    need(scan.code == 128 + number, f"exit {scan.code}: {scan.lines('error')}")
    fault_run.check_secrets(scan)
    fault_run.check_nothing_left(scan)
    if not os.path.exists(scan.report):
        fault_run.check_failed(scan, "stopped before anything was read")
        return
    report, gaps = scan.gaps()
    need(not report["scan"]["complete"], "a stopped scan is complete")
    resources, kept, _, _ = scan.dump()
    need(kept == gaps and all(g[3] == "Interrupted" for g in gaps), f"gaps: {gaps}")
    for key, row in tool.base.dumped[0].items():
        kind = row["resource"].get("type", "")
        # Who refers to a guard was perhaps not read.
        need(key in resources or fault_run.covered(gaps, key, kind) or kind == GUARDS,
             f"{key} is lost")


def stop_at_sign_in(tool, number, room):
    with tool.sim("--fault", "hang@/oauth2/") as sim:
        scan = Scan(tool, sim, room).start()
        until("holdfast-collect starts", lambda: collector(scan))
        time.sleep(0.3)
        scan.process.send_signal(number)
        scan.finish(5)
        need(scan.code == 128 + number, f"exit {scan.code}: {scan.err}")
        judge_stopped(tool, scan, number)


def stop_in_the_middle(tool, number, room):
    with tool.sim("--fault", WAIT) as sim:
        scan = Scan(tool, sim, room).start()
        begun(scan)
        scan.process.send_signal(number)
        scan.finish(5)
        need((VA.lower(), POLICIES, 0, "Interrupted") in scan.gaps()[1], "no such gap")
        judge_stopped(tool, scan, number)


def stop_while_checking(tool, number, room):
    checks = os.path.join(room, "checks")
    os.mkdir(checks, 0o755)
    shutil.copy(os.path.join(tool.build, "tests", "zoo", "plugins", ".libs",
                             "hang-in-run.so"), checks)
    with tool.sim() as sim:
        scan = Scan(tool, sim, room, ("--check-dir", checks, "-c", "*hang*",
                                      "--check-timeout", "30")).start()
        until("checks run", lambda: os.path.exists(scan.saved) and not collector(scan) and
              any("ResourceGraph" in x for x in sim.log()))
        time.sleep(0.3)
        scan.process.send_signal(number)
        scan.finish(8)
        judge_stopped(tool, scan, number)


def stop_while_writing(tool, number, room):
    """The report is stuck in a pipe that nobody reads."""
    with tool.sim() as sim:
        scan = Scan(tool, sim, room)
        at = scan.command.index("-o")
        del scan.command[at:at + 2]
        scan.start()
        fcntl.fcntl(scan.process.stdout, 1031, 4096)  # F_SETPIPE_SZ
        until("the pipe is full", lambda: waiting(scan.process.stdout) >= 4096)
        scan.process.send_signal(number)
        time.sleep(0.1)
        scan.finish(5)
        need(scan.code == 128 + number, f"exit {scan.code}: {scan.err}")
        need(scan.out.endswith(b"}\n"), "half a report")
        fault_run.check_secrets(scan)
        fault_run.check_nothing_left(scan)


def waiting(pipe):
    """Bytes that nobody has read so far."""
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def twice(tool, number, room):
    with tool.sim("--fault", f"hang@{LIST}") as sim:
        scan = Scan(tool, sim, room)
        unsaved(scan)
        scan.start()
        until("holdfast-collect starts", lambda: collector(scan))
        until("it reads", lambda: len(sim.log()) > 8)
        pid = collector(scan)
        os.kill(pid, signal.SIGSTOP)  # it would be quicker than the second signal
        need(files(scan.tmp), "no temporary inventory")
        scan.process.send_signal(number)
        time.sleep(0.1)
        scan.process.send_signal(number)
        try:
            scan.finish(2)
            until("the collector ends", lambda: not alive(pid), 3)
        finally:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        need(scan.code == 128 + number, f"exit {scan.code}: {scan.err}")
        need(not files(scan.tmp), f"left behind: {files(scan.tmp)}")
        fault_run.check_secrets(scan)


def collector_killed(tool, room):
    with tool.sim("--fault", WAIT) as sim:
        scan = Scan(tool, sim, room).start()
        begun(scan)
        os.kill(collector(scan), signal.SIGKILL)
        scan.finish(5)
        need(scan.code == 70, f"exit {scan.code}: {scan.err}")
        fault_run.check_failed(scan, r"holdfast-collect ended before its time: signal 9")
        fault_run.check_secrets(scan)
        need(not files(scan.tmp), f"left behind: {files(scan.tmp)}")


def holdfast_killed(tool, room):
    with tool.sim("--fault", WAIT) as sim:
        scan = Scan(tool, sim, room).start()
        begun(scan)
        pid = collector(scan)
        scan.process.kill()
        scan.finish(5)
        until("the collector ends", lambda: not alive(pid), 1.5)
        gaps = scan.dump()[1]
        need((VA.lower(), POLICIES, 0, "Interrupted") in gaps, f"gaps: {gaps}")


def sign_in_hangs_later(tool, room):
    """The first token is refused in the middle, and no other comes."""
    token = os.path.join(room, "answer")
    with open(token, "wb") as f:
        f.write(answer(200, {"access_token": live.TOKEN, "expires_in": 3599}))
    with tool.sim("--fault", f"answer@/oauth2/*1;file={token}", "--fault",
                  f"401expired@{LIST}*1", "--fault", "hang@/oauth2/") as sim:
        os.mkdir(os.path.join(room, "scan"))
        scan = Scan(tool, sim, os.path.join(room, "scan"), timeout=3).start().finish(8)
        need(scan.code == 2, f"exit {scan.code}: {scan.err}")
        resources, kept, _, _ = scan.dump()
        need(all(g[3] == "Timeout" for g in kept), f"gaps: {kept}")
        need((VA.lower(), POLICIES, 0, "Timeout") in kept and VA.lower() in resources,
             f"gaps: {kept}")
        need(scan.gaps()[1] == kept, "other gaps in the report")
        fault_run.check_secrets(scan)
        fault_run.check_nothing_left(scan)


def folder_removed(tool, room):
    inner = os.path.join(room, "inner")
    os.mkdir(inner)
    with tool.sim("--fault", WAIT) as sim:
        scan = Scan(tool, sim, room)
        scan.saved = scan.command[scan.command.index("--save") + 1] = inner + "/saved"
        scan.start()
        begun(scan)
        shutil.rmtree(inner)
        scan.finish(8)
        need(scan.code in (73, 74), f"exit {scan.code}: {scan.err}")
        fault_run.check_failed(scan, "inner/saved: .*moved or removed")
        fault_run.check_secrets(scan)


# --- disks ---

def in_mounts(tool, room, option, at, change=None, shell=""):
    """A scan with a small file system of its own at `at`; None: that may not be."""
    os.makedirs(at, exist_ok=True)
    wrap = ["unshare", "-m", "sh", "-c",
            f'mount -t tmpfs -o {option} none "$0" && {shell or ":"} && "$@"; rc=$?; '
            'ls -A "$0" >"$0.left"; exit $rc', at]
    if subprocess.run([*wrap, "true"], capture_output=True, check=False).returncode:
        return None
    with tool.sim() as sim:
        scan = Scan(tool, sim, room)
        if change:
            change(scan)
        scan.command = wrap + scan.command
        scan.start().finish(10)
        fault_run.check_secrets(scan)
        need(not files(scan.tmp), f"left behind: {files(scan.tmp)}")
        with open(at + ".left", encoding="utf-8") as f:
            need(f.read().split() in ([], ["filler"]), "left on the small disk")
        need(not os.path.exists(scan.report), "there is a report")
    return scan


def small_disk(what, option, code, said, shell=""):
    """A row for one of the places that are written to."""
    def test(tool, room):
        disk = os.path.join(room, "disk")

        def change(scan):
            if what == "TMPDIR":
                scan.env["TMPDIR"] = disk
                unsaved(scan)
            else:
                scan.command[scan.command.index(what) + 1] = disk + "/file"
        scan = in_mounts(tool, room, option, disk, change, shell)
        if scan is None:
            return "no mounts of its own"
        need(scan.code == code, f"exit {scan.code}, not {code}: {scan.err}")
        lines = scan.lines("error")
        need(len(lines) == 1 and said in lines[0], f"said {lines}")
        return None
    return test


def limit_of_files(tool, room):
    with tool.sim("--fault", WAIT) as sim:
        scan = Scan(tool, sim, room).start()
        begun(scan)
        resource.prlimit(collector(scan), resource.RLIMIT_FSIZE, (1 << 12, 1 << 12))
        scan.finish(8)
        need(scan.code == 74, f"exit {scan.code}: {scan.err}")
        fault_run.check_failed(scan, "saved")
        fault_run.check_secrets(scan)
        fault_run.check_nothing_left(scan)


def no_room_on_device(tool, room):
    with tool.sim() as sim:
        scan = Scan(tool, sim, room)
        at = scan.command.index("-o")
        del scan.command[at:at + 2]
        with open("/dev/full", "wb") as full:
            scan.began = time.monotonic()
            scan.process = subprocess.Popen(scan.command, stdout=full, env=scan.env,
                                            stderr=subprocess.PIPE)
            scan.finish(8)
        scan.out = b""
        need(scan.code == 74, f"exit {scan.code}: {scan.err}")
        need(len(scan.lines("error")) == 1, f"said {scan.lines('error')}")
        fault_run.check_secrets(scan)


def scattered(tool, room):
    """Azure refuses each third request: few tokens, and a gap for who is refused."""
    path = os.path.join(room, "refused")
    with open(path, "wb") as f:
        f.write(error(401, "Odd", "Not now."))
    with tool.sim("--fault", f"answer@/vaults/%3;file={path}") as sim:
        scan = Scan(tool, sim, room, ("--max-requests", "1")).start().finish(40)
        log = sim.log()
        fault_run.check_secrets(scan)
    need(scan.code in (0, 2), f"exit {scan.code}: {scan.err}")
    report, gaps = scan.gaps()
    need(all(g[2:] == (401, "Odd") for g in gaps) and len(gaps) < len(log) / 6,
         f"gaps {gaps}")
    need(report["scan"]["complete"] is (scan.code == 0), "the report's `complete`")
    refused, tokens = (sum(x in line for line in log) for x in (" 401 ", "/oauth2/"))
    need(refused >= 5 and tokens <= 3, f"{tokens} tokens for {refused} refusals")


def named(name, test, *args):
    def run(tool):
        return test(tool, *args, tool.room(name))
    return name, run


FULL = 'dd if=/dev/zero of="$0/filler" bs=4k 2>/dev/null; true'
TESTS = [named(f"{name}-{number.name.lower()}", test, number)
         for name, test in (("stop-at-sign-in", stop_at_sign_in),
                            ("stop-in-the-middle", stop_in_the_middle),
                            ("stop-while-checking", stop_while_checking),
                            ("stop-while-writing", stop_while_writing),
                            ("stop-twice", twice))
         for number in (signal.SIGINT, signal.SIGTERM)] + [
    named("collector-killed", collector_killed),
    named("holdfast-killed", holdfast_killed),
    named("sign-in-hangs-later", sign_in_hangs_later),
    named("folder-removed", folder_removed),
    named("401-scattered", scattered),
    named("disk-full-inventory", small_disk("--save", "size=128k", 74, "disk")),
    named("disk-full-temporary", small_disk("TMPDIR", "size=128k", 74, "disk")),
    named("disk-full-report", small_disk("-o", "size=64k", 74, "o space", FULL)),
    named("disk-read-only-inventory", small_disk("--save", "ro", 73, "ead-only")),
    named("disk-read-only-temporary", small_disk("TMPDIR", "ro", 73, "ead-only")),
    named("disk-read-only-report", small_disk("-o", "ro", 73, "ead-only")),
    named("limit-of-files", limit_of_files),
    named("device-full", no_room_on_device),
]
