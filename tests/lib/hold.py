#!/usr/bin/env python3
"""Connections that are held, and which of them the server closes.

    hold.py PORT HOW SOURCE...

One connection from each source, opened in this order; PORT may be the path of
a Unix socket, and then the sources are but names.  HOW says what they do:

    silent   send nothing
    begun    send the first line of a request, and no more
    idle     ask once, read the answer, and send nothing more

With HOLD_CA, a file of certificates, they use TLS.

Says "held" when that is done, then "closed N" for the N-th (from 1) whenever
one is closed by the server.
"""

import os
import select
import socket
import ssl
import sys

REQUEST = b"GET /digits.txt HTTP/1.1\r\nHost: a\r\n"


def connect(port, source):
    if port.startswith("/"):
        s = socket.socket(socket.AF_UNIX)
        s.connect(port)
        return s
    s = socket.socket()
    s.bind((source, 0))
    s.connect(("127.0.0.1", int(port)))
    if "HOLD_CA" in os.environ:
        trust = ssl.create_default_context(cafile=os.environ["HOLD_CA"])
        s = trust.wrap_socket(s, server_hostname="localhost")
    return s


def begin(s, how):
    s.settimeout(20)
    if how == "begun":
        s.sendall(REQUEST)
    if how == "idle":
        s.sendall(REQUEST + b"\r\n")
        got = b""
        while not got.endswith(b"0123456789abcdefghij"):
            got += s.recv(4096)


def main():
    port, how, sources = sys.argv[1], sys.argv[2], sys.argv[3:]
    held = {}
    for number, source in enumerate(sources, 1):
        s = connect(port, source)
        begin(s, how)
        held[s] = number
    print("held", flush=True)
    while held:
        for s in select.select(list(held), [], [], 60)[0] or sys.exit("nothing"):
            try:
                if s.recv(4096):
                    continue
            except OSError:
                pass
            print("closed", held.pop(s), flush=True)


main()
