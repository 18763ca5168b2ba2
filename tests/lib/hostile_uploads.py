#!/usr/bin/env python3
"""Uploads while everything moves.

    hostile_uploads.py PID PORT ROOT OUTSIDE LOG SECONDS SEED

asks the minihttpd with this PID, which serves ROOT with uploads below /up/ and
writes LOG, to store, add, remove and show files, by a seeded generator and from
a few connections at once.  Meanwhile directories are renamed, removed and made
again, and change places with symbolic links to OUTSIDE, which no request may
reach; files become links and directories; and the processes of connections
(with HOSTILE_WORKERS=1 now and then a worker, too) are killed by SIGKILL.

The content of a file tells whether it is whole: its length, a number and bytes
made of it.  Whatever happens:

    - nothing in OUTSIDE is written, made, removed or read
    - a file under a final name is whole, at any time
    - what is answered with 200 is whole, and a part is one of its file
    - in /up/calm/, where only the server writes and each writer has its names,
      what was confirmed (2xx) is there, unless a later request of the same
      writer has replaced it; of several writers with If-None-Match: * at most
      one is told 201, and its content is there
    - when all is over a write to each directory leaves no staged file there
    - nobody crashes, and the server answers
"""

import hashlib
import os
import random
import re
import shutil
import signal
import socket
import stat
import sys
import threading
import time

THREADS = 4
WORKERS = os.environ.get("HOSTILE_WORKERS") == "1"
PATIENCE_S = 60  # bounds what never ends; other lanes of a run slow this one down
SECRET = b"secret-that-nobody-may-read"
NAMES = ["a", "b", "c.txt"]
PLACES = ["one", "two", "one/in", "two/in", "three/in/in"]


class Wrong(Exception):
    """A rule is broken."""


def check(good, what):
    if not good:
        raise Wrong(what)


# --- content that tells whether it is whole -------------------------------------------


