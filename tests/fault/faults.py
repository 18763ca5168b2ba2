#!/usr/bin/env python3
"""Lets every system call of a scenario fail, one in each run.

    faults.py BUILD SCENARIO [all]
    faults.py BUILD SCENARIO PROCESS:CALL:NTH:ERROR     (one run, talkative)

The calls are those of a first run in which none fails; then, for each of
them, it is run again and the call fails: with one of the errors that
inject.def has for it, or with each of them and cut short (all).  Whatever
fails, there is never

    - a process that is killed, or that does not end
    - a byte that is not of the right answer: what is sent under a status of
      2xx begins as the right answer does, and it is all there, if the answer
      says that it is
    - a 2xx, or an exit code of 0, for what did not happen: what was uploaded
      is in its file then; and if it was refused the file is as it was
    - litter that the next upload does not clear
"""

import http.server
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zipfile
from concurrent.futures import ThreadPoolExecutor

LATE = 20  # seconds for a run; nothing here takes as long as one
JOBS = 3
REPEATS = 40  # of the same call, where all are: a large file has many

SMALL = b"0123456789abcdefghij"
LARGE = bytes(range(251)) * 20000
NEW = bytes(range(256)) * 400
NAMES = [b"a.txt", b"b.txt", b"c%20d.txt"]

# What cannot be, and what comes of it: a signal, or what is said of it.
#	arch_prctl	libc cannot begin without it, and knows no other way to
#			say so
#	fstat, fchmod	of a descriptor that is open: musl takes it for one of
#			O_PATH on an old kernel and tries what the sandbox forbids
#	rt_sigaction	of SIGTERM: it is not caught then
DEATHS = {
    ("arch_prctl", None): signal.SIGSEGV,
    ("fstat", "EBADF"): signal.SIGSYS,
    ("fchmod", "EBADF"): signal.SIGSYS,
    ("rt_sigaction", None): signal.SIGTERM,
}

# Errors that say that all is as it should be, or something else.
LIES = {("epoll_ctl", "EEXIST"), ("epoll_ctl", "ENOENT"), ("getpeername", "ENOTSOCK")}


def death(fault):
    """The signal that this fault may end a process with, or None."""
    if not fault:
        return None
    call, error = fault[1], fault[3]
    return DEATHS.get((call, error)) or DEATHS.get((call, None))


class Wrong(Exception):
    """What the rules above forbid."""


def check(good, what):
    if not good:
        raise Wrong(what)


# --- answers ----------------------------------------------------------------


def parse_answers(data, heads_only=False):
    """[(status, fields, body, whole)], and the last may be cut anywhere."""
    answers = []
    while data:
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            check(
                data.startswith(b"HTTP/1.1 ") or b"HTTP/1.1 ".startswith(data),
                "no answer begins so: %r" % data[:60],
            )
            break
        lines = head.split(b"\r\n")
        m = re.fullmatch(rb"HTTP/1\.1 ([1-5]\d\d) [A-Za-z -]+", lines[0])
        check(m, "no status line: %r" % lines[0])
        fields = {}
        for line in lines[1:]:
            name, colon, value = line.partition(b": ")
            check(colon and re.fullmatch(rb"[A-Za-z-]+", name), "no field: %r" % line)
            fields[name.lower()] = value
        status = int(m.group(1))
        if status in (100, 104):
            data = rest
            continue
        if heads_only or status in (204, 304):
            body, whole, data = b"", True, rest
        elif fields.get(b"transfer-encoding") == b"chunked":
            body, whole, data = parse_chunks(rest)
        else:
            n = int(fields[b"content-length"])
            body, data = rest[:n], rest[n:]
            whole = len(body) == n
        answers.append((status, fields, body, whole))
    return answers


def parse_chunks(data):
    body = b""
    while True:
        line, end, data = data.partition(b"\r\n")
        if not end:
            return body, False, b""
        n = int(line, 16)
        if n == 0:
            return (body, True, data[2:]) if data[:2] == b"\r\n" else (body, False, b"")
        body += data[:n]
        if len(data) < n + 2:
            return body, False, b""
        check(data[n : n + 2] == b"\r\n", "a chunk is longer than it says")
        data = data[n + 2 :]


