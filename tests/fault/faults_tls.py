#!/usr/bin/env python3
"""The scenarios of faults.py for minihttp-tls: the handshake process, the key
process and the handler behind them, as an inetd starts them; and the service of
minihttpd, whose handshake processes serve several visitors.

    faults_tls.py BUILD SCENARIO [all | PROCESS:CALL:NTH:ERROR]

Beside the rules of faults.py: the client gets records of TLS and nothing else, and
where it got no whole answer, the log says why, unless the handler had the
connection by then.  A service goes on with the next visitor, or says why it ends;
minihttpd starts another one then.
"""

import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import threading

import faults
from faults import LATE, check


def next_index(calls, name):
    """Behind the first call of this name."""
    names = [c[1] for c in calls]
    return names.index(name) + 1 if name in names else len(calls)


class Tls(faults.Handler):
    version = ssl.TLSVersion.TLSv1_3
    start = ["-b", "rt_sigaction"]  # the linker and the library come before
    sample = 2

    def __init__(self, build):
        super().__init__(build)
        self.pair = faults.tempfile.mkdtemp(prefix="minihttp-faults-")
        subprocess.run(
            [self.program("minihttp-tls"), "-N", self.pair + "/c", "localhost"],
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def command(self, here):
        words = [self.program("minihttp-tls"), "-T", "3", "-C", self.pair + "/c"]
        return words + super().command(here)

    def talk(self, client, request):
        """All bytes that came, and what they said."""
        context = ssl.create_default_context(cafile=self.pair + "/c/fullchain.pem")
        context.minimum_version = context.maximum_version = self.version
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
        raw = got = b""
        asked = False
        try:
            while True:
                try:
                    if not asked:
                        tls.do_handshake()
                        tls.write(request)
                        asked = True
                    client.sendall(outgoing.read())
                    piece = tls.read(1 << 16)
                    if not piece:
                        break
                    got += piece
                except ssl.SSLWantReadError:
                    client.sendall(outgoing.read())
                    piece = client.recv(1 << 16)
                    if not piece:
                        break
                    raw += piece
                    incoming.write(piece)
        except (ConnectionError, ssl.SSLError):
            pass
        return raw, got

    def judge(self, here, got, run, fault):
        raw, got = got
        self.judge_records(raw)
        super().judge(here, got, run, fault)
        check(fault or run.exits.get(0) == 0, "it ended with %s" % run.exits.get(0))
        if any(whole for _, _, _, whole in faults.parse_answers(got)):
            return
        # nobody is told of a client that went before its first byte
        gone = "ECONNRESET", "ETIMEDOUT"
        if fault and fault[:3] == (0, "recvfrom", 1) and fault[3] in gone:
            return
        # the handler has rules of its own about what it tells
        if fault and any(c[:2] == (fault[0], "execve") for c in run.calls):
            return
        # when it passes bytes on it tells why it cannot wait, and no end of a peer
        calls = [c for c in run.calls if c[0] == 0]
        ends = fault and (fault[1] != "poll" or fault[3] == "EINTR")
        if ends and fault[:3] in calls[next_index(calls, "sendmsg") :]:
            return
        with open(here + "/log", "rb") as log:
            check(b"minihttp-tls: " in log.read(), "it says nothing")

    @staticmethod
    def judge_records(raw):
        while raw:
            check(20 <= raw[0] <= 23, "no record of TLS: %r" % raw[:40])
            if len(raw) < 5:
                break
            check(raw[1] == 3, "no record of TLS: %r" % raw[:40])
            raw = raw[5 + int.from_bytes(raw[3:5], "big") :]


class Tls12(Tls):
    version = ssl.TLSVersion.TLSv1_2


class Service(Tls):
    """The part of minihttpd, and that of its workers, is played here."""

    may_kill = (signal.SIGKILL,)  # by the second SIGTERM
    per_process = 2
    visitors = 3

    def command(self, here):
        words = [self.program("minihttp-tls"), "-P", "-T", "3"]
        words += ["--service", "16,16,16,%d" % self.per_process]
        return words + ["-C", self.pair + "/c"]

    def work(self, channel, headers):
        """Answers each connection that is handed over."""
        while True:
            try:
                byte, fds, _, _ = socket.recv_fds(channel, 1, 1)
            except OSError:
                return
            if not byte:
                return
            for fd in fds:
                threading.Thread(
                    target=self.answer, args=(fd, headers), daemon=True
                ).start()

    def answer(self, fd, headers):
        os.set_blocking(fd, True)
        got = b""
        with socket.socket(fileno=fd) as connection:
            connection.settimeout(LATE)
            try:
                while not got.endswith(b"\r\n\r\n"):
                    piece = connection.recv(1 << 16)
                    if not piece:
                        return
                    got += piece
                headers.append(got)
                head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(faults.SMALL)
                connection.sendall(head + faults.SMALL)
            except OSError:
                pass

    def run(self, here, fault):
        headers = []
        listener = socket.create_server(("127.0.0.1", 0))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        told, tell = os.pipe()
        keep = [theirs.fileno(), tell, os.open("/dev/null", os.O_RDONLY), listener.fileno()]

        def arrange():
            """As os/scoreboard.h has them: 3 and so on."""
            high = [os.dup2(fd, 50 + i) for i, fd in enumerate(keep)]
            for i, fd in enumerate(high):
                os.dup2(fd, 3 + i)
            os.closerange(3 + len(keep), 60)

        with open(here + "/log", "ab") as log:
            process = subprocess.Popen(
                self.inject(here, fault) + self.command(here),
                stdin=subprocess.DEVNULL,
                stderr=log,
                close_fds=False,
                preexec_fn=arrange,
            )
        theirs.close()
        os.close(tell)
        os.close(keep[2])
        worker = threading.Thread(target=self.work, args=(ours, headers), daemon=True)
        worker.start()
        report = b""
        with listener, ours, open(told, "rb", buffering=0) as told:
            while not report.endswith(b"\0"):
                piece = select.select([told], [], [], 8)[0] and told.read(4096)
                if not piece:
                    break
                report += piece
            answers = []
            for _ in range(self.visitors if report.endswith(b"\0") else 0):
                if process.poll() is None:
                    answers.append(self.visit(listener.getsockname()))
            # the second SIGTERM is that of minihttpd behind DrainTimeout
            late = faults.end(process, 6)
        return report, answers, headers, late

    def visit(self, address):
        try:
            with socket.create_connection(address, 5) as client:
                return self.talk(client, self.request)
        except OSError:
            return b"", b""

    def judge(self, here, got, run, fault):
        report, answers, headers, late = got
        served = 0
        with open(here + "/log", "rb") as log:
            told = b" " in report.partition(b"@")[0] or b"minihttp-tls: " in log.read()
        # a close that fails has closed, other than one that was not made; a wait4
        # that does not wait fails if there is no child; a handler is always set
        never = fault and fault[1] in ("close", "wait4", "rt_sigaction")
        check(never or not late, "it does not end before a second SIGTERM")
        for raw, plain in answers:
            self.judge_records(raw)
            faults.Handler.judge(self, here, plain, run, fault or ("?", "?", 0, "?"))
            served += any(whole for _, _, _, whole in faults.parse_answers(plain))
        for header in headers:
            check(header.startswith(b"\r\n\r\n\0\r\nQUIT\n"), "no header: %r" % header)
        first = [number for process, number in run.killed if process == 0]
        if first:
            check(faults.death(fault) in first, "it was killed")
            return
        code = run.exits.get(0)
        if not report.endswith(b"\0"):
            check(fault, "it is not ready: %r" % report)
            # this pipe is full or closed for no minihttpd that is there
            if fault[:2] != (0, "write"):
                check(code not in (0, None), "it is not ready, and has ended with 0")
                check(told, "it does not say why")
            return
        if code != 0:
            check(fault and told, "it ended with %s and says nothing" % code)
            return
        # without a random number the key process signs nothing any more
        if fault and fault[:2] == (1, "getrandom") and told:
            return
        bad = len(answers) - served
        check(bad <= (1 if fault else 0), "%d visitors were not served" % bad)


class TlsLarge(Tls):
    request = faults.GetLarge.request
    right = faults.GetLarge.right


if __name__ == "__main__":
    faults.SCENARIOS.update(
        {"tls": Tls, "tls-1.2": Tls12, "tls-large": TlsLarge, "service": Service}
    )
    sys.exit(faults.main())
