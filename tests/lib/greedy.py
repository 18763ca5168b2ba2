#!/usr/bin/env python3
"""Clients of many sources, or of one that wants all.

greedy.py PORT crowd SOURCE COUNT	that many requests at once: their statuses
greedy.py PORT sources COUNT		one request of each of that many sources
greedy.py PORT nine SOURCE COUNT	in how many microseconds nine of ten of
					that many were answered
greedy.py PORT hoard SOURCE COUNT	what that many connections are granted at once,
					after a time in which each got what it likes:
					the number, and the milliseconds
greedy.py PORT greedy SOURCE		without end, on one connection after another
"""
import socket
import sys
import time

ASK = b'GET /digits.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
GO_ON = b'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n'


def dial(port, source):
    s = socket.socket()
    s.settimeout(20)
    s.bind((source, 0))
    s.connect(('127.0.0.1', port))
    return s


def status(s):
    data = b''
    while True:
        got = s.recv(65536)
        if not got:
            break
        data += got
    s.close()
    return data[9:12].decode() or 'none'


def ask(port, source):
    s = dial(port, source)
    s.sendall(ASK)
    return status(s)


def crowd(port, source, count):
    open_ones = []
    for _ in range(count):
        s = dial(port, source)
        s.sendall(ASK)
        open_ones.append(s)
    for s in open_ones:
        print(status(s))


def sources(port, count):
    for i in range(count):
        print(ask(port, f'127.{1 + i // 62500}.{i // 250 % 250}.{1 + i % 250}'))


def nine(port, source, count):
    times = []
    for _ in range(count):
        # below the rate of the greedy one
        time.sleep(0.012)
        began = time.monotonic_ns()
        got = ask(port, source)
        if got != '200':
            sys.exit(f'{source} got {got}')
        times.append(time.monotonic_ns() - began)
    print(sorted(times)[count * 9 // 10] // 1000)


def statuses(s, count):
    """How many of that many answers are 200."""
    data, good = b'', 0
    while count > 0:
        head, end, rest = data.partition(b'\r\n\r\n')
        size = int(head.lower().partition(b'content-length: ')[2].split()[0]) if end else 0
        if end and len(rest) >= size:
            good += head[9:12] == b'200'
            data = rest[size:]
            count -= 1
            continue
        got = s.recv(65536)
        if not got:
            break
        data += got
    return good


def hoard(port, source, count):
    held = [dial(port, source) for _ in range(count)]
    for s in held:
        for _ in range(8):
            # at the rate that the test allows
            time.sleep(0.011)
            s.sendall(GO_ON)
            statuses(s, 1)
    time.sleep(1.1)
    began = time.monotonic_ns()
    for s in held:
        s.sendall(GO_ON * 10)
    got = sum(statuses(s, 10) for s in held)
    print(got, (time.monotonic_ns() - began) // 1000000)


def greedy(port, source):
    while True:
        s = dial(port, source)
        for _ in range(500):
            s.sendall(GO_ON)
            data = s.recv(65536)
            if not data:
                break
            if data[9:12] == b'429':
                print(429, flush=True)
        s.close()


def main():
    port, what, words = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    try:
        globals()[what](port, *(int(w) if w.isdigit() else w for w in words))
    except BrokenPipeError:
        pass


main()
