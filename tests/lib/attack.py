#!/usr/bin/env python3
"""Somebody who means harm, and an honest client beside him.

    attack.py probe PORT SECONDS [SOURCE]
        an honest client, from 127.0.0.2: a request every 20 ms, each on a
        connection of its own; prints "median worst failures", in ms
    attack.py plain
        a server with which minihttpd is compared: it forks a process for each
        connection, which answers 127.0.0.2 and closes all others; prints its port
    attack.py KIND PID PORT ROOT
        an attack on the minihttpd with this PID, which serves ROOT, with the
        client beside it where that is a question; says what it saw, and fails
        if a bound does not hold

The bounds are those of the constants below.  A machine that others use too may
let a packet wait; so an attack under which the client waited for too long is
made again, TRIES times at most.  If the client still waits for too long, the
plain server suffers the same attack: the client of minihttpd may wait as long
as the client of a server that starts a process for each connection and does
nothing else for the attacker.
"""

import ctypes
import gzip
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

HONEST_MS = 100
FLOOD_MS = 1000  # the worst; the attacker has one of the machine's CPUs for it
TRIES = 4
PROCESS_KB = 2048  # the most that a handler ever has in memory, all shared too
CONNECTION_KB = 120  # what an idle one costs
SMALL = b"0123456789abcdefghij"


class Broken(Exception):
    """A bound does not hold."""


def check(good, what):
    if not good:
        raise Broken(what)


# --- what is seen of the server ---------------------------------------------------


def children_of(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return [int(word) for word in f.read().split()]
    except OSError:
        return []


class Server:
    def __init__(self, pid, port, root):
        self.pid, self.port, self.root = pid, port, root

    def handlers(self):
        """Those with a connection."""
        return [c for w in children_of(self.pid) for c in children_of(w)]

    def watch(self):
        """Peaks, until stopped."""
        self.most, self.peak_kb, self.most_fds = 0, 0, 0
        self.watching = True
        self.watcher = threading.Thread(target=self.look, daemon=True)
        self.watcher.start()

    def look(self):
        while self.watching:
            handlers = self.handlers()
            self.most = max(self.most, len(handlers))
            for pid in handlers[:20] + children_of(self.pid):
                try:
                    with open("/proc/%d/status" % pid) as f:
                        kb = int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1))
                    self.peak_kb = max(self.peak_kb, kb)
                    # root alone sees these
                    fds = len(os.listdir("/proc/%d/fd" % pid))
                    self.most_fds = max(self.most_fds, fds)
                except (OSError, AttributeError):
                    continue
            time.sleep(0.05)

    def stop(self):
        self.watching = False
        self.watcher.join()
        check(self.peak_kb <= PROCESS_KB, "a process has had %d KB" % self.peak_kb)
        return "%d processes at most, %d KB each, %d descriptors" % (
            self.most,
            self.peak_kb,
            self.most_fds,
        )

    def await_none(self, seconds):
        end = time.monotonic() + seconds
        while self.handlers():
            check(time.monotonic() < end, "%d are there still" % len(self.handlers()))
            time.sleep(0.02)

    def connect(self, source="127.0.0.1", buffer=0):
        s = socket.socket()
        if buffer:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        s.settimeout(20)
        s.bind((source, 0))
        s.connect(("127.0.0.1", self.port))
        return s

    def ask(self, request):
        """The whole answer, whatever happens to what is not read of ours."""
        s = self.connect()
        sender = threading.Thread(target=send_all, args=(s, request), daemon=True)
        sender.start()
        got = read_all(s)
        s.close()
        sender.join()
        return got


def send_all(s, data):
    try:
        s.sendall(data)
    except OSError:
        pass


def read_all(s):
    got = b""
    try:
        while True:
            piece = s.recv(1 << 20)
            if not piece:
                return got
            got += piece
    except ConnectionError:
        return got


def status_of(answer):
    m = re.match(rb"HTTP/1\.1 (\d\d\d) ", answer)
    return int(m.group(1)) if m else 0


def body_of(answer):
    return answer.partition(b"\r\n\r\n")[2]


# --- the honest client --------------------------------------------------------------


