#!/usr/bin/env python3
"""Mixed traffic, reloads and kills, and then: is all as it was?

    soak.py BUILD SECONDS

minihttpd with two workers serves a site on loopback.  Visitors get files
whole, in ranges, in pipelines, listings and pages that are not there; they
upload, replace, post forms and delete; some send slowly, read slowly, or go in
the middle.  Meanwhile minihttpd is reloaded, and its workers and their
children are killed with SIGKILL.

A visitor may find its connection cut (somebody killed the process) but never a
wrong byte, nor a 2xx for what did not happen.  Memory, descriptors, processes
and files are measured with nobody there, before and after, and must be equal;
memory may differ by what SLACK says.  (Memory and descriptors root alone sees.)
"""

import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

SLACK = 512  # KB that all processes together may hold more than before
VISITORS = 12
SMALL = b"0123456789abcdefghij"
LARGE = bytes(range(251)) * 20000
CONF = """
RequestMethodSupport GET HEAD OPTIONS PUT DELETE POST
Upload /uploads/
WriteFrom 127.0.0.0/8
MaxBodySize 1M
DirectoryListing yes
Workers 2
MaxConnections 64
MaxConnectionsPerSource 0
HeadTimeout 2s
BodyTimeout 2s
SendTimeout 2s
KeepAliveTimeout 2s
DrainTimeout 3s
UploadSync no
"""