def check_refused(status):
    check(400 <= status <= 599, "status %d" % status)


# --- a run --------------------------------------------------------------------


class Run:
    """What happened to the processes, as inject reports it."""

    def __init__(self, path):
        self.calls, self.killed, self.exits, self.unknown = [], [], {}, []
        self.hit = self.late = False
        with open(path) as report:
            for line in report:
                word = line.split()
                if word[0] == "call":
                    self.calls.append((int(word[1]), word[2], int(word[3])))
                elif word[0] == "unknown":
                    self.unknown.append(int(word[2]))
                elif word[0] == "hit":
                    self.hit = True
                elif word[0] == "late":
                    self.late = True
                elif word[0] == "exit":
                    self.exits[int(word[1])] = int(word[2])
                elif word[0] == "killed":
                    self.killed.append((int(word[1]), int(word[2])))


def tell(process, number):
    """Sends a signal to the program, the first child of inject, which reaps it."""
    pid = process.pid
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            children = f.read().split()
        if children:
            os.kill(int(children[0]), number)
    except (FileNotFoundError, ProcessLookupError):
        pass


def end(process, patience):
    """Ends it by SIGTERM, and after so many seconds by a second one.  Returns true if
    that was needed."""
    for seconds in patience, LATE + 5:
        tell(process, signal.SIGTERM)
        try:
            check(process.wait(seconds) == 0, "inject failed")
            return seconds != patience
        except subprocess.TimeoutExpired:
            pass
    raise Wrong("inject does not end")


class Scenario:
    may_kill = ()  # signals that are part of it
    sample = 3  # of the same call in one process, where not all are tried
    start = []  # of inject: from where on it counts

    def __init__(self, build):
        self.build = build

    def program(self, name):
        return os.path.join(self.build, name)

    def inject(self, here, fault):
        words = [self.program("inject"), "-s", str(LATE), "-o", here + "/report"]
        words += self.start
        return words + (["-f", ":".join(map(str, fault))] if fault else [])

    def prepare(self, here):
        """A directory of this run's own is set up."""

    def run(self, here, fault):
        """Runs it, and returns what judge is to look at."""

    def ours(self, calls):
        """Those of the calls that are to fail."""
        return calls

    def judge(self, here, got, run, fault):
        """Raises Wrong.  fault is None in the first run, where all is well."""


# --- the handler --------------------------------------------------------------


def make_site(root):
    os.makedirs(root + "/dir")
    os.makedirs(root + "/uploads")
    for name, content in (
        ("digits.txt", SMALL),
        ("large.bin", LARGE),
        ("dir/a.txt", b"a"),
        ("dir/b.txt", b"b"),
        ("dir/c d.txt", b"c"),
        ("uploads/old.txt", b"old"),
    ):
        with open(root + "/" + name, "wb") as f:
            f.write(content)
        os.utime(root + "/" + name, (1700000000, 1700000000))


class Handler(Scenario):
    """A connection on descriptors 0 and 1, as an inetd has it."""

    request = b"GET /digits.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    options = ["Sandbox yes"]
    head = False
    hangs_up = True

    def command(self, here):
        words = [self.program("minihttp"), "-c", "/dev/null"]
        for option in [
            "User %d:%d" % (os.getuid(), os.getgid()),
            "HeadTimeout 3s",
            "BodyTimeout 3s",
            "SendTimeout 3s",
            "KeepAliveTimeout 3s",
            "AccessLog " + here + "/access",
        ] + self.options:
            words += ["-o", option.replace("HERE", here)]
        return words + [here + "/root"]

    def prepare(self, here):
        make_site(here + "/root")

    def run(self, here, fault, command=None, request=None):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = socket.create_connection(listener.getsockname(), LATE + 5)
            server = listener.accept()[0]
        with client, open(here + "/log", "ab") as log:
            with server:
                process = subprocess.Popen(
                    self.inject(here, fault) + (command or self.command(here)),
                    stdin=server,
                    stdout=server,
                    stderr=log,
                )
            got = self.talk(client, request or self.request)
            if self.hangs_up:
                client.close()
            check(process.wait(LATE + 5) == 0, "inject failed")
        return got

    def talk(self, client, request):
        """All bytes that came."""
        got = b""
        try:
            client.sendall(request)
            while True:
                piece = client.recv(1 << 20)
                if not piece:
                    break
                got += piece
        except ConnectionError:
            pass
        return got

    def judge(self, here, got, run, fault):
        answers = parse_answers(got, self.head)
        check(fault or answers, "no answer")
        for i, (status, fields, body, whole) in enumerate(answers):
            if fault and status >= 400:
                check_refused(status)
                continue
            check(i < len(self.right), "one answer too many")
            self.judge_answer(i, answers[i], fault)
            check(fault or whole, "it is cut short")

    right = [(200, SMALL)]

    def judge_answer(self, i, answer, fault):
        status, fields, body, _ = answer
        want, content = self.right[i]
        check(status == want, "status %d" % status)
        n = int(fields[b"content-length"])
        check(n == len(content), "length %d" % n)
        check(self.head or body == content[: len(body)], "other bytes")