def probe(port, seconds, source="127.0.0.2"):
    times, failures = [], 0
    server = Server(0, port, "")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            with server.connect(source) as s:
                s.sendall(b"GET /small HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                failures += body_of(read_all(s)) != SMALL
        except OSError:
            failures += 1
        times.append((time.monotonic() - began) * 1000)
        time.sleep(0.02)
    print("%.1f %.1f %d" % (statistics.median(times), max(times), failures))


def plain():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    print(listener.getsockname()[1], flush=True)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(SMALL)
    while True:
        s, (source, _) = listener.accept()
        with s:
            if os.fork() > 0:
                continue
            if source == "127.0.0.2":
                s.recv(4096)
                s.sendall(head + SMALL)
            os._exit(0)


class Honest:
    def __init__(self, server, seconds):
        self.process = subprocess.Popen(
            [sys.executable, __file__, "probe", str(server.port), str(seconds)],
            stdout=subprocess.PIPE,
            text=True,
        )

    def end(self, most=HONEST_MS):
        median, worst, failures = map(float, self.process.communicate()[0].split())
        check(failures == 0, "%d honest requests failed" % failures)
        self.said = "honest median %.1f ms, worst %.1f ms" % (median, worst)
        self.median, self.worst = median, worst
        return median < HONEST_MS and worst < most


def beside(server, seconds, attack, most=HONEST_MS):
    """The attack, with the honest client beside it."""
    for _ in range(TRIES):
        server.watch()
        honest = Honest(server, seconds)
        try:
            attack(time.monotonic() + seconds)
        finally:
            good = honest.end(most)
            seen = server.stop()
        print("%s; %s" % (honest.said, seen))
        if good:
            return
        server.await_none(20)
    check(as_plain(server, honest, seconds, attack), "the honest client waited for too long")


def as_plain(server, honest, seconds, attack):
    """Whether the client of a plain server waits as long, at the same attack."""
    process = subprocess.Popen(
        [sys.executable, __file__, "plain"], stdout=subprocess.PIPE, text=True
    )
    port = server.port
    try:
        server.port = int(process.stdout.readline())
        other = Honest(server, seconds)
        attack(time.monotonic() + seconds)
        other.end()
    except Broken as e:
        print("a plain server: %s" % e)
        return True
    finally:
        server.port = port
        process.kill()
        process.wait()
    print("a plain server: %s" % other.said)
    return honest.median <= other.median and honest.worst <= 2 * other.worst


# --- slow peers -----------------------------------------------------------------------


def trickle(server, begin, drip, n, end, buffer=0):
    """n connections that go on dripping until they are closed; how many were."""
    sockets = []
    for _ in range(n):
        s = server.connect(buffer=buffer)
        send_all(s, begin)
        s.setblocking(False)
        sockets.append(s)
    ended = {}
    while time.monotonic() < end:
        for i, s in enumerate(sockets):
            if i in ended:
                continue
            try:
                if drip:
                    s.send(drip)
                if not s.recv(50):
                    ended[i] = True
            except BlockingIOError:
                pass
            except OSError:
                ended[i] = True
        time.sleep(0.2)
    return sockets, len(ended)


def slow(begin, drip, buffer=0):
    def attack(server):
        def go(end):
            sockets, ended = trickle(server, begin, drip, 100, end, buffer)
            # it is we who hang up last
            server.await_none(4)
            for s in sockets:
                s.close()
            print("%d of 100 sent away while they dripped" % ended)

        beside(server, 4, go)
        check(server.most <= 64 + 8, "%d connections of one source" % server.most)

    return attack


HEAD = b"GET /small HTTP/1.1\r\nHost: a\r\n"
slow_heads = slow(HEAD + b"X: ", b"x")
slow_bodies = slow(
    b"PUT /uploads/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n", b"x"
)
slow_readers = slow(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n", b"", 2304)


# --- many -------------------------------------------------------------------------------


def flood(server):
    """One source, as fast as it can; it reads nothing."""
    opened = [0]

    def go(end):
        # An attacker elsewhere takes none of this machine's CPU time.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        sockets = []
        while time.monotonic() < end:
            s = socket.socket()
            s.setblocking(False)
            s.connect_ex(("127.0.0.1", server.port))
            sockets.append(s)
            opened[0] += 1
            if len(sockets) >= 400:
                for old in sockets[:200]:
                    try:
                        old.send(HEAD + b"\r\n")
                    except OSError:
                        pass
                    old.close()
                del sockets[:200]
        for s in sockets:
            s.close()

    def apart(end):
        # In a thread of its own: the niceness would stay with this one.
        thread = threading.Thread(target=go, args=(end,))
        thread.start()
        thread.join()

    beside(server, 4, apart, FLOOD_MS)
    print("%d connections" % opened[0])
    check(opened[0] > 1000, "that is no flood")
    check(server.most <= 64 + 8, "%d connections of one source" % server.most)


def kb_available():
    with open("/proc/meminfo") as f:
        return int(re.search(r"MemAvailable:\s+(\d+)", f.read()).group(1))


def pss(pid):
    """Root alone sees that of a handler."""
    with open("/proc/%d/smaps_rollup" % pid) as f:
        return int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M).group(1))


