#!/usr/bin/env python3
"""Writers and readers of one file, over HTTP, all at once.

contend.py PORT SECONDS WRITERS READERS

Each writer stores content that tells its own length and who wrote it, each
reader checks that what it gets is whole, that one ETag never goes with two
contents, and that its length is what the head says.  Then as many writers as
there are send one If-Match at the same moment, round after round: exactly
one may win.  Prints what it has done; exits with 1 if a rule is broken.
"""
import http.client
import random
import sys
import threading
import time

PORT, SECONDS = int(sys.argv[1]), float(sys.argv[2])
WRITERS, READERS = int(sys.argv[3]), int(sys.argv[4])
PATH = "/uploads/contended"
seen = {}
lock = threading.Lock()
broken = []
done = {"written": 0, "read": 0, "rounds": 0}


def content(who, number):
    filler = bytes([97 + who % 26]) * random.randrange(40000)
    text = b"%d %d %d " % (who, number, len(filler)) + filler
    return text + b" end"


def is_whole(text):
    parts = text.split(b" ", 3)
    return (len(parts) == 4 and text.endswith(b" end") and
            len(parts[3]) == int(parts[2]) + 4)


def ask(conn, method, body=None, fields=()):
    conn.request(method, PATH, body, dict(fields))
    answer = conn.getresponse()
    return answer, answer.read()


def connect():
    return http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)


def note(etag, text):
    with lock:
        if seen.setdefault(etag, text) != text:
            broken.append("one ETag, two contents: %s" % etag)


def write(who, until):
    conn, number = connect(), 0
    while time.monotonic() < until:
        text = content(who, number)
        answer, _ = ask(conn, "PUT", text)
        if answer.status not in (201, 204):
            broken.append("PUT: %d" % answer.status)
        note(answer.getheader("ETag"), text)
        number += 1
        with lock:
            done["written"] += 1


def read(until):
    conn = connect()
    while time.monotonic() < until:
        answer, text = ask(conn, "GET")
        if answer.status != 200 or not is_whole(text):
            broken.append("GET: %d, %r" % (answer.status, text[:40]))
            continue
        note(answer.getheader("ETag"), text)
        with lock:
            done["read"] += 1


def together(targets):
    def guard(target, args):
        try:
            target(*args)
        except Exception as e:  # a thread that dies must not pass for one
            broken.append(repr(e))

    threads = [threading.Thread(target=guard, args=t) for t in targets]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def compete(who, etag, gate, statuses):
    conn = connect()
    conn.connect()
    gate.wait()
    answer, _ = ask(conn, "PUT", content(who, 0), {"If-Match": etag})
    with lock:
        statuses.append(answer.status)


def main():
    ask(connect(), "PUT", content(0, 0))
    until = time.monotonic() + SECONDS
    together([(write, (i, until)) for i in range(WRITERS)] +
             [(read, (until,)) for _ in range(READERS)])
    for _ in range(8):
        statuses, gate = [], threading.Barrier(WRITERS, timeout=20)
        answer, _ = ask(connect(), "HEAD")
        together([(compete, (i, answer.getheader("ETag"), gate, statuses))
                  for i in range(WRITERS)])
        if sorted(statuses) != [204] + [412] * (WRITERS - 1):
            broken.append("If-Match: %r" % sorted(statuses))
        done["rounds"] += 1
    print(done, broken[:5])
    sys.exit(1 if broken or 0 in done.values() else 0)


main()
