#!/usr/bin/env python3
"""hostile -- an HTTP server that cuts, lies and stalls, one way for each path.

    hostile.py LOG [CERT KEY]

prints "PORT" or "PORT TLSPORT" when it listens on 127.0.0.1.  Each request is
one line of JSON in LOG: method, target, fields, body.  `hostile.py --list`
prints the paths, which are the functions below: body_cut is /body-cut.  A
query "?n" is only there to make another URL of it.
"""
import gzip
import json
import socket
import ssl
import struct
import sys
import threading
import time
import zlib

TEXT = b"".join(b"line %04d of the text\n" % i for i in range(1000))
OTHER = TEXT.upper()
STALL = 4
count = {}
lock = threading.Lock()


class Gone(Exception):
    pass


class Visit:
    def __init__(self, sock, method, target, fields, body):
        self.sock, self.method, self.target = sock, method, target
        self.fields, self.body = fields, body

    def send(self, data):
        self.sock.sendall(data)

    def head(self, status="200 OK", **fields):
        lines = ["HTTP/1.1 " + status, "Connection: close"]
        for name, value in fields.items():
            for one in value if isinstance(value, list) else [value]:
                lines.append("%s: %s" % (name.replace("_", "-"), one))
        self.send(("\r\n".join(lines) + "\r\n\r\n").encode())

    def answer(self, body, status="200 OK", **fields):
        fields.setdefault("Content_Length", len(body))
        self.head(status, **fields)
        if self.method != "HEAD":
            self.send(body)

    def chunks(self, *parts):
        for part in parts:
            self.send(b"%x\r\n%s\r\n" % (len(part), part))

    def first(self):
        """How many times this target was asked for before."""
        with lock:
            n = count.get(self.target, 0)
            count[self.target] = n + 1
        return n

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                             struct.pack("ii", 1, 0))
        raise Gone()

    def range_from(self):
        value = self.fields.get("range", "")
        return int(value[6:].split("-")[0]) if value[:6] == "bytes=" else None


# --- what is right -----------------------------------------------------------

def ok(v):
    v.answer(TEXT)


def fresh(v):
    v.answer(TEXT, Cache_Control="max-age=1000", ETag='"a"')


def echo(v):
    v.fields.pop("expect", None)  # a question of timing
    v.answer(json.dumps([v.method, v.target, v.fields, v.body.decode("latin-1")],
                        sort_keys=True).encode() + b"\n")


def host(v):
    v.answer(("host %s\n" % v.fields["host"]).encode(), Cache_Control="max-age=1000")


def cookie(v):
    v.answer(b"got %s\n" % v.fields.get("cookie", "none").encode(),
             Set_Cookie="secret=value%d; Path=/" % v.first(),
             Cache_Control="max-age=1000")


def range_right(v):
    first = v.range_from()
    if first is None:
        v.answer(TEXT, ETag='"a"')
    elif first >= len(TEXT):
        v.answer(b"", "416 Range Not Satisfiable",
                 Content_Range="bytes */%d" % len(TEXT))
    else:
        v.answer(TEXT[first:], "206 Partial Content", ETag='"a"',
                 Content_Range="bytes %d-%d/%d" % (first, len(TEXT) - 1, len(TEXT)))


def length_twice_the_same(v):
    v.answer(TEXT, Content_Length=[str(len(TEXT))] * 2)


def chunked(v):
    v.head(Transfer_Encoding="chunked")
    v.chunks(TEXT[:777], TEXT[777:], b"")


def until_close(v):
    v.head()
    v.send(TEXT)


def interim(v):
    for _ in range(20):
        v.send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    v.answer(TEXT)


def gzipped(v):
    v.answer(gzip.compress(TEXT, mtime=0), Content_Encoding="gzip",
             Cache_Control="max-age=1000")


def gzip_members(v):
    v.answer(gzip.compress(TEXT[:500], mtime=0) + gzip.compress(TEXT[500:], mtime=0),
             Content_Encoding="gzip")


def deflated(v):
    v.answer(zlib.compress(TEXT), Content_Encoding="deflate")


def deflated_raw(v):
    c = zlib.compressobj(wbits=-15)
    v.answer(c.compress(TEXT) + c.flush(), Content_Encoding="deflate")


def not_found(v):
    v.answer(b"no such page\n", "404 Not Found")


def unavailable(v):
    v.answer(b"come again\n", "503 Service Unavailable")


def unavailable_long(v):
    v.answer(b"come later\n", "503 Service Unavailable", Retry_After="30")


