#!/usr/bin/env python3
"""The scenario of faults.py for minihttpd, which starts a worker and watches it.

    faults_daemon.py BUILD daemon [all | 0:CALL:NTH:ERROR]

The calls of its worker fail in the scenarios of faults.py.  Here those of minihttpd
do, at its start, at a reload and at its end.  It says why it does not start, or goes
on with the next visitor.
"""

import os
import signal
import socket
import subprocess
import sys
import time

import faults
from faults import check


class Daemon(faults.Listener):
    start = ["-b", "rt_sigprocmask"]  # the linker and the library come before
    # SIGTERM and SIGKILL are for a worker that has not begun or does not end;
    # libsystemd ends the process by SIGABRT
    may_kill = signal.SIGTERM, signal.SIGKILL, signal.SIGABRT
    visitors = 2

    def command(self, here):
        words = [self.program("minihttpd"), "-c", here + "/conf", "-l", "unix:%s/s" % here]
        return words + ["-o", "Workers 1", here + "/root"]

    def prepare(self, here):
        super().prepare(here)
        with open(here + "/conf", "w") as conf:
            for option in self.options + ["DrainTimeout 2s"]:
                conf.write(option + "\n")
            conf.write("User %d:%d\n" % (os.getuid(), os.getgid()))

    def visit(self, here):
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(5)
                client.connect(here + "/s")
                return self.talk(client, self.request)
        except OSError:
            return b""

    @staticmethod
    def says(here, process, what, most):
        """Waits until the log says it, for so many seconds.  Returns false otherwise,
        or if the process has ended."""
        end = time.monotonic() + most
        while time.monotonic() < end and process.poll() is None:
            with open(here + "/log") as log:
                if what in log.read():
                    return True
            time.sleep(0.01)
        return False

    def run(self, here, fault):
        with open(here + "/log", "ab") as log:
            process = subprocess.Popen(
                self.inject(here, fault) + self.command(here),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        answers = []
        ready = self.says(here, process, "serving ", 12)
        for _ in range(self.visitors if ready else 0):
            answers.append(self.visit(here))
        if ready:
            with open(here + "/conf", "a") as conf:
                conf.write("MaxFieldsSize 9K\n")
            faults.tell(process, signal.SIGHUP)
            self.says(here, process, "MaxFieldsSize", 3)
            answers.append(self.visit(here))
        faults.end(process, 4)
        return ready, answers

    def ours(self, calls):
        """Those of minihttpd itself.  A wait4 that does not wait fails only if there is
        no child."""
        return [c for c in calls if c[0] == 0 and c[1] != "wait4"]

    def judge(self, here, got, run, fault):
        ready, answers = got
        served = 0
        with open(here + "/log") as log:
            told = "minihttpd: " in log.read()
        for answer in answers:
            faults.Handler.judge(self, here, answer, run, fault or ("?", "?", 0, "?"))
            served += answer.startswith(b"HTTP/1.1 200 ")
        first = [number for process, number in run.killed if process == 0]
        if first:
            # libsystemd aborts on what cannot be
            lie = fault and fault[1:4:2] == ("close", "EBADF")
            check(lie or faults.death(fault) in first, "it was killed")
            return
        code = run.exits.get(0)
        if not ready:
            # the line of its log is lost, or that of the worker, which is
            # replaced when it has had its time
            if fault and fault[1] in ("read", "writev"):
                return
            check(fault, "it is not ready")
            check(code not in (0, None), "it is not ready, and has ended with %s" % code)
            check(told, "it does not say why")
            return
        check(code == 0 or (fault and told), "it ended with %s and says nothing" % code)
        if code == 0:
            bad = len(answers) - served
            check(bad <= (1 if fault else 0), "%d visitors were not served" % bad)


if __name__ == "__main__":
    faults.SCENARIOS["daemon"] = Daemon
    sys.exit(faults.main())
