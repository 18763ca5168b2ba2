#!/usr/bin/env python3
"""Handshakes with one byte damaged, cut short after every so many bytes, and
closed at once.

    tls_damage.py PORT COUNT

A relay in memory: a real client's bytes are recorded as they would go to the
server, then sent with damage.  Each connection has to end within its time; that
the server's processes were not ended by their sandbox, the caller sees in the log.
"""
import random
import socket
import ssl
import sys

port, count = int(sys.argv[1]), int(sys.argv[2])
choose = random.Random(20261128)


def context(version):
    c = ssl._create_unverified_context()
    c.maximum_version = version
    return c


def exchange(version, damage, patience=0.3):
    """A handshake and a request; damage(flight, data) changes what is sent, or
    returns None for a close."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context(version).wrap_bio(to_client, to_server, server_hostname="localhost")
    sock = socket.create_connection(("127.0.0.1", port), 20)
    sock.settimeout(patience)  # a server that waits for more is right, too
    flight = 0
    done = False
    try:
        while flight < 12:
            try:
                if not done:
                    tls.do_handshake()
                    done = True
                    tls.write(b"GET /digits.txt HTTP/1.0\r\n\r\n")
                else:
                    # all that has arrived: the end may be behind it already
                    while tls.read(4096):
                        pass
                    return True
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError:
                return False
            data = to_server.read()
            if data:
                sent = damage(flight, bytearray(data))
                flight += 1
                if sent is None:
                    return False
                sock.sendall(sent)
            data = sock.recv(65536)
            if not data:
                return False
            to_client.write(data)
    except OSError:
        return False
    finally:
        sock.close()
    return False


def whole(flight, data):
    return data


def damaged(at_flight, share, how):
    def damage(flight, data):
        if flight == at_flight:
            at = int(share * len(data))
            if how == 0:
                data[at] ^= 1 << choose.randrange(8)
            elif how == 1:
                data[at] = choose.choice([0, 255, 127])
            elif how == 2:
                del data[at]
            else:
                data[at:at] = bytes([choose.randrange(256)])
        return data
    return damage


versions = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
for version in versions:
    assert exchange(version, whole, 20), "the client works"
for i in range(count):
    version = versions[i % 2]
    exchange(version, damaged(choose.randrange(3), choose.random(), choose.randrange(4)))


def hello(version):
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context(version).wrap_bio(to_client, to_server, server_hostname="localhost")
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return to_server.read()


# Truncated at every so many bytes, and closed.
for version in versions:
    first = hello(version)
    step = max(1, len(first) * 2 // count)
    for n in range(0, len(first), step):
        sock = socket.create_connection(("127.0.0.1", port), 20)
        try:
            sock.sendall(first[:n])
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(4096):
                pass
        except OSError:
            pass
        sock.close()
# Closed after each flight of both sides.
for version in versions:
    for flight in range(4):
        exchange(version, lambda f, data: None if f == flight else data)
print("done")
