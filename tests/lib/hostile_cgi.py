#!/usr/bin/env python3
"""Scripts that mean harm, through all of the chain: handler, spawner, keeper,
script, relay, peer.

    hostile_cgi.py PORT ROOT LOG SECONDS SEED

asks the minihttpd on this port, which serves ROOT with CGI below /cgi-bin/ and
writes LOG, for scripts made by a seeded generator, from a few connections at
once.  A script writes a head that is damaged or lies, floods, stalls, ends
early, ignores its input, closes its ends, forks and leaves; the peer asks by
all methods, keeps the connection, hangs up or reads slowly.  Each case depends
on SEED and its number alone, and is made anew by ONLY=number.

Whatever a script does:

    - an answer is valid HTTP/1.1 (RFC 9110, 9112), read by a reader that shares
      no code with the server, and as long as it says; or it is cut off, and
      then the connection is closed
    - what is behind an answer is the server's answer to the next request:
      nothing that a script writes becomes a second answer (RFC 3875 9.3)
    - of a field that is about the connection or its framing the server's own is
      sent, and no other (RFC 3875 6.3)
    - a good script's content arrives byte for byte
    - nothing of it is a control character in the log, and nobody crashes
    - it ends: no script is there when nobody waits for one, and the server
      answers

nph- scripts write to the peer as they like; of those the others hold.
"""

import os
import random
import re
import socket
import sys
import threading
import time

SMALL = b"0123456789abcdefghij"
THREADS = 12
PATIENCE_S = 60  # a busy machine is slow, and only a server that hangs is wrong
CGI_TIMEOUT_S = 0.5  # CGITimeout of 65-hostile.bats
FLOOD = 10000000  # what a peer reads of an answer at most
CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f-\xff]")
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
OURS = b"connection content-length date keep-alive proxy-connection te trailer" \
    b" transfer-encoding upgrade".split()


class Wrong(Exception):
    """A rule is broken."""


def check(good, what):
    if not good:
        raise Wrong(what)


# --- a strict reader of answers ---------------------------------------------------


class Cut(Exception):
    """The bytes end before the answer does."""


def read_line(s, at):
    end = s.find(b"\r\n", at)
    if end < 0:
        raise Cut()
    return s[at:end], end + 2


def read_head(s, at):
    line, at = read_line(s, at)
    m = re.match(rb"HTTP/1\.1 ([1-5]\d\d) [\t -~\x80-\xff]*\Z", line)
    check(m, "no status line: %r" % line[:80])
    fields = []
    while True:
        line, at = read_line(s, at)
        if line == b"":
            return int(m.group(1)), fields, at
        name, colon, value = line.partition(b":")
        check(colon and TOKEN.match(name), "no field line: %r" % line[:80])
        check(
            not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", value),
            "controls in a field: %r" % line[:80],
        )
        fields.append((name.lower(), value.strip(b" \t")))


def read_chunks(s, at):
    content = bytearray()
    while True:
        line, at = read_line(s, at)
        check(re.match(rb"[0-9a-fA-F]+\Z", line), "no chunk size: %r" % line[:80])
        n = int(line, 16)
        if n == 0:
            line, at = read_line(s, at)
            check(line == b"", "trailers: %r" % line[:80])
            return bytes(content), at
        if len(s) < at + n + 2:
            raise Cut()
        content += s[at : at + n]
        check(s[at + n : at + n + 2] == b"\r\n", "a chunk has no end")
        at += n + 2


def read_answer(s, at, method):
    """Status, fields, content, where it ends; it ends with s where it says so."""
    status, fields, at = read_head(s, at)
    said = [value for name, value in fields if name == b"content-length"]
    coded = [value for name, value in fields if name == b"transfer-encoding"]
    for name in OURS:
        n = sum(1 for field, _ in fields if field == name)
        check(n <= 1, "%d fields %s" % (n, name.decode()))
    check(not (said and coded), "a length and a coding")
    check(all(re.match(rb"\d+\Z", v) for v in said), "no length: %r" % said)
    check(all(v == b"chunked" for v in coded), "a coding: %r" % coded)
    for name, value in fields:
        check(b"hostile" not in value or name not in OURS, "%r: %r" % (name, value))
        check(not name.startswith(b"x-cgi-"), "%r" % name)
        check(name != b"status", "Status is passed on")
    if status < 200 or status in (204, 304) or method == b"HEAD":
        check(status not in (204,) or not (said or coded), "a 204 with a length")
        return status, fields, b"", at
    if coded:
        content, at = read_chunks(s, at)
        return status, fields, content, at
    if said:
        if len(s) < at + int(said[0]):
            raise Cut()
        return status, fields, s[at : at + int(said[0])], at + int(said[0])
    return status, fields, s[at:], len(s)