class GetSmall(Handler):
    pass


class GetRequire(Handler):
    """Sandbox require: what fails of the sandbox is a 500."""

    options = ["Sandbox require"]

    def judge(self, here, got, run, fault):
        super().judge(here, got, run, fault)
        if not fault or not run.hit or not got.startswith(b"HTTP/1.1 200 "):
            return
        call, error = fault[1], fault[3]
        # E2BIG and EINVAL are a kernel that knows less; it is asked again
        if call == "landlock_create_ruleset" and error in ("E2BIG", "EINVAL"):
            made = [c for _, c, _ in run.calls]
            check("landlock_restrict_self" in made, "no Landlock, and 200")
            return
        check(
            not re.match("landlock|seccomp|close_range|prlimit|prctl|set|cap", call),
            "200 without its sandbox",
        )


class GetPipe(Handler):
    """By hand: two pipes."""

    request = b"GET /large.bin HTTP/1.0\r\n\r\n"
    right = [(200, LARGE)]

    def run(self, here, fault):
        with open(here + "/log", "ab") as log:
            process = subprocess.run(
                self.inject(here, fault) + self.command(here),
                input=self.request,
                stdout=subprocess.PIPE,
                stderr=log,
                timeout=LATE + 5,
            )
        check(process.returncode == 0, "inject failed")
        return process.stdout


class GetLarge(Handler):
    request = b"GET /large.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    right = [(200, LARGE)]


class Patient(GetSmall):
    """A visitor who has it all, and stays: the handler lingers, and leaves."""

    request = GetSmall.request + b"more than asked for"
    hangs_up = False


class Head(Handler):
    request = b"HEAD /digits.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    head = True


class Range(Handler):
    request = (
        b"GET /large.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=100-300099\r\n"
        b"Connection: close\r\n\r\n"
    )
    right = [(206, LARGE[100:300100])]


class Ranges(Handler):
    request = (
        b"GET /large.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=0-9,1000-200000,-3\r\n"
        b"Connection: close\r\n\r\n"
    )

    def judge_answer(self, i, answer, fault):
        status, fields, body, whole = answer
        check(status == 206, "status %d" % status)
        edge = re.search(rb"boundary=\"?([^\";]+)", fields[b"content-type"]).group(1)
        at = 0
        for first, last in (0, 9), (1000, 200000), (len(LARGE) - 3, len(LARGE) - 1):
            start = body.find(b"\r\n\r\n", at)
            if start < 0:
                check(not whole, "a part is missing")
                return
            head = body[at:start]
            check(b"--" + edge in head, "no boundary")
            check(b"bytes %d-%d/" % (first, last) in head, "another part")
            at = start + 4 + last - first + 1
            part = body[start + 4 : at]
            check(part == LARGE[first : last + 1][: len(part)], "other bytes")
        tail = b"\r\n--" + edge + b"--\r\n"
        check(body[at:] == tail[: len(body) - at] or len(body) < at, "no tail")