def unavailable_once(v):
    if v.first() == 0:
        v.answer(b"come again\n", "503 Service Unavailable", Retry_After="0")
    else:
        v.answer(TEXT)


def named(v):
    v.answer(TEXT, Content_Disposition='attachment; filename="../up/given name.txt"')


def dated(v):
    v.answer(TEXT, Last_Modified="Mon, 01 Jun 2026 00:00:00 GMT", ETag='"a"')


def tagged(v):
    if v.fields.get("if-none-match") == '"a"':
        v.head("304 Not Modified", ETag='"a"')
    else:
        v.answer(TEXT, ETag='"a"')


def moved(v):
    v.answer(b"gone there\n", "301 Moved Permanently", Location="/echo")


def method_not_allowed(v):
    v.answer(b"no\n", "405 Method Not Allowed")


meeting = threading.Condition()
present = 0


def together(v):
    """"met" if three requests are here at the same time."""
    global present
    with meeting:
        present += 1
        meeting.notify_all()
        met = meeting.wait_for(lambda: present >= 3, 1)
        if met:  # the others find three as well
            meeting.wait(0.2)
        present -= 1
    v.answer(b"met\n" if met else b"alone\n")


# --- cut ---------------------------------------------------------------------

def body_cut(v):
    v.head(Content_Length=len(TEXT), ETag='"a"', Cache_Control="max-age=1000")
    v.send(TEXT[:5000])


def body_reset(v):
    v.head(Content_Length=len(TEXT))
    v.send(TEXT[:5000])
    v.reset()


def chunked_cut(v):
    v.head(Transfer_Encoding="chunked", Cache_Control="max-age=1000")
    v.chunks(TEXT[:5000])


def chunk_cut(v):
    v.head(Transfer_Encoding="chunked")
    v.send(b"5000\r\n" + TEXT[:100])


def chunk_bad(v):
    v.head(Transfer_Encoding="chunked")
    v.send(b"zz\r\n" + TEXT[:100])


def chunk_huge(v):
    v.head(Transfer_Encoding="chunked")
    v.send(b"fffffffffffffffff\r\n" + TEXT[:100])


