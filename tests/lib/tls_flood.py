#!/usr/bin/env python3
"""tls_flood HTTPS-PORT HTTP-PORT CA: half handshakes from many sources at once.

300 connections send the start of a ClientHello and wait, and each that is
closed is replaced.  Meanwhile an honest client asks by HTTP and by HTTPS.  Says
the worst of each in milliseconds, as the excess over the worst before the flood,
and fails if it is over 100.
"""
import socket
import ssl
import sys
import time

SOURCES = 8
HELD = 300
ROUNDS = 60
LIMIT_MS = 100
START = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"

https, http = int(sys.argv[1]), int(sys.argv[2])
context = ssl.create_default_context(cafile=sys.argv[3])


def hold(i):
    s = socket.socket()
    s.bind((f"127.0.0.{20 + i % SOURCES}", 0))
    s.settimeout(5)
    s.connect(("127.0.0.1", https))
    s.sendall(START)
    s.setblocking(False)
    return s


def ended(s):
    try:
        return s.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def ask(secure):
    began = time.monotonic()
    s = socket.create_connection(("127.0.0.1", https if secure else http), 10, ("127.0.0.9", 0))
    if secure:
        s = context.wrap_socket(s, server_hostname="localhost")
    s.sendall(b"GET /digits.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    got = b""
    while b"0123456789abcdefghij" not in got:
        more = s.recv(4096)
        assert more, "an honest client got no answer"
        got += more
    s.close()
    return (time.monotonic() - began) * 1000


calm = [max(ask(secure) for _ in range(30)) for secure in (False, True)]
held = [hold(i) for i in range(HELD)]
worst, refilled = [0.0, 0.0], 0
for n in range(ROUNDS):
    for i, s in enumerate(held):
        if ended(s):
            s.close()
            held[i] = hold(i)
            refilled += 1
    for secure in (False, True):
        worst[secure] = max(worst[secure], ask(secure))
print(f"calm {calm[0]:.0f} {calm[1]:.0f}, flood {worst[0]:.0f} {worst[1]:.0f} ms, {refilled} pushed out")
assert refilled > 0, "no half handshake was pushed out"
for before, now in zip(calm, worst):
    assert now - before <= LIMIT_MS, "too slow"