class KeepAlive(Handler):
    """Three requests at once; a file that is not there in the middle."""

    request = (
        b"GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n"
        b"GET /none HTTP/1.1\r\nHost: a\r\n\r\n"
        b"GET /large.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    )
    right = [(200, SMALL), (404, None), (200, LARGE)]
    options = ["Counters HERE/counters"]

    def judge_answer(self, i, answer, fault):
        if self.right[i][0] == 404:
            check(answer[0] == 404, "status %d" % answer[0])
        else:
            super().judge_answer(i, answer, fault)


class Listing(Handler):
    request = b"GET /dir/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    options = ["DirectoryListing yes"]

    def judge_answer(self, i, answer, fault):
        status, _, body, whole = answer
        check(status == 200, "status %d" % status)
        # one that cannot be looked at any more is not there any more
        gone = fault and fault[1] in ("newfstatat", "faccessat")
        for name in NAMES if whole and not gone else ():
            check(b'"' + name + b'"' in body, "%r is missing" % name)


class Archive(Handler):
    """A zip that is whole holds all names, each with its bytes."""

    request = (
        b"GET /dir/?archive=zip HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    )
    options = ["Archive yes", "Counters HERE/counters"]

    def judge_answer(self, i, answer, fault):
        status, fields, body, whole = answer
        check(status == 200, "status %d" % status)
        check(len(body) <= int(fields[b"content-length"]), "too long")
        if not whole:
            return
        z = zipfile.ZipFile(io.BytesIO(body))
        check(z.testzip() is None, "a sum is wrong")
        # one that cannot be looked at any more is not there any more
        gone = fault and fault[1] in ("newfstatat", "faccessat")
        for name in NAMES if not gone else ():
            name = "dir/" + urllib.parse.unquote(name.decode())
            check(name in z.namelist(), "%r is missing" % name)


WRITES = [
    "RequestMethodSupport GET HEAD OPTIONS PUT DELETE POST",
    "Upload /uploads/",
    "WriteFrom 127.0.0.1",
    "WriteFrom -",
    "DirectoryListing no",
]


def put(name, content, *fields):
    head = ["PUT /uploads/%s HTTP/1.1" % name, "Host: localhost", "Connection: close"]
    head += ["Content-Length: %d" % len(content), *fields]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + content


class Upload(Handler):
    """A request that makes the file go from BEFORE to AFTER; None is absent."""

    options = WRITES
    name = "new.txt"
    before, after = None, NEW
    changes = ("linkat", "renameat", "unlinkat")

    def content(self, here):
        try:
            with open(here + "/root/uploads/" + self.name, "rb") as f:
                return f.read()
        except FileNotFoundError:
            return None

    # Then the name has changed already, or may have.
    def is_past(self, run, fault):
        changes = self.changes
        made = [i for i, c in enumerate(run.calls) if c[1] in changes]
        at = run.calls.index(tuple(fault[:3])) if tuple(fault[:3]) in run.calls else -1
        return made and at >= made[0] and fault[1] not in changes

    def judge(self, here, got, run, fault):
        answers = parse_answers(got)
        status = answers[-1][0] if answers else 0
        now = self.content(here)
        if not fault:
            check(200 <= status < 400, "status %d" % status)
        if 200 <= status < 400:
            check(now == self.after, "%d for what did not happen" % status)
        elif status:
            check_refused(status)
            check(
                now == self.before or self.is_past(run, fault) and now == self.after,
                "%d, and the file is another" % status,
            )
        else:
            check(now in (self.before, self.after), "the file is neither")
        self.again(here)

    def again(self, here):
        """The next upload finds its way, and clears what is left."""
        process = subprocess.run(
            self.command(here),
            input=put("again.txt", b"again"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LATE,
        )
        check(process.stdout[:13] == b"HTTP/1.1 201 ", "no upload after it")
        check(not self.litter(here), "litter: %s" % self.litter(here))

    def litter(self, here):
        known = {self.name, "again.txt", "old.txt"}
        return set(os.listdir(here + "/root/uploads")) - known


class PutNew(Upload):
    request = put("new.txt", NEW, "Expect: 100-continue")


class PutReplace(Upload):
    name, before = "old.txt", b"old"
    request = put("old.txt", NEW)


class PutBound(Upload):
    """With a quota and directories to be made."""

    name = "sub/new.txt"
    options = WRITES + ["UploadQuota 1M", "UploadMakeDirectories yes"]
    request = put("sub/new.txt", NEW)

    def again(self, here):
        shutil.rmtree(here + "/root/uploads/sub", ignore_errors=True)
        super().again(here)


class PutResumable(Upload):
    """An upload that was offered, and is not stored, can be resumed."""

    changes = ("renameat2", "renameat")
    options = WRITES + ["UploadExpiry 1h"]
    request = put(
        "new.txt", NEW, "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 8"
    )

    def judge(self, here, got, run, fault):
        super().judge(here, got, run, fault)
        place = re.search(rb"\nLocation: (/uploads/new.txt\?upload=\w+)\r", got)
        # a refusal for the peer's own reasons ends the upload, and one whose
        # address could not be found out belongs to nobody
        if not place or re.search(rb"\nHTTP/1.1 4", got):
            return
        if fault and fault[1] in ("getpeername", "fstat"):
            return
        head = b"HEAD %s HTTP/1.0\r\nHost: localhost\r\n\r\n" % place.group(1)
        told = self.run(here, None, request=head)
        check(told[:13] == b"HTTP/1.1 204 ", "it cannot be resumed")
        offset = int(re.search(rb"\nUpload-Offset: (\d+)", told).group(1))
        check(offset <= len(NEW), "the offset is %d" % offset)
        if b"Upload-Complete: ?1" in told:
            check(self.content(here) == NEW, "it is said to be stored")

    def litter(self, here):
        token = re.compile(r"\.minihttp-staged-[0-9a-f]{32}(\.head)?$")
        return {name for name in super().litter(here) if not token.match(name)}


class Delete(Upload):
    name, before, after = "old.txt", b"old", None
    request = b"DELETE /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


FORM = (
    b"--x\r\nContent-Disposition: form-data; name=file; filename=new.txt\r\n"
    b"Content-Type: text/plain\r\n\r\n" + NEW + b"\r\n--x--\r\n"
)


class Form(Upload):
    """A name that is taken, it was told, is not what it ends with."""

    request = (
        b"POST /uploads/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n"
        b"Content-Length: %d\r\n\r\n" % len(FORM)
    ) + FORM

    def content(self, here):
        names = set(os.listdir(here + "/root/uploads"))
        made = names - {"old.txt", "again.txt", ".minihttp-staged"}
        if len(made) != 1:
            return None
        with open(here + "/root/uploads/" + made.pop(), "rb") as f:
            return f.read()

    def litter(self, here):
        return {n for n in super().litter(here) if not n.startswith("new")}


class Listener(Handler):
    """It accepts and forks; connections come until one is served well."""

    crew = 1
    may_kill = (signal.SIGKILL,)
    right = [(200, SMALL)]

    def command(self, here):
        words = super().command(here)
        words[-1:-1] = ["-o", "DrainTimeout 2s"]
        words[-1:-1] = ["-o", "ConnectionsPerProcess %d" % self.crew]
        return words

    def ask(self, address):
        with socket.create_connection(address, 3) as client:
            try:
                return self.talk(client, self.request)
            except socket.timeout:
                return None

    def run(self, here, fault):
        listener = socket.create_server(("127.0.0.1", 0))
        address = listener.getsockname()
        with open(here + "/log", "ab") as log:
            process = subprocess.Popen(
                self.inject(here, fault) + self.command(here), stdin=listener, stderr=log
            )
        answers = []
        with listener:
            for _ in range(3):
                if process.poll() is None:
                    answers.append(self.ask(address))
        tell(process, signal.SIGTERM)
        check(process.wait(LATE + 5) == 0, "inject failed")
        return answers

    def judge(self, here, got, run, fault):
        bad = 0
        for answer in got:
            if answer is not None:
                super().judge(here, answer, run, fault or ("?", "?", 0, "?"))
            bad += answer is None or not answer.startswith(b"HTTP/1.1 200 ")
        first = [number for process, number in run.killed if process == 0]
        if first:
            check(death(fault) in first, "it was killed")
            return
        code = run.exits.get(0)
        lie = fault and fault[1:4:2] in LIES
        if fault and not lie and not any(c[1] == "epoll_pwait" for c in run.calls):
            check(code not in (0, None), "it did not begin, and says that it has ended")
            return
        check(code == 0 or lie, "it ended with %s" % code)
        if lie or self.is_broken(got):
            return
        check(bad <= (1 if fault else 0), "%d visitors were not served" % bad)

    @staticmethod
    def is_broken(got):
        """As it is after a failure at its start: nobody gets anything."""
        return all(a and re.match(rb"HTTP/1.1 (500|403) ", a) for a in got)


class Crew(Listener):
    crew = 3
    sample = 2


class Rates(Crew):
    """Each request is a question to the listener, and so are its bytes."""

    def command(self, here):
        words = super().command(here)
        words[-1:-1] = ["-o", "RequestRate 1000/s 16"]
        words[-1:-1] = ["-o", "SendRatePerSource 100M/s"]
        words[-1:-1] = ["-o", "SendRate 100M/s"]
        return words


# --- the client ----------------------------------------------------------------


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stored = {}

    def do_GET(self):
        fresh = self.path.startswith("/fresh")
        tag = '"one"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        body = LARGE if "large" in self.path else SMALL
        part = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if part:
            first = int(part.group(1))
            self.send_response(206)
            self.send_header(
                "Content-Range", "bytes %d-%d/%d" % (first, len(body) - 1, len(body))
            )
            body = body[first:]
        else:
            self.send_response(200)
        if "cookie" in self.path:
            self.send_header("Set-Cookie", "a=b; Path=/")
        self.send_header("Content-Type", "text/plain")
        self.send_header("ETag", tag)
        self.send_header("Cache-Control", "max-age=%d" % (100000 if fresh else 0))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:
            pass

    def do_PUT(self):
        n = int(self.headers["Content-Length"])
        if self.headers.get("Expect"):
            self.send_response_only(100)
            self.end_headers()
        body = self.rfile.read(n)
        if len(body) == n:
            Web.stored[self.path] = body
            self.send_response(201)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass


class Client(Scenario):
    """minihttp-client, and a server of Python's."""

    path, body = "/fresh", SMALL
    warm = False
    words = []
    start = ["-b", "clock_gettime"]  # the first that main does
    server = None

    def __init__(self, build):
        super().__init__(build)
        if Client.server is None:
            Client.server = Server(("127.0.0.1", 0), Web)
            threading.Thread(target=Client.server.serve_forever, daemon=True).start()
        self.cold = tempfile.mkdtemp(prefix="minihttp-faults-")
        if self.warm:
            self.fetch(self.cold)

    def url(self, here):
        return "http://127.0.0.1:%d%s" % (Client.server.server_port, self.path)

    def client(self, here):
        return [self.program("minihttp-client"), "--cache-dir", here + "/cache", "-m", "5"]

    def plain(self, here, *words):
        return subprocess.run(
            self.client(here) + list(words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LATE,
        )

    def fetch(self, here):
        done = self.plain(here, self.url(here))
        check(done.returncode == 0 and done.stdout == self.body, "the cache is ill")

    def prepare(self, here):
        if self.warm:
            shutil.copytree(self.cold + "/cache", here + "/cache")
        with open(here + "/content", "wb") as f:
            f.write(NEW)
        with open(here + "/out", "wb") as f:
            f.write(b"old")

    def run(self, here, fault):
        words = [w.replace("HERE", here) for w in self.words]
        with open(here + "/log", "wb") as log:
            done = subprocess.run(
                self.inject(here, fault) + self.client(here) + words + [self.url(here)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                timeout=LATE + 5,
            )
        check(done.returncode == 0, "inject failed")
        return done.stdout

    def judge(self, here, got, run, fault):
        code = run.exits.get(0)
        check(fault or code == 0, "it ended with %s" % code)
        self.judge_output(here, got, code)
        # What is in the cache now is right, or is not there.
        off = self.plain(here, "--offline", self.url(here))
        check(off.returncode in (0, 4), "--offline: %d" % off.returncode)
        if off.returncode == 0:
            check(off.stdout == self.body, "the cache has other bytes")
        self.fetch(here)
        check(self.plain(here, "cache", "verify").returncode == 0, "cache verify")

    def judge_output(self, here, got, code):
        check(got == self.body[: len(got)], "other bytes")
        if code == 0:
            check(got == self.body, "it is not all there")


class Miss(Client):
    pass


class MissLarge(Client):
    path, body = "/fresh-large", LARGE


class Hit(Client):
    warm = True


class HitLarge(Client):
    warm = True
    path, body = "/fresh-large", LARGE


class NotModified(Client):
    warm = True
    path = "/stale"


class Output(Client):
    words = ["-o", "HERE/out"]
    path, body = "/fresh-large", LARGE

    def judge_output(self, here, got, code):
        check(got == b"", "it wrote to standard output")
        with open(here + "/out", "rb") as f:
            now = f.read()
        check(now in (b"old", LARGE), "the file is neither")
        if code == 0:
            check(now == LARGE, "0 for what did not happen")
        left = set(os.listdir(here)) - {"cache", "content", "out", "log", "report"}
        check(not left, "litter: %s" % left)


class Files(Client):
    """-o and what is written beside it: each file is right, or as it was."""

    words = ["-o", "HERE/out"]
    was = {"out": b"old"}
    named = []  # of files that an error may leave in the making

    def prepare(self, here):
        super().prepare(here)
        for name, content in self.was.items():
            with open(here + "/" + name, "wb") as f:
                f.write(content)

    def wanted(self, name):
        return self.body

    def judge_output(self, here, got, code):
        check(got == b"", "it wrote to standard output")
        for name, old in self.was.items():
            with open(here + "/" + name, "rb") as f:
                now = f.read()
            self.judge_file(name, old, now, code)
        left = set(os.listdir(here)) - set(self.was)
        left -= {"cache", "content", "out", "log", "report"}
        check(not left, "litter: %s" % left)

    def judge_file(self, name, old, now, code):
        good = self.wanted(name)
        check(now in (old, good) or name in self.named, "%s: %r" % (name, now[:60]))
        check(code != 0 or now == good, "0, and %s is %r" % (name, now[:60]))

    def judge(self, here, got, run, fault):
        super().judge(here, got, run, fault)
        with open(here + "/log", "rb") as f:
            told = b"minihttp-client: " in f.read()
        mute = fault and fault[1] in ("write", "writev", "exit_group")
        check(run.exits.get(0) in (0, None) or told or mute, "it says nothing")


class Beside(Files):
    """-D and --etag-save are written as the response comes."""

    words = ["-o", "HERE/out", "--etag-save", "HERE/tag", "-D", "HERE/heads"]
    was = {"out": b"old", "tag": b'"old"\n', "heads": b"old"}
    named = ["tag", "heads"]

    def judge_file(self, name, old, now, code):
        if name == "heads":
            check(code != 0 or now.endswith(b"\r\n\r\n"), "0, and the heads are cut")
        else:
            super().judge_file(name, old, now, code)

    def wanted(self, name):
        return b'"one"\n' if name == "tag" else self.body


class Jar(Files):
    path = "/fresh-cookie"
    words = ["-o", "HERE/out", "-c", "HERE/jar"]
    was = {"out": b"old", "jar": b"old"}

    def judge_file(self, name, old, now, code):
        if name == "jar":
            whole = now.startswith(b"# Netscape") and now.endswith(b"\ta\tb\n")
            check(whole or now == old, "the jar is %r" % now)
            check(whole or code != 0, "0, and no jar")
        else:
            super().judge_file(name, old, now, code)


class GoOn(Files):
    """-C -: what the file had before is there in any case."""

    path, body = "/fresh-large", LARGE
    words = ["-o", "HERE/out", "-C", "-"]
    was = {"out": LARGE[:9000]}

    def judge_file(self, name, old, now, code):
        check(now.startswith(old) and LARGE.startswith(now), "other bytes")
        check(code != 0 or now == LARGE, "0 for what did not happen")


class GoOnAt(GoOn):
    words = ["-o", "HERE/out", "-C", "9000"]


class Parallel(Files):
    words = ["-Z", "-o", "HERE/out", "-o", "HERE/two", "--url", "URL?2"]
    was = {"out": b"old", "two": b"old"}

    def run(self, here, fault):
        self.words = [w.replace("URL", self.url(here)) for w in self.words]
        return super().run(here, fault)


class Put(Client):
    words = ["-T", "HERE/content"]

    def url(self, here):
        return super().url(here) + here

    def judge(self, here, got, run, fault):
        code = run.exits.get(0)
        check(fault or code == 0, "it ended with %s" % code)
        if code == 0:
            check(Web.stored.get(self.path + here) == NEW, "0 for what did not happen")


# --- all of them -----------------------------------------------------------------


SCENARIOS = {
    "get": GetSmall,
    "require": GetRequire,
    "pipe": GetPipe,
    "large": GetLarge,
    "patient": Patient,
    "head": Head,
    "range": Range,
    "ranges": Ranges,
    "keep-alive": KeepAlive,
    "listing": Listing,
    "archive": Archive,
    "put-new": PutNew,
    "put-replace": PutReplace,
    "put-bound": PutBound,
    "put-resumable": PutResumable,
    "delete": Delete,
    "form": Form,
    "listener": Listener,
    "crew": Crew,
    "rates": Rates,
    "miss": Miss,
    "miss-large": MissLarge,
    "hit": Hit,
    "hit-large": HitLarge,
    "not-modified": NotModified,
    "output": Output,
    "beside": Beside,
    "jar": Jar,
    "go-on": GoOn,
    "go-on-at": GoOnAt,
    "parallel": Parallel,
    "put": Put,
}


def read_table(scenario):
    lines = subprocess.check_output([scenario.program("inject"), "-t"], text=True)
    return {w[0]: w[1:] for w in map(str.split, lines.splitlines())}


def attempt(scenario, fault):
    here = tempfile.mkdtemp(prefix="minihttp-faults-")
    try:
        scenario.prepare(here)
        got = scenario.run(here, fault)
        run = Run(here + "/report")
        check(not run.late, "it does not end")
        for process, number in run.killed:
            check(
                number in scenario.may_kill or number == death(fault),
                "%d killed by %d" % (process, number),
            )
        scenario.judge(here, got, run, fault)
        return run, None
    except (Wrong, OSError, ValueError, KeyError, subprocess.SubprocessError) as e:
        log = ""
        if os.path.exists(here + "/log"):
            with open(here + "/log", errors="replace") as f:
                log = f.read()[:300]
        return None, "%s%s" % (e or type(e).__name__, "\n    " + log if log else "")
    finally:
        shutil.rmtree(here, ignore_errors=True)


def thin(places, most):
    """At most so many of them, from the first to the last."""
    if len(places) <= most:
        return places
    step = (len(places) - 1) / (most - 1)
    return [places[round(i * step)] for i in range(most)]


def choose(calls, table, every, sample):
    places = {}
    for call in calls:
        places.setdefault(call[:2], []).append(call)
    faults = []
    for same in places.values():
        errors = table[same[0][1]]
        for n, call in enumerate(thin(same, REPEATS if every else sample)):
            if every:
                faults += [call + (error,) for error in errors]
            elif errors:
                faults.append(call + (errors[(len(faults) + n) % len(errors)],))
    return faults


def main():
    build, name, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
    scenario = SCENARIOS[name](build)
    run, wrong = attempt(scenario, None)
    if wrong:
        sys.exit("%s: nothing failed, and yet: %s" % (name, wrong))
    if run.unknown:
        sys.exit("%s: inject.def does not have the calls %s" % (name, set(run.unknown)))
    if rest and ":" in rest[0]:
        who, call, nth, error = rest[0].split(":")
        faults = [(int(who), call, int(nth), error)]
    else:
        calls = scenario.ours(run.calls)
        faults = choose(calls, read_table(scenario), rest == ["all"], scenario.sample)
    hits = bad = 0
    began = time.monotonic()
    with ThreadPoolExecutor(JOBS) as pool:
        for fault, (run, wrong) in zip(
            faults, pool.map(lambda f: attempt(scenario, f), faults)
        ):
            hits += run is not None and run.hit
            if wrong:
                bad += 1
                print("%s: %s: %s" % (name, ":".join(map(str, fault)), wrong))
    print(
        "%s: %d faults, %d hit, %d wrong, %d s"
        % (name, len(faults), hits, bad, time.monotonic() - began)
    )
    if Client.server is not None:
        shutil.rmtree(scenario.cold, ignore_errors=True)
    return bad > 0 or (hits < len(faults) * 0.6)


if __name__ == "__main__":
    sys.exit(main())