# --- scripts --------------------------------------------------------------------------

SPLIT = (
    b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Injected: yes\r\n\r\nbad"
    b"HTTP/1.1 200 OK\r\nX-Injected: yes\r\nContent-Length: 0\r\n\r\n"
)
BYTES = [b"\0", b"\r", b"\n", b"\t", b" ", b":", b"\x7f", b"\xff", b"\x1b[2J", b"\r\n", b"\n\n"]
GOOD = [b"Content-Type: text/plain", b"X-Mine: 1", b"Set-Cookie: a=b", b"ETag: \"x\""]
LIES = [
    b"Connection: hostile, keep-alive",
    b"Connection: close",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: hostile",
    b"Date: hostile",
    b"Trailer: hostile",
    b"Upgrade: hostile",
    b"X-CGI-Secret: hostile",
    b"Keep-Alive: hostile",
    b"TE: hostile",
]
DAMAGED = [
    b"",
    b"no colon",
    b": no name",
    b"Na me: x",
    b" folded",
    b"\tfolded",
    b"Name : x",
    b"N\0: x",
    b"X: a\0b",
    b"X: a\rb",
    b"X\xff: y",
    b"HTTP/1.1 200 OK",
    b"X: " + b"a" * 70000,
    b"a" * 70000,
    b"X-Esc: \x1b]0;title\x07",
]
STATUSES = b"200 100 101 103 199 204 205 206 304 302 404 416 500 599 600 999 20 2000 -1 abc 200x 0x1 " \
    b"+200 200\tOK 204\xff".split(b" ")
LENGTHS = [b"0", b"5", b"20", b"100000", b"-1", b"+5", b"0x5", b"5, 5", b"99999999999999999999",
    b"18446744073709551615", b"18446744073709551616", b"", b"5 5", b"\t7"]
PLACES = [b"/small", b"/cgi-bin/%s", b"/cgi-bin/loop", b"//hostile/", b"http://hostile/", b"/../../etc/passwd",
    b"/%00", b"/a b", b"/" + b"a" * 9000, b"/%2e%2e/%2e%2e/etc/passwd",
    b"relative", b"", b"/cgi-bin/nothing", b"/#x", b"javascript:hostile", b"/cgi-bin/.hidden"]


