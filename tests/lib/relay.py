#!/usr/bin/env python3
"""A line that breaks: relays connections to a port of 127.0.0.1.

    relay.py PORT [WORD...]

Prints "port N", on which it listens.  The first word is for the first
connection, and so on:

    N		after N bytes of the client, both sides lose the connection
    late-N	the same, but the client is held up until the server speaks
    hold-N	the same, but then the client's bytes are lost until it is gone
    deaf-N	nothing that the server says from byte N on reaches the client,
		which loses the connection when the server is done
    all		everything passes, as for any further connection

Prints "held" when bytes get lost, and, for each connection that has ended,
"bytes N": how many of the client passed.  A line that breaks does so for the
client when the server has seen the end, so that a test knows what is stored.
"""

import select
import socket
import struct
import sys

PIECE = 16384
LATE = 60


def drop(s):
    """Closes a connection by a reset."""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def say(*words):
    print(*words, flush=True)


def hold(client):
    """Waits until the client is gone."""
    say("held")
    try:
        while client.recv(PIECE):
            pass
    except ConnectionError:
        pass


def leave(server):
    """Waits until the server has used what has passed."""
    server.shutdown(socket.SHUT_WR)
    while server.recv(PIECE):
        pass


def relay(client, server, most, then, heard, late):
    """Returns how many bytes of the client have passed."""
    sent = 0
    sides = [client, server]
    while True:
        if late and sent > 0:
            select.select([server], [], [], LATE)
            late = False
        ready, _, _ = select.select(sides, [], [], LATE)
        if not ready:
            raise TimeoutError
        if server in ready:
            data = server.recv(PIECE)
            if not data:
                break
            client.sendall(data[:heard])
            heard -= min(heard, len(data))
        if client in ready and server not in ready:
            data = client.recv(min(PIECE, most - sent))
            if not data:
                break
            server.sendall(data)
            sent += len(data)
            if sent == most:
                if then is not None:
                    then(client)
                leave(server)
                break
    return sent


def serve(listener, target, word):
    client, _ = listener.accept()
    server = socket.create_connection(("127.0.0.1", target))
    kind, _, number = word.rpartition("-")
    most, then, heard = sys.maxsize, None, sys.maxsize
    if kind == "deaf":
        heard = int(number)
    elif kind == "hold":
        most, then = int(number), hold
    elif word != "all":
        most = int(number)
    sent = 0
    try:
        sent = relay(client, server, most, then, heard, kind in ("late", "hold"))
    except ConnectionError:
        pass
    server.close()
    drop(client)
    say("bytes", sent)


def main():
    target, words = int(sys.argv[1]), sys.argv[2:]
    listener = socket.socket()
    # What waits in here when the line is cut has been sent in vain.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    say("port", listener.getsockname()[1])
    while True:
        serve(listener, target, words.pop(0) if words else "all")


if __name__ == "__main__":
    main()