def gzip_cut(v):
    z = gzip.compress(TEXT, mtime=0)
    v.answer(z[:len(z) // 2], Content_Encoding="gzip",
             Cache_Control="max-age=1000")


def gzip_without_trailer(v):
    v.answer(gzip.compress(TEXT, mtime=0)[:-8], Content_Encoding="gzip")


def head_cut(v):
    v.send(b"HTTP/1.1 200 OK\r\nContent-Le")


def nothing(v):
    pass


def reset(v):
    v.reset()


def end_unknown(v):
    """By TLS: no length, and no close_notify."""
    v.head(Cache_Control="max-age=1000")
    v.send(TEXT[:5000])
    raise Gone()


# --- lies --------------------------------------------------------------------

def two_lengths(v):
    v.answer(TEXT, Content_Length=["100", str(len(TEXT))],
             Cache_Control="max-age=1000")


def length_list(v):
    v.answer(TEXT, Content_Length="100, %d" % len(TEXT),
             Cache_Control="max-age=1000")


def length_bad(v):
    v.answer(TEXT, Content_Length="12abc", Cache_Control="max-age=1000")


def length_negative(v):
    v.answer(TEXT, Content_Length="-5")


def length_and_chunked(v):
    v.head(Content_Length="10", Transfer_Encoding="chunked",
           Cache_Control="max-age=1000")
    v.chunks(TEXT, b"")


def gzip_damaged(v):
    z = bytearray(gzip.compress(TEXT, mtime=0))
    z[len(z) // 2] ^= 255
    v.answer(bytes(z), Content_Encoding="gzip")


def gzip_not(v):
    v.answer(TEXT, Content_Encoding="gzip")


def coding_unknown(v):
    v.answer(TEXT, Content_Encoding="x-odd")


def range_elsewhere(v):
    if v.range_from() is None:
        v.answer(TEXT)
    else:
        v.answer(TEXT[100:], "206 Partial Content",
                 Content_Range="bytes 100-%d/%d" % (len(TEXT) - 1, len(TEXT)))


def range_short(v):
    first = v.range_from()
    if first is None:
        v.answer(TEXT)
    else:
        v.answer(TEXT[first:first + 10], "206 Partial Content",
                 Content_Range="bytes %d-%d/%d" % (first, first + 9, len(TEXT)))


def range_parts(v):
    if v.range_from() is None:
        v.answer(TEXT)
    else:
        v.answer(b"--x\r\n\r\nodd\r\n--x--\r\n", "206 Partial Content",
                 Content_Type="multipart/byteranges; boundary=x")


def range_of_another(v):
    first = v.range_from()
    if first is None:
        v.answer(OTHER)
    else:
        v.answer(OTHER[first:], "206 Partial Content",
                 Content_Range="bytes %d-%d/%d" % (first, len(OTHER) - 1, len(OTHER)))


def rest(v, content_range, body=None, **fields):
    """What is asked for, with this Content-Range; all of it otherwise."""
    first = v.range_from()
    if first is None:
        v.answer(TEXT)
        return
    body = TEXT[first:] if body is None else body
    filled = [one % {"first": first, "last": len(TEXT) - 1, "all": len(TEXT)}
              for one in content_range]
    v.answer(body, "206 Partial Content", Content_Range=filled, **fields)


def range_without_range(v):
    rest(v, [])


def range_total_unknown(v):
    rest(v, ["bytes %(first)d-%(last)d/*"])


def range_total_short(v):
    """All of it is less than the file has, or ends before the part does."""
    rest(v, ["bytes %(first)d-%(last)d/100"])


def range_of_units(v):
    rest(v, ["lines %(first)d-%(last)d/%(all)d"])


def range_twice(v):
    rest(v, ["bytes 100-%(last)d/%(all)d", "bytes %(first)d-%(last)d/%(all)d"])


def range_backwards(v):
    rest(v, ["bytes %(last)d-%(first)d/%(all)d"])


def range_longer(v):
    """More bytes than Content-Range says."""
    rest(v, ["bytes %(first)d-%(last)d/%(all)d"], TEXT[-13000:] + b"more")


def range_coded(v):
    rest(v, ["bytes %(first)d-%(last)d/%(all)d"], Content_Encoding="gzip")


def range_refused(v):
    """416 for a file that is not complete."""
    if v.range_from() is None:
        v.answer(TEXT)
    else:
        v.answer(b"", "416 Range Not Satisfiable")


def range_refused_lie(v):
    if v.range_from() is None:
        v.answer(TEXT)
    else:
        v.answer(b"", "416 Range Not Satisfiable",
                 Content_Range="bytes */%d" % v.range_from())


def range_cut(v):
    first = v.range_from()
    if first is None:
        v.answer(TEXT)
    else:
        v.head("206 Partial Content", Content_Length=len(TEXT) - first,
               Content_Range="bytes %d-%d/%d" % (first, len(TEXT) - 1, len(TEXT)))
        v.send(TEXT[first:first + 5000])


def range_empty(v):
    if v.range_from() is None:
        v.answer(TEXT)
    else:
        v.head("204 No Content")


def tag_weak(v):
    v.answer(TEXT, ETag='W/"a"', Cache_Control="max-age=1000")


def tag_twice(v):
    v.answer(TEXT, ETag=['"a"', '"b"'], Cache_Control="max-age=1000")


def tag_bare(v):
    v.answer(TEXT, ETag="a", Cache_Control="max-age=1000")


def tag_empty(v):
    v.answer(TEXT, ETag="", Cache_Control="max-age=1000")


def tag_open(v):
    v.answer(TEXT, ETag='"a', Cache_Control="max-age=1000")


def tag_list(v):
    v.answer(TEXT, ETag='"a", "b"', Cache_Control="max-age=1000")


def tag_once(v):
    """The tag of a change is said to be weak."""
    v.answer(TEXT, ETag='"a"' if v.method == "GET" else 'W/"b"',
             Cache_Control="max-age=1000")


def varies(v):
    v.answer(v.fields.get("accept-language", "").encode() + b"\n", ETag='"a"', Vary="Accept-Language",
             Cache_Control="max-age=1000")


def range_ignored(v):
    v.answer(TEXT)


def range_unasked(v):
    v.answer(TEXT[10:], "206 Partial Content",
             Content_Range="bytes 10-%d/%d" % (len(TEXT) - 1, len(TEXT)))


def not_modified(v):
    v.head("304 Not Modified", ETag='"a"')


def not_modified_lie(v):
    """304 for a tag that nobody has."""
    if "if-none-match" in v.fields:
        v.head("304 Not Modified", ETag='"z"')
    else:
        v.answer(TEXT, ETag='"a"')


def changes(v):
    n = v.first()
    v.answer(b"version %d\n" % n, ETag='"v%d"' % n)


def head_long(v):
    v.answer(TEXT, X_Long="x" * 400000)


def head_many(v):
    v.head(**{"X_%d" % i: "y" for i in range(5000)})
    v.send(TEXT)


def head_nul(v):
    v.answer(TEXT, X_Odd="a\0b")


def head_escape(v):
    v.answer(b"", X_Title="\033]0;owned\007")


def garbage(v):
    v.send(b"\x15\x03\x01\x00\x02\x02\x16 garbage \xff\xfe\r\n\r\n")


def status_odd(v):
    v.send(b"HTTP/1.1 2000 Odd\r\nContent-Length: 2\r\n\r\nok")


def no_content_but_some(v):
    v.head("204 No Content", Content_Length=5)
    v.send(b"hello")


def location_empty(v):
    v.answer(b"nowhere\n", "302 Found", Location="")


def location_loop(v):
    v.answer(b"", "302 Found", Location=v.target)


def location_file(v):
    v.answer(b"", "302 Found", Location="file:///etc/hostname")


def location_odd(v):
    v.answer(b"", "302 Found", Location="http://[")


def post_redirect(v):
    v.answer(b"", "302 Found", Location="/echo")


def see_other(v):
    v.answer(b"", "303 See Other", Location="/echo")


def temporary(v):
    v.answer(b"", "307 Temporary Redirect", Location="/echo")


# --- stalls ------------------------------------------------------------------

def stall(v):
    time.sleep(STALL)


def stall_in_head(v):
    v.send(b"HTTP/1.1 200 OK\r\nContent-")
    time.sleep(STALL)


def stall_in_body(v):
    v.head(Content_Length=len(TEXT))
    v.send(TEXT[:100])
    time.sleep(STALL)


def refreshing(v):
    """Stale at once, and slow when it is validated behind an answer's back."""
    if v.first():
        time.sleep(20)
    v.answer(TEXT, Cache_Control="max-age=0, stale-while-revalidate=1000")


def trickle(v):
    v.head(Content_Length=len(TEXT))
    for i in range(40):
        v.send(TEXT[i:i + 1])
        time.sleep(0.1)


def trickle_whole(v):
    v.head(Content_Length=40)
    for i in range(40):
        v.send(TEXT[i:i + 1])
        time.sleep(0.05)


PATHS = {name.replace("_", "-"): fn for name, fn in list(globals().items())
         if callable(fn) and getattr(fn, "__code__", None) is not None
         and fn.__code__.co_varnames[:1] == ("v",)}


# --- the server --------------------------------------------------------------

def read_body(sock, data, fields):
    if "chunked" in fields.get("transfer-encoding", ""):
        out = b""
        while True:
            while b"\r\n" not in data:
                data += receive(sock)
            size, data = data.split(b"\r\n", 1)
            size = int(size, 16)
            while len(data) < size + 2:
                data += receive(sock)
            out, data = out + data[:size], data[size + 2:]
            if size == 0:
                return out
    want = int(fields.get("content-length", 0))
    while len(data) < want:
        data += receive(sock)
    return data[:want]


def receive(sock):
    more = sock.recv(65536)
    if not more:
        raise Gone()
    return more


def visit(sock, log):
    data = b""
    while b"\r\n\r\n" not in data:
        data += receive(sock)
    head, data = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    fields = {}
    for line in lines[1:]:
        name, value = line.split(":", 1)
        fields[name.lower()] = value.strip()
    if fields.get("expect"):
        sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = read_body(sock, data, fields)
    with lock:
        log.write(json.dumps([method, target, fields, body.decode("latin-1")]) + "\n")
        log.flush()
    fn = PATHS.get(target.split("?")[0].strip("/"), not_found)
    fn(Visit(sock, method, target, fields, body))


def serve(sock, context, log):
    sock.settimeout(20)
    try:
        if context:
            sock = context.wrap_socket(sock, server_side=True)
        visit(sock, log)
        if context:
            sock = sock.unwrap()
        else:
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(65536):
                pass
    except (Gone, OSError, ValueError):
        pass
    finally:
        sock.close()


def accept(listener, context, log):
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=serve, args=(sock, context, log), daemon=True).start()


def listen():
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", 0))
    s.listen(64)
    return s


def main(argv):
    if argv[1:] == ["--list"]:
        print("\n".join(PATHS))
        return
    log = open(argv[1], "a")
    ports = [(listen(), None)]
    if len(argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(argv[2], argv[3])
        ports.append((listen(), context))
    for s, context in ports[1:]:
        threading.Thread(target=accept, args=(s, context, log), daemon=True).start()
    print(*[s.getsockname()[1] for s, _ in ports], flush=True)
    accept(ports[0][0], None, log)


if __name__ == "__main__":
    main(sys.argv)