class Script:
    """What it writes and does, as a program for sh; and what must come of it."""

    def __init__(self, random_, name):
        self.r, self.name = random_, name
        self.steps, self.files = [], []
        self.whole = None  # the content, if it is a good one
        self.nph = name.startswith(b"nph-")

    def write(self, data, to=""):
        self.steps.append('cat "$0.%d"%s' % (len(self.files), to))
        self.files.append(data)

    def end(self, nl):
        return nl if self.r.random() < 0.95 else self.r.choice([b"\n", b"\r\n", b"\r", b""])

    def head(self):
        r = self.r
        nl = r.choice([b"\n", b"\r\n"])
        lines = [r.choice(GOOD) for _ in range(r.randint(0, 3))]
        if r.random() < 0.6:
            lines.append(b"Content-Type: text/x")
        if r.random() < 0.4:
            lines.append(b"Status: " + r.choice(STATUSES) + r.choice([b"", b" OK", SPLIT]))
        if r.random() < 0.4:
            lines.append(b"Content-Length: " + r.choice(LENGTHS))
        if r.random() < 0.25:
            place = r.choice(PLACES)
            lines.append(b"Location: " + (place % self.name if b"%s" in place else place))
        lines += [r.choice(LIES) for _ in range(r.choice([0, 0, 0, 1, 3]))]
        lines += [r.choice(DAMAGED) for _ in range(r.choice([0, 0, 0, 0, 1, 2]))]
        if r.random() < 0.05:
            lines += [b"X-%d: %d" % (i, i) for i in range(r.choice([90, 200, 5000]))]
        r.shuffle(lines)
        head = b"".join(line + self.end(nl) for line in lines) + self.end(nl)
        for _ in range(r.choice([0, 0, 0, 1, 2, 5])):
            at = r.randrange(len(head) + 1)
            head = head[:at] + r.choice(BYTES) + head[at + r.choice([0, 0, 1]) :]
        return head

    def content(self):
        r = self.r
        return r.choice([b"", b"x", b"hello", SPLIT, b"0\r\n\r\n" + SPLIT, r.randbytes(r.randint(1, 3000)),
            b"a" * r.choice([4095, 4096, 65536, 300000])])

    def act(self):
        """Anything but writing well."""
        self.steps.append(self.r.choice([
            "cat >/dev/null",
            "head -c 3 >/dev/null",
            "exec <&-",
            "exec >&-",
            "exec 2>&-",
            "exec >&- 2>&- <&-",
            "sleep 0.02",
            "kill -KILL $$",
            "kill -SEGV $$",
            "kill -STOP $$",
            "exit 1",
            "sleep 30 & exit 0",
            "(sleep 0.1; cat \"$0.0\") & exit 0",
            "(exec setsid sleep 1) & exit 0",
            "trap '' TERM; sleep 30",
            "exec sleep 30",
            "yes hostile",
            "yes hostile >&2",
            "head -c 3000000 /dev/zero",
            "head -c 3000000 /dev/zero >&2",
            "printf '\\033[2J\\000\\r\\n\\377' >&2",
            "rm -f \"$0\"",
            "exec 3<>/proc/self/fd/1; cat <&3",
            "for i in 1 2 3 4 5 6 7 8; do sleep 30 & done",
        ]))

    def good(self):
        r = self.r
        content = r.randbytes(r.choice([0, 1, 20, 4096, 70000, 400000]))
        said = b"Content-Length: %d\r\n" % len(content) if r.random() < 0.5 else b""
        self.steps.append("cat >/dev/null")
        head = b"Content-Type: text/plain\r\n" + said + b"\r\n"
        cut = r.randint(0, len(head))
        self.write(head[:cut])
        if r.random() < 0.5:
            self.steps.append("sleep 0.01")
        self.write(head[cut:] + content)
        self.whole = content

    def flawed(self):
        """Good but for one thing, which nothing else hides."""
        r = self.r
        place = r.choice(PLACES)
        flaw = r.choice([
            r.choice(LIES),
            r.choice(LIES),
            r.choice(DAMAGED),
            b"Status: " + r.choice(STATUSES),
            b"Status: 200 OK" + SPLIT,
            b"Content-Length: " + r.choice(LENGTHS),
            b"Location: " + (place % self.name if b"%s" in place else place),
        ])
        nl = r.choice([b"\n", b"\r\n"])
        lines = [b"Content-Type: text/x"] * (r.random() < 0.8) + [flaw, r.choice(GOOD[1:])]
        r.shuffle(lines)
        self.write(nl.join(lines) + nl + nl + self.content())

    def make(self):
        r = self.r
        if not self.nph and r.random() < 0.2:
            self.good()
            return
        if not self.nph and r.random() < 0.5:
            self.flawed()
            return
        if r.random() < 0.3:
            self.act()
        head = self.head()
        cut = r.choice([len(head), r.randint(0, len(head))])
        self.write(head[:cut])
        if cut < len(head) and r.random() < 0.7:
            self.act()
        self.write(head[cut:])
        if r.random() < 0.3:
            self.act()
        self.write(self.content())
        if r.random() < 0.4:
            self.act()
        if r.random() < 0.1:
            self.write(self.head() + self.content())

    def store(self, directory):
        path = os.path.join(directory, self.name.decode())
        for i, data in enumerate(self.files):
            with open("%s.%d" % (path, i), "wb") as f:
                f.write(data)
        with open(path, "w") as f:
            f.write("#!/bin/sh\n" + "\n".join(self.steps) + "\n")
            os.fchmod(f.fileno(), 0o755)


# --- the peer ---------------------------------------------------------------------------


