#!/usr/bin/env python3
"""Uploads that break off and are resumed, by draft-ietf-httpbis-resumable-upload.

    resume.py PORT TARGET FILE LISTENER CUTS [SEED]

Sends FILE by PUT to TARGET, and goes on by HEAD and PATCH.  At CUTS random
bytes the transfer ends: the client closes the connection, or kills the
processes of LISTENER by SIGKILL, in turn.  Fails if an offset goes back, if the
server has not kept what it had received, or if more than 1 % of FILE is sent
twice for one cut.  Prints how many bytes were sent twice.
"""

import os
import random
import signal
import socket
import sys
import time

PIECE = 16384
LATE = 60


class Line:
    """One connection."""

    def __init__(self, port):
        self.s = socket.socket()
        # What lies in here when the line is cut has to be sent again.
        self.s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        self.s.settimeout(LATE)
        self.s.connect(("127.0.0.1", port))
        self.got = b""

    def send(self, data):
        self.s.sendall(data)

    def head(self):
        while b"\r\n\r\n" not in self.got:
            data = self.s.recv(65536)
            if not data:
                raise ConnectionError("cut off")
            self.got += data
        head, _, self.got = self.got.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            fields[name.lower()] = value
        return int(lines[0].split(" ")[1]), fields

    def close(self):
        self.s.close()


def ask(port, request):
    line = Line(port)
    line.send(request)
    answer = line.head()
    line.close()
    return answer


def kill_children(listener):
    """SIGKILL for whoever serves a connection; at least one has to be there."""
    listener, killed = int(listener), 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as f:
                parent = int(f.read().rpartition(")")[2].split()[1])
            if parent == listener:
                os.kill(int(pid), signal.SIGKILL)
                killed += 1
        except (OSError, ValueError, IndexError):
            continue
    if not killed:
        sys.exit("nobody to kill")


def offset_of(port, uri):
    """HEAD, until the request before has ended."""
    end = time.monotonic() + LATE
    while time.monotonic() < end:
        status, fields = ask(
            port, ("HEAD %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % uri).encode()
        )
        if status != 409:
            break
    if status != 204:
        sys.exit("HEAD: %d" % status)
    return int(fields["upload-offset"]), fields["upload-complete"] == "?1"


def main():
    port, target, path, listener, cuts = sys.argv[1:6]
    port, cuts = int(port), int(cuts)
    chance = random.Random(int(sys.argv[6]) if len(sys.argv) > 6 else 1)
    with open(path, "rb") as f:
        data = f.read()
    size, at, uri, twice, told = len(data), 0, None, 0, 0
    marks = sorted(chance.randrange(1, size) for _ in range(cuts))
    for turn in range(10 * cuts + 10):
        marks = [m for m in marks if m > at]
        stop = marks[0] if marks else size
        if uri is None:
            head = (
                "PUT %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
                "Upload-Complete: ?1\r\nUpload-Draft-Interop-Version: 8\r\n"
                "Connection: close\r\n\r\n" % (target, size)
            )
        else:
            head = (
                "PATCH %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
                "Content-Type: application/partial-upload\r\n"
                "Upload-Complete: ?1\r\nUpload-Offset: %d\r\n"
                "Connection: close\r\n\r\n" % (uri, size - at, at)
            )
        line = Line(port)
        line.send(head.encode())
        if uri is None:
            status, fields = line.head()
            if status != 104:
                sys.exit("no 104 but %d" % status)
            uri = fields["location"]
        sent = at
        while sent < stop:
            n = min(PIECE, stop - sent)
            line.send(data[sent : sent + n])
            sent += n
        if stop == size:
            status, fields = line.head()
            line.close()
            if status not in (201, 204) or fields.get("upload-complete") != "?1":
                sys.exit("the end: %d %r" % (status, fields))
            break
        if turn % 2:
            kill_children(listener)
        line.close()
        at, complete = offset_of(port, uri)
        if complete or at > sent or at < told:
            sys.exit("offset %d, sent %d, told %d" % (at, sent, told))
        told = at
        twice += sent - at
        if sent - at > max(size // 100, 65536):
            sys.exit("%d bytes twice" % (sent - at))
    else:
        sys.exit("it never ends")
    if offset_of(port, uri) != (size, True):
        sys.exit("the end is not remembered")
    print("%d bytes, %d cuts, %d bytes twice" % (size, cuts, twice))


main()