class Soak:
    def __init__(self, build, seconds):
        self.build, self.seconds = build, seconds
        self.here = tempfile.mkdtemp(prefix="minihttp-soak-")
        self.root = self.here + "/root"
        self.end = 0
        self.done, self.cut, self.wrong = {}, 0, []
        self.lock = threading.Lock()
        self.peak = 0

    # --- minihttpd ------------------------------------------------------------

    def start(self):
        os.chmod(self.here, 0o755)
        os.makedirs(self.root + "/uploads")
        os.makedirs(self.root + "/dir")
        for name, content in (("small", SMALL), ("large", LARGE), ("dir/a", b"a")):
            with open(self.root + "/" + name, "wb") as f:
                f.write(content)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.configure(1)
        self.daemon = subprocess.Popen(
            [
                self.build + "/minihttpd",
                "-c",
                self.here + "/conf",
                "-l",
                "127.0.0.1:%d" % self.port,
                self.root,
            ],
            stdin=subprocess.DEVNULL,
            stderr=open(self.here + "/log", "ab"),
        )
        self.await_calm()

    def configure(self, crew):
        with open(self.here + "/conf.new", "w") as f:
            f.write(CONF + "AccessLog %s/access\n" % self.here)
            f.write("User %d:%d\n" % (os.getuid(), os.getgid()))
            f.write("Counters %s/counters\n" % self.here)
            f.write("ConnectionsPerProcess %d\n" % crew)
        os.rename(self.here + "/conf.new", self.here + "/conf")

    def tree(self):
        """{pid: parent} of minihttpd and all below it."""
        found = {self.daemon.pid: 0}
        for _ in range(3):
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open("/proc/%s/stat" % pid) as f:
                        fields = f.read().rsplit(") ", 1)[1].split()
                except OSError:
                    continue
                if int(fields[1]) in found and fields[0] != "Z":
                    found[int(pid)] = int(fields[1])
        return found

    def workers(self, tree):
        return [pid for pid, parent in tree.items() if parent == self.daemon.pid]

    def children(self, tree):
        workers = self.workers(tree)
        return [pid for pid, parent in tree.items() if parent in workers]

    def await_calm(self):
        """Two workers that have no child but one that waits, for a while."""
        end = time.monotonic() + 30
        calm = 0
        while calm < 10:
            if time.monotonic() > end:
                self.fail("it does not become calm: %s" % self.tree())
                return
            tree = self.tree()
            alone = len(self.workers(tree)) == 2 and not self.children(tree)
            calm = calm + 1 if alone else 0
            time.sleep(0.05)

    def measure(self):
        tree = self.tree()
        kb = descriptors = 0
        for pid in tree:
            if os.getuid() != 0:
                continue
            with open("/proc/%d/smaps_rollup" % pid) as f:
                kb += int(re.search(r"^Pss: +(\d+)", f.read(), re.M).group(1))
            descriptors += len(os.listdir("/proc/%d/fd" % pid))
        files = sorted(
            os.path.join(d, n) for d, _, names in os.walk(self.root) for n in names
        )
        return {
            "KB": kb,
            "descriptors": descriptors,
            "processes": len(tree),
            "files": len(files),
        }

    # --- visitors -------------------------------------------------------------

    def fail(self, what):
        with self.lock:
            self.wrong.append(what)

    def check(self, good, what):
        if not good:
            self.fail(what)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def ask(self, c, method, path, body=None, **fields):
        c.request(method, path, body, {k.replace("_", "-"): v for k, v in fields.items()})
        answer = c.getresponse()
        return answer.status, answer.read()

    def get_small(self, c, _):
        self.check(self.ask(c, "GET", "/small") == (200, SMALL), "small")

    def get_large(self, c, _):
        self.check(self.ask(c, "GET", "/large") == (200, LARGE), "large")

    def get_range(self, c, r):
        first = r.randrange(len(LARGE))
        last = min(len(LARGE) - 1, first + r.randrange(100000))
        got = self.ask(c, "GET", "/large", Range="bytes=%d-%d" % (first, last))
        self.check(got == (206, LARGE[first : last + 1]), "range %d-%d" % (first, last))

    def get_ranges(self, c, _):
        status, body = self.ask(c, "GET", "/large", Range="bytes=0-9,100-109,-5")
        parts = body.split(b"\r\n\r\n")
        good = status == 206 and len(parts) == 4 and parts[1].startswith(LARGE[:10])
        self.check(good, "ranges")

    def get_kept(self, c, _):
        for _ in range(20):
            self.check(self.ask(c, "GET", "/small") == (200, SMALL), "kept alive")
            self.check(self.ask(c, "HEAD", "/large") == (200, b""), "HEAD")

    def get_absent(self, c, _):
        self.check(self.ask(c, "GET", "/absent")[0] == 404, "absent")

    def get_listing(self, c, _):
        status, body = self.ask(c, "GET", "/dir/")
        self.check(status == 200 and b'"a"' in body, "listing")

    def upload(self, c, r):
        """Several visitors use the same names."""
        name = "/uploads/f%d" % r.randrange(8)
        body = bytes([r.randrange(256)]) * r.randrange(300000)
        status, _ = self.ask(c, "PUT", name, body)
        self.check(status in (201, 204), "PUT %d" % status)
        status, got = self.ask(c, "GET", name)
        good = status == 404 or status == 200 and len(set(got)) <= 1
        self.check(good, "half of one upload and half of another")

    def remove(self, c, r):
        status, _ = self.ask(c, "DELETE", "/uploads/f%d" % r.randrange(8))
        self.check(status in (204, 404), "DELETE %d" % status)

    def post(self, c, r):
        body = (
            b'--x\r\nContent-Disposition: form-data; name="file"; '
            b'filename="p%d"\r\n\r\n' % r.randrange(4)
            + b"p" * r.randrange(100000)
            + b"\r\n--x--\r\n"
        )
        fields = {"Content_Type": "multipart/form-data; boundary=x"}
        status, _ = self.ask(c, "POST", "/uploads/", body, **fields)
        self.check(status in (200, 201, 303), "POST %d" % status)

    def talk(self, first, pause, most):
        with socket.create_connection(("127.0.0.1", self.port), 10) as s:
            s.sendall(first)
            time.sleep(pause)
            return s.recv(most)

    def send_slowly(self, _, r):
        self.talk(b"GET /small HTTP/1.1\r\nHos", r.random() * 3, 100)

    def upload_slowly(self, _, r):
        head = b"PUT /uploads/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nab"
        self.talk(head, r.random() * 3, 100)

    def read_slowly(self, _, r):
        self.talk(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n", r.random() * 3, 100)

    def leave(self, _, r):
        self.talk(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n", 0, 1)

    def send_rubbish(self, _, r):
        got = self.talk(r.randbytes(200) + b"\r\n\r\n", 0, 12)
        self.check(got[:10] in (b"HTTP/1.1 4", b"HTTP/1.1 5", b""), "rubbish: %r" % got)

    ACTS = (
        [get_small] * 6
        + [get_large, get_range, get_ranges, get_kept, get_absent, get_listing] * 2
        + [upload] * 3
        + [remove, post, send_slowly, upload_slowly, read_slowly, leave, send_rubbish]
    )

    def visit(self, seed):
        r = random.Random(seed)
        while time.monotonic() < self.end:
            act = r.choice(self.ACTS)
            c = self.connect()
            try:
                act(self, c, r)
                with self.lock:
                    self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
            except socket.timeout:
                self.fail("%s: no answer in 10 s" % act.__name__)
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.cut += 1
            finally:
                c.close()

    # --- trouble ---------------------------------------------------------------

    @staticmethod
    def kill(pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def trouble(self):
        r = random.Random(0)
        self.reloads = self.killed_children = self.killed_workers = 0
        turn = 0
        while time.monotonic() < self.end:
            time.sleep(0.5)
            turn += 1
            tree = self.tree()
            self.peak = max(self.peak, len(tree))
            children, workers = self.children(tree), self.workers(tree)
            if children:
                self.kill(r.choice(children))
                self.killed_children += 1
            if turn % 16 == 0 and workers:
                self.kill(r.choice(workers))
                self.killed_workers += 1
            if turn % 10 == 0:
                self.configure(r.choice((1, 1, 20)))
                self.daemon.send_signal(signal.SIGHUP)
                self.reloads += 1

    # --- all of it ---------------------------------------------------------------

    def hold(self, seconds):
        self.end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=self.visit, args=(i,)) for i in range(VISITORS)
        ]
        threads.append(threading.Thread(target=self.trouble))
        for t in threads:
            t.start()
        for t in threads:
            t.join()

    def settle(self):
        """As at the start: one connection a process, and no uploads."""
        self.configure(1)
        self.daemon.send_signal(signal.SIGHUP)
        time.sleep(1)
        self.await_calm()
        for name in os.listdir(self.root + "/uploads"):
            if not name.startswith("."):
                os.unlink(self.root + "/uploads/" + name)
        c = self.connect()
        # the next upload clears what the killed have left
        self.check(self.ask(c, "PUT", "/uploads/last", b"x")[0] == 201, "the last PUT")
        self.check(self.ask(c, "DELETE", "/uploads/last")[0] == 204, "DELETE of it")
        c.close()
        self.await_calm()

    def run(self):
        self.start()
        try:
            self.hold(3)  # what is there from the first visit on
            self.settle()
            if os.getuid() != 0:
                print("as root this compares memory and descriptors as well")
            before = self.measure()
            print("before:", before, flush=True)
            self.done, self.cut = {}, 0
            self.hold(self.seconds)
            self.settle()
            after = self.measure()
        finally:
            self.daemon.send_signal(signal.SIGTERM)
            code = self.daemon.wait(30)
        print("after: ", after)
        print("%d acts, %d cut: %s" % (sum(self.done.values()), self.cut, self.done))
        print(
            "%d reloads, %d children and %d workers killed, %d processes at most"
            % (self.reloads, self.killed_children, self.killed_workers, self.peak)
        )
        kills = self.killed_children + self.killed_workers
        self.check(code == 0, "minihttpd ended with %d" % code)
        self.check(after["KB"] <= before["KB"] + SLACK, "memory")
        for what in ("descriptors", "processes", "files"):
            self.check(after[what] == before[what], what)
        # a killed worker takes those with it that wait in its hands
        self.check(self.cut <= 10 * kills + 50, "cut more often than killed")
        for what in sorted(set(self.wrong)):
            print("WRONG: %s (%d times)" % (what, self.wrong.count(what)))
        shutil.rmtree(self.here, ignore_errors=True)
        return bool(self.wrong)


if __name__ == "__main__":
    sys.exit(Soak(sys.argv[1], float(sys.argv[2])).run())
