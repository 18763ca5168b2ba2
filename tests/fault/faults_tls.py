#!/usr/bin/env python3
"""The scenarios of faults.py for minihttp-tls: the handshake process, the key
process and the handler behind them, as an inetd starts them.

    faults_tls.py BUILD SCENARIO [all | PROCESS:CALL:NTH:ERROR]

Beside the rules of faults.py: the client gets records of TLS and nothing else, and
where it got no whole answer, the log says why, unless the handler had the
connection by then.
"""

import os
import ssl
import subprocess
import sys

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


class TlsLarge(Tls):
    request = faults.GetLarge.request
    right = faults.GetLarge.right


if __name__ == "__main__":
    faults.SCENARIOS.update({"tls": Tls, "tls-1.2": Tls12, "tls-large": TlsLarge})
    sys.exit(faults.main())
