#!/bin/sh
# How much memory and time a large load takes. usage: load.sh HOLDFAST [N]
set -eu
holdfast=$1 n=${2:-1000000}
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/gen-inventory.py" "$n" >"$work/in.jsonl"
python3 - "$holdfast" "$work" "$n" <<'PY'
import os, resource, subprocess, sys, time
holdfast, work, n = sys.argv[1:4]
start = time.time()
code = subprocess.call([holdfast, "inventory", "load", "-o", work + "/out.inv",
                        work + "/in.jsonl"])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print("loaded %s items in %.1f s, %.0f MiB at most, file %.2f GB, exit %d"
      % (n, time.time() - start, peak, os.path.getsize(work + "/out.inv") / 1e9, code))
sys.exit(code != 0 or peak > 96)
PY