def filling(number, n):
    seed = hashlib.sha256(str(number).encode()).digest()
    return (seed * (n // len(seed) + 1))[:n]


def make(number, n):
    return b"%d %d\n" % (number, n) + filling(number, n)


def is_whole(content):
    m = re.match(rb"(\d+) (\d+)\n", content)
    return bool(m) and content[m.end() :] == filling(int(m.group(1)), int(m.group(2)))


# --- one request -----------------------------------------------------------------------


class Answer:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        m = re.match(rb"HTTP/1\.1 (\d\d\d) ", head)
        self.status = int(m.group(1)) if m else 0
        while self.status == 100:
            head, _, self.body = self.body.partition(b"\r\n\r\n")
            m = re.match(rb"HTTP/1\.1 (\d\d\d) ", head)
            self.status = int(m.group(1)) if m else 0
        self.fields = dict(
            (name.lower().decode(), value.strip().decode("latin-1"))
            for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
        )

    def is_complete(self):
        return self.status and len(self.body) == int(self.fields.get("content-length", -1))


def ask(port, method, target, lines=(), body=b"", cut=None):
    head = "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" % (method, target)
    data = (head + "".join(line + "\r\n" for line in lines) + "\r\n").encode() + body
    got = b""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as s:
        try:
            s.sendall(data[:cut])
            if cut is not None:
                return Answer(b"")
            while True:
                piece = s.recv(1 << 18)
                if not piece:
                    break
                got += piece
        except socket.timeout:
            raise Wrong("no answer to %s %s, of which %r has come" % (method, target, got[:100]))
        except ConnectionError:
            pass
    check(SECRET not in got, "what is outside was read: %s %s" % (method, target))
    return Answer(got)


def children_of(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return [int(word) for word in f.read().split()]
    except OSError:
        return []


# --- everybody -----------------------------------------------------------------------------


class Run:
    def __init__(self, pid, port, root, outside, seed):
        self.pid, self.port, self.seed = pid, port, seed
        self.up, self.outside = os.path.join(root, "up"), outside
        self.wrong, self.counts, self.kills, self.moves = None, {}, 0, 0
        self.lock, self.numbers = threading.Lock(), 0
        self.claims = {}

    def number(self):
        with self.lock:
            self.numbers += 1
            return self.numbers

    def count(self, answer):
        with self.lock:
            self.counts[answer.status] = self.counts.get(answer.status, 0) + 1

    # A writer of anything, anywhere.

    def put(self, r, target, tags):
        body = make(self.number(), r.choice([0, 1, 5000, 70000, 300000]))
        lines = []
        if r.random() < 0.3:
            lines.append(r.choice(["If-None-Match: *", "If-Match: *", "If-Match: %s" % r.choice(tags or ['"x"'])]))
        if r.random() < 0.1:
            lines.append("Content-Range: bytes 0-4/5")
        if r.random() < 0.2:
            lines.append("Expect: 100-continue")
        sent = body
        if r.random() < 0.4:
            lines.append("Transfer-Encoding: chunked")
            cut = r.randint(1, len(body))
            parts = [p for p in (body[:cut], body[cut:]) if p]
            sent = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"
        else:
            lines.append("Content-Length: %d" % len(body))
        if r.random() < 0.2:
            # it hangs up in the middle
            return ask(self.port, "PUT", target, lines, sent, r.randint(60, 60 + len(sent)))
        return ask(self.port, "PUT", target, lines, sent)

    def add(self, r, directory):
        body = make(self.number(), r.choice([5, 70000]))
        if r.random() < 0.5:
            return ask(self.port, "POST", directory, [
                "Content-Disposition: attachment; filename=%s" % r.choice(NAMES),
                "Content-Length: %d" % len(body)], body)
        parts = b"".join(
            b'--B\r\nContent-Disposition: form-data; name="f"; filename="%s"\r\n\r\n%s\r\n'
            % (r.choice(NAMES).encode(), make(self.number(), 3000)) for _ in range(r.randint(1, 3))
        ) + b"--B--\r\n"
        return ask(self.port, "POST", directory, [
            "Content-Type: multipart/form-data; boundary=B", "Content-Length: %d" % len(parts)], parts)

    def show(self, r, target):
        lines = []
        if r.random() < 0.4:
            lines.append("Range: bytes=%s" % r.choice(["0-9", "5-", "-7", "0-0,3-4"]))
        answer = ask(self.port, r.choice(["GET", "GET", "GET", "HEAD"]), target, lines)
        if answer.status == 200 and answer.is_complete() and answer.body:
            check(is_whole(answer.body), "GET %s is not whole" % target)
        return answer

    def wild(self, r, tags):
        directory = "/up/%s/" % r.choice(PLACES)
        target = directory + r.choice(NAMES)
        what = r.random()
        if what < 0.5:
            answer = self.put(r, target, tags)
        elif what < 0.65:
            answer = self.add(r, directory)
        elif what < 0.8:
            answer = ask(self.port, "DELETE", r.choice([target, directory]))
        else:
            answer = self.show(r, target)
        if "etag" in answer.fields:
            tags.append(answer.fields["etag"])
            del tags[:-5]
        self.count(answer)

    # A writer of names of its own, where nothing moves: what it may find there.

    def calm(self, r, mine, names):
        name = r.choice(names)
        target, may = "/up/calm/" + name, mine.setdefault(name, {None})
        what = r.random()
        if what < 0.6:
            body = make(self.number(), r.choice([1, 5000, 200000]))
            may.add(body)
            answer = ask(self.port, "PUT", target, ["Content-Length: %d" % len(body)], body)
            if answer.status in (201, 204):
                mine[name] = {body}
            elif answer.status >= 400:
                may.discard(body)
        elif what < 0.8:
            may.add(None)
            answer = ask(self.port, "DELETE", target)
            if answer.status in (204, 404):
                mine[name] = {None}
        else:
            answer = ask(self.port, "GET", target)
            if answer.status == 200 and answer.is_complete():
                check(answer.body in may, "%s is not what was stored" % target)
            check(answer.status != 404 or None in may, "%s is gone" % target)
        self.count(answer)

    # All writers want the same name, and it is free.

    def claim(self, r):
        name = "claim-%d" % (self.numbers // 40)
        body = make(self.number(), 3000)
        answer = ask(self.port, "PUT", "/up/calm/" + name, [
            "If-None-Match: *", "Content-Length: %d" % len(body)], body)
        check(answer.status in (0, 201, 412, 503), "%s gets %d: %r" % (name, answer.status, answer.body[-300:]))
        with self.lock:
            self.claims.setdefault(name, []).append((answer.status, body))
        self.count(answer)

    def write(self, i, end):
        r = random.Random("%s/writer %d" % (self.seed, i))
        tags, mine = [], {}
        names = ["%s-%d" % (name, i) for name in NAMES]
        while time.monotonic() < end and self.wrong is None:
            what = r.random()
            if what < 0.6:
                self.wild(r, tags)
            elif what < 0.9:
                self.calm(r, mine, names)
            else:
                self.claim(r)
        for name in names:
            content = self.look(os.path.join(self.up, "calm", name))
            check(content in mine.get(name, {None}), "/up/calm/%s is not what was stored" % name)

    @staticmethod
    def look(path):
        try:
            with open(path, "rb") as f:
                return f.read()
        except FileNotFoundError:
            return None

    # Somebody else who moves things; it follows no link.

    def remove(self, path):
        try:
            if stat.S_ISDIR(os.lstat(path).st_mode):
                shutil.rmtree(path)
            else:
                os.unlink(path)
        except OSError:
            pass  # the server is quicker, or writes there

    def move(self, r):
        a = os.path.join(self.up, r.choice(PLACES[:3]))
        if os.path.islink(os.path.dirname(a)):
            return
        link = r.choice([self.outside, os.path.relpath(self.outside, os.path.dirname(a)),
            os.path.join(self.outside, "in"), "/", "../..", "calm", ".", "two"])
        what = r.random()
        try:
            if what < 0.3:
                os.rename(a, os.path.join(self.up, r.choice(["three", "four"])))
            elif what < 0.5:
                # in one step, as somebody would do it who has thought of it
                os.symlink(link, a + ".new")
                os.rename(a, a + ".old")
                os.rename(a + ".new", a)
            elif what < 0.6:
                self.remove(a)
                os.symlink(link, a)
            elif what < 0.75:
                self.remove(a)
                os.makedirs(os.path.join(a, "in"), exist_ok=True)
            elif what < 0.85 and not os.path.islink(a):
                name = os.path.join(a, r.choice(NAMES))
                self.remove(name)
                if r.random() < 0.5:
                    os.symlink(os.path.join(self.outside, "file"), name)
                else:
                    os.mkdir(name)
            else:
                self.remove(a + ".old")
                self.remove(a + ".new")
                if os.path.islink(a):
                    os.unlink(a)
        except OSError:
            pass

    def disturb(self, end):
        r = random.Random("%s/mover" % self.seed)
        while time.monotonic() < end and self.wrong is None:
            self.move(r)
            self.moves += 1
            time.sleep(r.choice([0, 0, 0.001, 0.005]))

    def kill(self, end):
        r = random.Random("%s/killer" % self.seed)
        last = time.monotonic()
        while time.monotonic() < end and self.wrong is None:
            workers = children_of(self.pid)
            if WORKERS and workers and time.monotonic() > last + 2:
                last = time.monotonic()
                victims = workers
            else:
                victims = [c for w in workers for c in children_of(w)]
            if victims:
                try:
                    os.kill(r.choice(victims), signal.SIGKILL)
                    self.kills += 1
                except ProcessLookupError:
                    pass
            time.sleep(r.choice([0.002, 0.01, 0.05]))

    # What is there must be whole, at any time.

    def watch(self, end):
        while time.monotonic() < end and self.wrong is None:
            self.inspect()
            time.sleep(0.1)

    def inspect(self):
        # by descriptors: a path would lead through links that are made meanwhile
        for directory, _, names, at in os.fwalk(self.up):
            for name in names:
                path = os.path.join(directory, name)
                try:
                    fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=at)
                except OSError:
                    continue
                try:
                    content = os.read(fd, 1 << 20)
                except OSError:
                    continue
                finally:
                    os.close(fd)
                if not name.startswith(".minihttp-staged"):
                    check(is_whole(content), "%s is not whole: %r" % (path, content[:30]))

    def guarded(self, work, *args):
        try:
            work(*args)
        except Exception as e:
            self.wrong = self.wrong or e

    def go(self, seconds):
        end = time.monotonic() + seconds
        works = [(self.write, i, end) for i in range(THREADS)]
        works += [(self.disturb, end), (self.kill, end), (self.watch, end)]
        threads = [threading.Thread(target=self.guarded, args=w) for w in works]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        if self.wrong is not None:
            raise self.wrong

    def settle(self):
        """When all is over: claims, litter, and whether there is an answer."""
        for name, made in self.claims.items():
            won = [body for status, body in made if status == 201]
            check(len(won) <= 1, "%d writers were told that they made %s" % (len(won), name))
            content = self.look(os.path.join(self.up, "calm", name))
            check(not won or content == won[0], "%s is another's" % name)
        end = time.monotonic() + PATIENCE_S
        while any(children_of(w) for w in children_of(self.pid)):
            check(time.monotonic() < end, "a process still serves a connection")
            time.sleep(0.05)
        for directory, _, _ in os.walk(self.up):
            target = "/up/%s/last" % os.path.relpath(directory, self.up)
            answer = ask(self.port, "PUT", os.path.normpath(target), ["Content-Length: 4"], b"0 0\n")
            check(answer.status in (201, 204), "PUT %s: %d" % (target, answer.status))
            left = [n for n in os.listdir(directory) if n.startswith(".minihttp")]
            check(not left, "%s has %s" % (directory, left))
        self.inspect()


def picture(directory):
    """All that can be seen of it."""
    seen = []
    for at, names, files in os.walk(directory):
        for name in sorted(names + files) + ["."]:
            path = os.path.join(at, name)
            st = os.lstat(path)
            seen.append((path, st.st_mode, st.st_ino, st.st_size, st.st_mtime_ns))
            if stat.S_ISREG(st.st_mode):
                with open(path, "rb") as f:
                    seen.append(f.read())
    return sorted(map(repr, seen))


def main():
    pid, port, root, outside, log, seconds, seed = sys.argv[1:]
    for place in ("up/calm", "up/one/in", "up/two/in"):
        os.makedirs(os.path.join(root, place), exist_ok=True)
    for name in ("file", "in/file", "a", "in/a"):
        path = os.path.join(outside, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(SECRET)
    before = picture(outside)
    run = Run(int(pid), int(port), os.path.realpath(root), os.path.realpath(outside), seed)
    try:
        run.go(float(seconds))
        run.settle()
        check(picture(outside) == before, "what is outside has changed")
        with open(log, "rb") as f:
            m = re.search(rb"[^\n]*(SIG(?!KILL)[A-Z]+|Sanitizer|runtime error)[^\n]*", f.read())
        check(not m, "in the log: %r" % (m and m.group(0)))
    except Wrong as e:
        print("seed %s: %s" % (seed, e))
        return 1
    print("seed %s: %d kills, %d moves, answers %s" % (seed, run.kills, run.moves, sorted(run.counts.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