class Peer:
    def __init__(self, random_, port, script):
        self.r, self.port, self.script = random_, port, script

    def request(self):
        r = self.r
        self.method = r.choice([b"GET", b"GET", b"GET", b"HEAD", b"POST", b"POST", b"OPTIONS"])
        minor = r.choice([1, 1, 1, 0])
        head = b"%s /cgi-bin/%s HTTP/1.%d\r\nHost: localhost\r\n" % (self.method, self.script.name, minor)
        body = b""
        if self.method == b"POST":
            body = r.randbytes(r.choice([0, 5, 70000, 400000]))
            if minor == 1 and r.random() < 0.4:
                head += b"Transfer-Encoding: chunked\r\n"
                body = (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
            else:
                head += b"Content-Length: %d\r\n" % len(body)
        self.whole = head + b"\r\n" + body

    def run(self):
        r = self.r
        self.request()
        follow = b"GET /small HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        manner = r.choice(["keeps"] * 6 + ["hangs up", "half", "slow", "stops"])
        self.began = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_S) as s:
            sent = self.whole
            if manner == "stops":
                sent = sent[: r.randint(0, len(sent))]
            elif manner == "keeps":
                sent += follow
            sender = threading.Thread(target=self.send, args=(s, sent, manner), daemon=True)
            sender.start()
            try:
                if manner == "hangs up":
                    s.recv(r.choice([1, 100, 10000]))
                    return
                got = self.read(s, manner)
                self.took = time.monotonic() - self.began
                # A good script may have met its time-out on a busy machine.
                self.late = self.took >= CGI_TIMEOUT_S
            except ConnectionError:
                return
            finally:
                s.close()
                sender.join()
        if manner in ("half", "stops") or self.script.nph:
            return
        self.judge(got, manner)

    def send(self, s, data, manner):
        try:
            s.sendall(data)
            if manner in ("half", "stops"):
                s.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def read(self, s, manner):
        got = bytearray()
        while len(got) < FLOOD:
            piece = s.recv(1000 if manner == "slow" and len(got) < 50000 else 1 << 18)
            if not piece:
                return bytes(got)
            got += piece
        return b""  # it has had enough, and hangs up

    def judge(self, got, manner):
        if not got:
            return
        try:
            status, fields, content, at = read_answer(got, 0, self.method)
        except Cut:
            check(self.script.whole is None or self.late, "a good script's answer is cut off")
            return
        check(not any(n == b"x-injected" for n, _ in fields), "a field was put in")
        if self.script.whole is not None and self.method != b"HEAD" and not (self.late and status == 504):
            check(status == 200, "a good script gets %d after %d ms" % (status, self.took * 1000))
            check(content == self.script.whole, "the content is another")
        if at == len(got):
            return
        status, fields, content, end = read_answer(got, at, b"GET")
        check(manner == "keeps", "an answer to nobody")
        check(status == 200 and content == SMALL and end == len(got), "a second answer: %r" % got[at:][:200])


# --- all of it ---------------------------------------------------------------------------


class Run:
    def __init__(self, port, root, log, seed):
        self.port, self.root, self.log, self.seed = port, root, log, seed
        self.lock, self.next, self.wrong = threading.Lock(), 0, None

    def one(self, number):
        r = random.Random("%s/%d" % (self.seed, number))
        name = b"%s%d" % (r.choice([b"s"] * 9 + [b"nph-"]), number)
        script = Script(r, name)
        script.make()
        script.store(os.path.join(self.root, "cgi-bin"))
        try:
            Peer(r, self.port, script).run()
        except (Wrong, socket.timeout) as e:
            raise Wrong(
                "case %d: %s\n%s\n%s" % (number, e or "it hangs", "\n".join(script.steps)[:2000], self.logged(name))
            )

    def logged(self, name):
        """What the log says of the script."""
        with open(self.log, "rb") as f:
            lines = [line for line in f if name in line.replace(b":", b" ").replace(b"/", b" ").split()]
        return b"".join(lines)[:2000].decode("utf-8", "replace")

    def work(self, end):
        while time.monotonic() < end and self.wrong is None:
            with self.lock:
                number = self.next
                self.next += 1
            try:
                self.one(number)
            except Exception as e:
                self.wrong = e

    def go(self, seconds):
        end = time.monotonic() + seconds
        threads = [threading.Thread(target=self.work, args=(end,)) for _ in range(THREADS)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        if self.wrong is not None:
            raise self.wrong


def running(directory):
    """The scripts, by where they are; those that left their group aside."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink("/proc/%s/cwd" % pid) == directory:
                found.append(pid)
        except OSError:
            continue
    return found


def is_well(run, log):
    with socket.create_connection(("127.0.0.1", run.port), PATIENCE_S) as s:
        s.sendall(b"GET /small HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        got = Peer.read(None, s, "")
    check(read_answer(got, 0, b"GET")[2] == SMALL, "the server does not answer")
    end = time.monotonic() + PATIENCE_S
    while running(os.path.join(run.root, "cgi-bin")):
        check(time.monotonic() < end, "scripts are still there: %s" % running(os.path.join(run.root, "cgi-bin")))
        time.sleep(0.05)
    with open(log, "rb") as f:
        for line in f:
            line = line.rstrip(b"\n")
            check(not CONTROLS.search(line), "controls in the log: %r" % line[:200])
            if not line.startswith(b"cgi-bin/"):
                check(not re.search(rb"SIG[A-Z]|Sanitizer|runtime error", line), "in the log: %r" % line[:200])


def main():
    port, root, log, seconds, seed = sys.argv[1:]
    run = Run(int(port), os.path.realpath(root), log, seed)
    try:
        if "ONLY" in os.environ:
            run.one(int(os.environ["ONLY"]))
        else:
            run.go(float(seconds))
        is_well(run, log)
    except Wrong as e:
        print("seed %s: %s" % (seed, e))
        return 1
    print("seed %s: %d scripts" % (seed, run.next))
    return 0


if __name__ == "__main__":
    sys.exit(main())
