#!/usr/bin/env python3
"""Handshakes that end early: the client's bytes cut off at every byte, and the
connection closed while the server's bytes are read.

    tls_cut.py PORT CERTIFICATE STEP

Each connection has an address of its own, 127.0.A.B.  Every STEP-th byte is tried,
and each end of a record.  Prints, for each connection, its address and how many
lines about its handshake the log has to have:

    one     its end, or the wait for the rest, is a failed handshake
    most    one at most: it was reset, perhaps before the server saw a byte
    none    it sent nothing, or the handshake was complete
"""
import socket
import ssl
import struct
import sys

port, step = int(sys.argv[1]), int(sys.argv[3])
REQUEST = b"GET /digits.txt HTTP/1.0\r\n\r\n"
made = 0


class Client:
    """A client whose bytes are sent by hand."""

    def __init__(self, version):
        global made
        made += 1
        self.address = "127.0.%d.%d" % (1 + made // 250, 1 + made % 250)
        context = ssl.create_default_context(cafile=sys.argv[2])
        context.minimum_version = context.maximum_version = version
        self.input, self.output = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.input, self.output, server_hostname="localhost")
        self.sock = socket.create_connection(("127.0.0.1", port), 30, (self.address, 0))
        self.done = False

    def flight(self):
        """What the client says next; a request after the handshake."""
        try:
            if self.output.pending:
                pass
            elif not self.done:
                self.tls.do_handshake()
                self.done = True
            else:
                self.tls.write(REQUEST)
        except ssl.SSLWantReadError:
            pass
        return self.output.read()

    def hear(self):
        """The server's next flight: until the client has something to say."""
        got = b""
        while True:
            piece = self.sock.recv(65536)
            assert piece, "the server closes"
            got += piece
            self.input.write(piece)
            try:
                self.tls.do_handshake()
                self.done = True
                return got
            except ssl.SSLWantReadError:
                if self.output.pending:
                    return got

    def end(self):
        """Ends its side, and waits for the server's end."""
        try:
            self.sock.shutdown(socket.SHUT_WR)
            while self.sock.recv(65536):
                pass
        except ConnectionError:
            pass  # the server had not read all when it closed
        self.sock.close()

    def reset(self):
        self.sock.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.sock.close()


def ends_of_records(data):
    at, ends = 0, []
    while at < len(data):
        at += 5 + int.from_bytes(data[at + 3 : at + 5], "big")
        ends.append(at)
    return ends


def places(data):
    """Where to cut: every STEP-th byte, and around the end of each record."""
    found = set(range(0, len(data), step))
    for end in ends_of_records(data):
        found |= {end - 1, end, min(end + 5, len(data))}
    return sorted(n for n in found if 0 <= n <= len(data))


def tell(client, how):
    print(client.address, how)


def cut(version, flights_before, place):
    """Cuts a flight of the client: it sends this many whole, then part of one."""
    client = Client(version)
    for _ in range(flights_before):
        client.sock.sendall(client.flight())
        if not client.done:
            client.hear()
    data = client.flight()
    client.sock.sendall(data[:place])
    client.end()
    complete = flights_before + (place >= len(data)) >= 2
    tell(client, "none" if complete or flights_before + place == 0 else "one")


def deaf(version, place):
    """Closes when so many bytes of the server's first flight have come."""
    client = Client(version)
    client.sock.sendall(client.flight())
    left = place
    while left > 0:
        piece = client.sock.recv(left)
        assert piece, "the server closes"
        left -= len(piece)
    if place % 2:
        client.reset()
        tell(client, "most")
    else:
        client.end()
        tell(client, "one")


def after(version, resets):
    """Closes when the handshake is complete, and says nothing."""
    client = Client(version)
    while not client.done:
        client.sock.sendall(client.flight())
        if not client.done:
            client.hear()
    client.sock.sendall(client.flight() if client.output.pending else b"")
    if resets:
        client.reset()
        tell(client, "most")
    else:
        client.end()
        tell(client, "none")


for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
    # how long each flight is
    probe = Client(version)
    first = probe.flight()
    probe.sock.sendall(first)
    server = probe.hear()
    second = probe.flight()
    probe.sock.sendall(second)
    if not probe.done:
        probe.hear()
    third = probe.flight()
    probe.sock.sendall(third)
    probe.end()
    tell(probe, "none")
    for before, flight in enumerate((first, second, third)):
        for n in places(flight):
            cut(version, before, n)
    # a signature has one byte more or less from time to time
    for n in places(server):
        if n < len(server) - 16:
            deaf(version, n)
    after(version, False)
    after(version, True)
