#!/usr/bin/env python3
"""Uploads that break off and are resumed.

    resume.py PORT TARGET FILE LISTENER CUTS [SEED [DIALECT [SPARE]]]

Sends FILE to TARGET, and goes on by HEAD and PATCH.  At CUTS random bytes the
transfer ends: the client closes the connection, or kills the processes of
LISTENER by SIGKILL, in turn.  Fails if an offset goes back, if the server has
not kept what it had received, or if more than 1 % of FILE, and SPARE bytes more,
are sent twice for one cut.  What the kernel had not yet given to a process that is
killed is not held against the server: on a busy machine that is a whole window.
Prints how many bytes were sent twice, with those.

DIALECT is "draft" for draft-ietf-httpbis-resumable-upload with a 104 (default),
"created" for the same without: an empty first part tells the URI, and "tus".
"""

import base64
import mmap
import os
import random
import re
import select
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

    def expect(self):
        """Waits for 100 (Continue); leaves another answer for head()."""
        while b"\r\n\r\n" not in self.got:
            data = self.s.recv(65536)
            if not data:
                return
            self.got += data
        if self.got.startswith(b"HTTP/1.1 100 "):
            self.got = self.got.partition(b"\r\n\r\n")[2]

    def answered(self):
        return bool(select.select([self.s], [], [], 0)[0])

    def close(self):
        self.s.close()


def ask(port, request):
    line = Line(port)
    line.send(request)
    answer = line.head()
    line.close()
    return answer


def children(listener, line):
    """The processes that serve a connection, once a proxy has made one; none if
    the request has been answered already."""
    end = time.monotonic() + LATE
    while not line.answered() and time.monotonic() < end:
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % pid) as f:
                    if f.read().rpartition(")")[2].split()[1] == listener:
                        found.append(int(pid))
            except (OSError, IndexError):
                continue
        if found:
            return found
    return [] if line.answered() else sys.exit("nobody to kill")


def under_way(port, line):
    """The bytes that the kernel has, and that the server has not read."""
    mine, n = line.s.getsockname()[1], 0
    with open("/proc/net/tcp") as f:
        for row in f.read().splitlines()[1:]:
            local, remote, _, queues = row.split()[1:5]
            ports = int(local.partition(":")[2], 16), int(remote.partition(":")[2], 16)
            to_read = int(queues.partition(":")[2], 16)
            to_send = int(queues.partition(":")[0], 16)
            n += {(port, mine): to_read, (mine, port): to_send}.get(ports, 0)
    return n


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


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


def create(port, target, size, dialect):
    """Begins an upload without a byte, and returns its URI."""
    if dialect == "tus":
        directory, _, name = target.rpartition("/")
        head = "POST %s/ HTTP/1.1\r\nTus-Resumable: 1.0.0\r\nUpload-Metadata: filename %s" % (
            directory,
            base64.b64encode(name.encode()).decode(),
        )
    else:
        head = "PUT %s HTTP/1.1\r\nUpload-Complete: ?0" % target
    head += "\r\nHost: localhost\r\nContent-Length: 0\r\nUpload-Length: %d\r\nConnection: close\r\n\r\n" % size
    status, fields = ask(port, head.encode())
    if status != 201:
        sys.exit("creation: %d" % status)
    return re.sub("^https?://[^/]*", "", fields["location"])


class Upload:
    """What the client knows of its upload."""

    def __init__(self, port, target, data, dialect):
        self.port, self.target, self.data, self.dialect = port, target, data, dialect
        self.at = self.most = self.lost = 0
        self.uri = None if dialect == "draft" else create(port, target, len(data), dialect)

    def head(self):
        left = len(self.data) - self.at
        if self.uri is None:
            lines = "PUT %s HTTP/1.1\r\nUpload-Complete: ?1\r\nUpload-Draft-Interop-Version: 8" % self.target
        elif self.dialect == "tus":
            lines = "PATCH %s HTTP/1.1\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream" % self.uri
        else:
            lines = "PATCH %s HTTP/1.1\r\nUpload-Complete: ?1\r\nContent-Type: application/partial-upload" % self.uri
        if self.uri is not None:
            lines += "\r\nExpect: 100-continue\r\nUpload-Offset: %d" % self.at
        return "%s\r\nHost: localhost\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (lines, left)

    def begin(self):
        """Sends the head; behind a PUT the URI comes back.  Other content waits
        for 100 (Continue), as curl's does: bytes that are sent before a process
        has taken the connection are lost with it."""
        line = Line(self.port)
        line.send(self.head().encode())
        if self.uri is None:
            status, fields = line.head()
            if status != 104:
                sys.exit("no 104 but %d" % status)
            self.uri = fields["location"]
        else:
            line.expect()
        return line

    def send_to(self, stop, listener):
        """Sends up to there, and cuts the line; listener: by a kill."""
        line, sent, victims = self.begin(), self.at, []
        while sent < stop:
            n = min(PIECE, stop - sent)
            if listener and sent + n == stop:
                victims = children(listener, line)
            try:
                line.send(self.data[sent : sent + n])
            except ConnectionError:
                break
            sent += n
        self.most = max(self.most, sent)
        self.lost = under_way(self.port, line) if victims else 0
        kill(victims)
        line.close()
        return sent

    def send_all(self):
        """Returns False if another request had added to the upload."""
        line = self.begin()
        try:
            line.send(self.data[self.at :])
        except ConnectionError:
            pass
        status, fields = line.head()
        line.close()
        if status == 409:
            return False
        if status not in (201, 204) or (
            self.dialect != "tus" and fields.get("upload-complete") != "?1"
        ):
            sys.exit("the end: %d %r" % (status, fields))
        return True


def main():
    port, target, path, listener, cuts = sys.argv[1:6]
    port, cuts = int(port), int(cuts)
    more = sys.argv[6:] + ["1", "draft", "0"][len(sys.argv) - 6 :]
    chance, dialect, spare = random.Random(int(more[0])), more[1], int(more[2])
    with open(path, "rb") as f:
        data = memoryview(mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ))
    size, twice = len(data), 0
    upload = Upload(port, target, data, dialect)
    for turn, stop in enumerate(sorted(chance.randrange(1, size) for _ in range(cuts))):
        if stop <= upload.at:
            continue
        sent = upload.send_to(stop, listener if turn % 2 else None)
        at, complete = offset_of(port, upload.uri)
        # a proxy may pass bytes on after the line to it was cut
        if complete or not upload.at <= at <= upload.most:
            sys.exit("offset %d, sent %d, told %d" % (at, upload.most, upload.at))
        twice += max(sent - at, 0)
        if sent - at > upload.lost + max(size // 100, 65536) + spare:
            sys.exit("%d bytes twice, of which %d were under way" % (sent - at, upload.lost))
        upload.at = at
    for _ in range(10):
        if upload.send_all():
            break
        upload.at, _ = offset_of(port, upload.uri)
    if offset_of(port, upload.uri) != (size, True):
        sys.exit("the end is not remembered")
    print("%d bytes, %d cuts, %d bytes twice: %.2f %%" % (size, cuts, twice, 100 * twice / size))


main()
