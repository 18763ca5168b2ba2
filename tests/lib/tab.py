#!/usr/bin/python3
# Prints what a shell makes of a command line when Tab is pressed: all that it
# offers, inserted by the shell itself, at a terminal of its own.
#
#	tab.py bash|zsh SETUP LINE
#
# SETUP is sourced first; it binds Control-T to "insert all", and Control-G
# to writing the line to $TAB_LINE.
import os, pty, select, sys, tempfile, time

shell, setup, line = sys.argv[1:]
end = time.monotonic() + 15


def read_until(fd, done):
    seen = b""
    while not done(seen):
        if time.monotonic() > end:
            sys.exit(f"in vain, after: {seen!r}")
        if select.select([fd], [], [], 0.02)[0]:
            seen += os.read(fd, 65536)


with tempfile.TemporaryDirectory() as tmp:
    out = os.path.join(tmp, "line")
    argv = {"bash": ["bash", "--norc", "-i"], "zsh": ["zsh", "-f", "-i"]}[shell]
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="dumb", LC_ALL="C", TAB_LINE=out, PS1="ready> ")
        os.execvp(argv[0], argv)
    # in two pieces, so that its echo is not taken for what it prints
    os.write(fd, f". '{setup}' && PS1='>'''tab'> '\r".encode())
    read_until(fd, lambda seen: b">tab> " in seen)
    os.write(fd, line.encode() + b"\x14")
    os.write(fd, b"\x07")
    read_until(fd, lambda seen: os.path.exists(out) and os.path.getsize(out) > 0)
    os.close(fd)
    os.waitpid(pid, 0)
    print(open(out).read().rstrip("\n"))