def idle(server, n=int(os.environ.get("IDLE", "10000"))):
    """Connections that were served once, and stay."""
    before = kb_available()
    began = time.monotonic()
    sockets = []
    while len(sockets) < n:
        some = [server.connect("127.0.1.%d" % (len(sockets) % 250 + 1)) for _ in range(50)]
        for s in some:
            s.sendall(HEAD + b"\r\n")
        for s in some:
            check(status_of(s.recv(4096)) == 200, "not served")
        sockets += some
    opened = time.monotonic() - began
    handlers = server.handlers()
    check(len(handlers) >= n, "%d processes" % len(handlers))
    if os.getuid() == 0:
        shares = [pss(pid) for pid in handlers[:: max(1, len(handlers) // 200)]]
        mean = sum(shares) / len(shares)
    else:
        mean = 0
        print("as root this measures their memory as well")
    taken = (before - kb_available()) / n
    for _ in range(TRIES):
        honest = Honest(server, 2)
        good = honest.end()
        print(honest.said)
        if good:
            break
    check(good, "the honest client waited for too long")
    print("%d connections in %.1f s, %.0f KB each; the system has %.0f KB less for each" % (
        len(handlers), opened, mean, taken))
    check(mean <= CONNECTION_KB, "%.0f KB a connection" % mean)
    for s in sockets:
        s.close()
    server.await_none(30)


# --- one that sends what is hard to take -----------------------------------------------------


def pipelined(server):
    """30 000 requests, and no answer is read until they are sent."""
    server.watch()
    s = server.connect()
    s.setblocking(False)
    data = (HEAD + b"\r\n") * 30000
    sent, end = 0, time.monotonic() + 2
    while time.monotonic() < end and sent < len(data):
        try:
            sent += s.send(data[sent : sent + 65536])
        except BlockingIOError:
            time.sleep(0.01)
        except OSError:
            break
    s.settimeout(20)
    got = read_all(s)
    s.close()
    n = got.count(b"HTTP/1.1 200 OK\r\n")
    check(n <= 1000, "%d answers, more than KeepAliveRequests" % n)
    check(n > 0 and got.count(SMALL) >= n - 1, "other bytes")
    server.await_none(5)
    print("%d answers; %s" % (n, server.stop()))


def huge(server):
    much = 20 << 20
    chunked = b"PUT /uploads/huge HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    cases = [
        ("a field", HEAD + b"X: " + b"x" * much, (431,)),
        ("fields", HEAD + b"X: x\r\n" * (much // 6), (431,)),
        ("names", HEAD + b"X" * much, (431, 400)),
        ("a target", b"GET /" + b"x" * much, (414,)),
        ("empty lines", b"\r\n" * (much // 2), (400,)),
        ("a method", b"G" * much, (400, 501)),
        ("a chunk's extension", chunked + b"1;" + b"x" * much, (400,)),
        ("a chunk's size", chunked + b"0" * much, (400,)),
        ("trailers", chunked + b"0\r\n" + b"X: x\r\n" * (much // 6), (400, 431)),
    ]
    for name, request, want in cases:
        server.watch()
        began = time.monotonic()
        status = status_of(server.ask(request))
        took = time.monotonic() - began
        server.await_none(5)
        print("%s: %d in %.2f s; %s" % (name, status, took, server.stop()))
        check(status in want, "%s: %d" % (name, status))
        check(took < 5, "%s: %.1f s" % (name, took))


def tiny_chunks(server):
    body = os.urandom(200000)
    head = b"PUT /uploads/tiny HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    server.watch()
    began = time.monotonic()
    data = b"".join(b"1\r\n%c\r\n" % c for c in body)
    got = server.ask(head + data + b"0\r\n\r\n")
    took = time.monotonic() - began
    check(status_of(got) in (201, 204), "status %d" % status_of(got))
    with open(server.root + "/uploads/tiny", "rb") as f:
        check(f.read() == body, "other bytes")
    check(took < 10, "%.1f s" % took)
    print("200 000 chunks in %.2f s; %s" % (took, server.stop()))
    # and with an extension each, which nobody needs, it is refused soon
    got = server.ask(head + data.replace(b"1\r\n", b"1;a=b\r\n") + b"0\r\n\r\n")
    check(status_of(got) == 400, "extensions: %d" % status_of(got))


def bomb(server):
    """What is coded is stored coded: nobody here decompresses."""
    packed = gzip.compress(bytes(200 << 20), 9)
    server.watch()
    for method, name in ((b"PUT", b"bomb.gz"), (b"POST", b"")):
        got = server.ask(
            method
            + b" /uploads/"
            + name
            + b" HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n" % len(packed)
            + packed
        )
        check(status_of(got) in (201, 204, 415), "status %d" % status_of(got))
    path = server.root + "/uploads/bomb.gz"
    if os.path.exists(path):
        with open(path, "rb") as f:
            check(f.read() == packed, "other bytes")
    # 9112 7: a transfer coding that is not understood is 501
    got = server.ask(
        b"PUT /uploads/te HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n"
        b"Connection: close\r\n\r\n%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    )
    check(status_of(got) == 501, "Transfer-Encoding: %d" % status_of(got))
    largest = max([0] + [e.stat().st_size for e in os.scandir(server.root + "/uploads")])
    check(largest <= len(packed), "something was decompressed")
    print("%d bytes that are 200 MB; %s" % (len(packed), server.stop()))


def ranges(server):
    """9110 14.2, 17.15: many or overlapping ranges may be ignored or coalesced."""
    size = os.path.getsize(server.root + "/large")
    sets = {
        "overlapping": ["0-"] * 1000,
        "nested": ["%d-%d" % (i, size - i - 1) for i in range(1000)],
        "descending": ["%d-%d" % (i * 3, i * 3) for i in range(999, -1, -1)],
        "single bytes": ["%d-%d" % (i * 3, i * 3) for i in range(1000)],
        "suffixes": ["-%d" % (i + 1) for i in range(1000)],
        "empty": [""] * 4000 + ["0-0"],
    }
    for name, parts in sets.items():
        server.watch()
        began = time.monotonic()
        got = server.ask(
            b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\nRange: bytes="
            + ",".join(parts).encode()
            + b"\r\n\r\n"
        )
        took = time.monotonic() - began
        print("%s: %d, %d bytes in %.2f s; %s" % (
            name, status_of(got), len(got), took, server.stop()))
        check(status_of(got) in (200, 206, 416, 400, 431), "status %d" % status_of(got))
        check(len(got) <= size + 65536, "more than the file: %d" % len(got))
        check(took < 5, "%.1f s" % took)


# --- files that change ----------------------------------------------------------------------


def swap(a, b, end):
    """What is named a is named b, and the other way round, in one step."""
    libc = ctypes.CDLL(None, use_errno=True)
    n = 0
    while time.monotonic() < end:
        # RENAME_EXCHANGE
        check(libc.renameat2(-100, a.encode(), -100, b.encode(), 2) == 0, "renameat2")
        n += 1
    return n


def race(server):
    """A directory that is one in the root, and a link that leads out of it."""
    root, outside = server.root, os.path.dirname(server.root) + "/outside"
    os.makedirs(outside + "/sub", exist_ok=True)
    for name in ("f", "sub/f"):
        with open(outside + "/" + name, "wb") as f:
            f.write(b"SECRET")
    os.chmod(outside, 0o777)
    for place in ("", "/uploads"):
        os.makedirs(root + place + "/real/sub", exist_ok=True)
        os.chmod(root + place + "/real", 0o777)
        for name in ("f", "sub/f"):
            with open(root + place + "/real/" + name, "wb") as f:
                f.write(b"inside")
        os.symlink(outside, root + place + "/swap")
    os.symlink("../../outside", root + "/uploads/real/up")
    end = time.monotonic() + 4
    pids = []
    for place in ("", "/uploads"):
        pid = os.fork()
        if pid == 0:
            swap(root + place + "/real", root + place + "/swap", end + 1)
            os._exit(0)
        pids.append(pid)
    seen = {}
    try:
        while time.monotonic() < end:
            for request in (
                b"GET /real/f",
                b"GET /real/sub/f",
                b"GET /swap/f",
                b"GET /uploads/real/f",
                b"GET /uploads/real/up/f",
                b"PUT /uploads/real/new",
                b"DELETE /uploads/swap/f",
            ):
                put = request.startswith(b"PUT")
                got = server.ask(
                    request
                    + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                    % (7 if put else 0)
                    + (b"planted" if put else b"")
                )
                check(b"SECRET" not in got, "a byte from outside")
                key = "%s %d" % (request.split()[0].decode(), status_of(got))
                seen[key] = seen.get(key, 0) + 1
    finally:
        for pid in pids:
            os.waitpid(pid, 0)
    print(seen)
    check(sorted(os.listdir(outside)) == ["f", "sub"], "somebody wrote outside")
    with open(outside + "/f", "rb") as f:
        check(f.read() == b"SECRET", "somebody wrote outside")
    check(seen.get("GET 200", 0) > 20 and seen.get("GET 403", 0) + seen.get("GET 404", 0) > 20,
        "that was no race")


def mid_send(server):
    """Files that change while they are sent.

    What is cut is so far behind that it is not on its way yet: of the pages
    that are, the kernel would clear the rest, and the peer have zeros.
    """
    size = 30 << 20
    old = bytes(range(251)) * (size // 251)
    path = server.root + "/changing"

    def replace():
        with open(path + ".new", "wb") as f:
            f.write(b"n" * 1000)
        os.rename(path + ".new", path)

    def grow():
        with open(path, "ab") as f:
            f.write(b"x" * 100000)

    changes = {
        "truncated": (lambda: os.truncate(path, 16 << 20), False),
        "replaced": (replace, True),
        "deleted": (lambda: os.unlink(path), True),
        "grown": (grow, True),
    }
    for name, (change, whole) in changes.items():
        with open(path, "wb") as f:
            f.write(old)
        server.watch()
        s = server.connect(buffer=65536)
        s.sendall(b"GET /changing HTTP/1.1\r\nHost: a\r\n\r\n")
        got = s.recv(4096)
        change()
        n = int(re.search(rb"Content-Length: (\d+)", got).group(1))
        check(n == len(old), "length %d" % n)
        head = len(got) - len(body_of(got))
        s.settimeout(10)
        while len(got) < head + n:
            piece = s.recv(1 << 20)
            if not piece:
                break
            got += piece
        body = got[head:]
        check(body == old[: len(body)], "%s: other bytes" % name)
        check((len(body) == n) == whole, "%s: %d of %d bytes" % (name, len(body), n))
        s.close()
        server.await_none(5)
        print("%s: %d of %d bytes; %s" % (name, len(body), n, server.stop()))


KINDS = {
    "slow-heads": slow_heads,
    "slow-bodies": slow_bodies,
    "slow-readers": slow_readers,
    "flood": flood,
    "idle": idle,
    "pipelined": pipelined,
    "huge": huge,
    "tiny-chunks": tiny_chunks,
    "bomb": bomb,
    "ranges": ranges,
    "race": race,
    "mid-send": mid_send,
}


def main():
    if sys.argv[1] == "probe":
        probe(int(sys.argv[2]), float(sys.argv[3]), *sys.argv[4:])
        return 0
    if sys.argv[1] == "plain":
        plain()
    server = Server(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    try:
        KINDS[sys.argv[1]](server)
    except Broken as e:
        print("BROKEN: %s" % e)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
