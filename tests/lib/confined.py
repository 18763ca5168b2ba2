# confined -- the calls of confined processes against the list of the sandbox.
#
#	confined.py sandbox.def DIRECTORY...
#
# Each directory has what strace -ff wrote of one handler and its children: a
# file for each process.  A process is confined from its seccomp(2) on, and so
# is whatever it forks after that.  Fails with each call that is not on the
# list, or is there without the function that needs it, and with each SIGSYS;
# says which calls of the list were not made.
import os
import re
import sys


def read_list(path):
    calls, bare = set(), []
    text = open(path).read()
    for name, needed_by in re.findall(
            r'^CALL\((\w+), \w+, \w+, "(.*?)"\)', text, re.M):
        calls.add(name)
        if not needed_by.strip():
            bare.append(name)
    return calls, bare


def confined(directory):
    """Yields (process, call) of those that are confined."""
    lines = {}
    for name in os.listdir(directory):
        with open(os.path.join(directory, name), errors="replace") as f:
            lines[name.rsplit(".", 1)[1]] = f.read().splitlines()
    waiting = []
    for pid, of in lines.items():
        at = [i for i, line in enumerate(of) if line.startswith("seccomp(")]
        if at:
            waiting.append((pid, of[at[0] + 1:]))
    assert waiting, "nobody is confined in " + directory
    while waiting:
        pid, of = waiting.pop()
        for line in of:
            if line.startswith("--- SIGSYS"):
                yield pid, line
            call = re.match(r"(\w+)\(", line)
            if not call:
                continue
            yield pid, call[1]
            child = re.search(r" = (\d+)$", line)
            if call[1] in ("clone", "fork", "clone3") and child:
                waiting.append((child[1], lines.get(child[1], [])))


def main():
    calls, bare = read_list(sys.argv[1])
    made, bad = set(), ["%s: no function needs it" % name for name in bare]
    for directory in sys.argv[2:]:
        for pid, call in confined(directory):
            made.add(call)
            if call not in calls:
                bad.append("%s: %s is not on the list" % (pid, call))
    assert {"openat2", "pread64", "accept4"} <= made, made
    for line in bad:
        print(line)
    print("on the list and not made:", *sorted(calls - made))
    return bool(bad)


sys.exit(main())
