#!/usr/bin/env python3
"""The same raw requests to minihttp, nginx and lighttpd, as a table.

    tests/fuzz/differential.py              prints the table
    tests/fuzz/differential.py --check      minihttp's answers against those in
                                            differential.txt; nothing else runs

A row is a name in requests.list and, for each server, the status of each
answer up to the connection's end: "+" says that the good request behind it was
served, "x" that the connection was closed without, and "..." that the server
waits for more.  The last column names the reason for a difference, which
README.md explains.  A row that differs and has none, or the other way round,
is an error.
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, 'differential.txt')
BUILD = os.environ.get('BUILD', os.path.join(HERE, '../../build'))
GOOD = b'GET /good HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
WORDS = {
    '@LONG8K': b'GET /' + b'a' * 8200 + b' HTTP/1.1\r\nHost: a\r\n\r\n',
    '@MANY200': b'GET /digits.txt HTTP/1.1\r\nHost: a\r\n' + b'X: y\r\n' * 200
                + b'\r\n',
    '@BIG70K': b'GET /digits.txt HTTP/1.1\r\nHost: a\r\nX: ' + b'y' * 70000
               + b'\r\n\r\n',
}
# Seconds without a byte: it waits.  minihttp never does in these.
QUIET = 20 if '--check' in sys.argv else 1
MTIME = 1709210096  # Thu, 29 Feb 2024 12:34:56 GMT


def unescape(text):
    """As printf would, for the escapes that the list uses."""
    named = {'r': b'\r', 'n': b'\n', 't': b'\t', '\\': b'\\'}

    def one(m):
        word = m.group(1)
        if word.decode() in named:
            return named[word.decode()]
        return bytes([int(word, 8)])
    return re.sub(rb'\\([rnt\\]|[0-7]{1,3})', one, text.encode())


def requests():
    with open(os.path.join(HERE, 'requests.list')) as f:
        for line in f:
            if not line.startswith('#') and line.strip():
                name, text = line.rstrip('\n').split('\t')
                yield name, WORDS.get(text) or unescape(text)


def ask(port, request):
    """One connection: the statuses, and how it went on."""
    got, end = b'', 'x'
    with socket.create_connection(('127.0.0.1', port), 5) as s:
        s.settimeout(QUIET)
        try:
            s.sendall(request + GOOD)
            while chunk := s.recv(65536):
                got += chunk
        except socket.timeout:
            end = '...'
        except OSError:
            pass
    statuses = re.findall(rb'HTTP/1\.[01] (\d\d\d) ', got)
    words = [s.decode() for s in statuses]
    if b'GOOD' in got:
        words[-1] = '+'
        return ' '.join(words)
    return ' '.join(words + [end])


def site(top):
    root = os.path.join(top, 'root')
    os.makedirs(os.path.join(root, 'dir'))
    for name, text in (('index.html', 'home'), ('digits.txt', '0123456789' * 2),
                       ('good', 'GOOD'), ('dir/index.html', 'in dir'),
                       ('.hidden', 'hidden')):
        path = os.path.join(root, name)
        with open(path, 'w') as f:
            f.write(text)
        os.chmod(path, 0o644)
        os.utime(path, (MTIME, MTIME))
    for path in (top, root, os.path.join(root, 'dir')):
        os.chmod(path, 0o755)
    return root


def listener():
    s = socket.create_server(('127.0.0.1', 0), backlog=512)
    return s, s.getsockname()[1]


def free_port():
    s, port = listener()
    s.close()
    return port


def start_minihttp(top, root):
    s, port = listener()
    with s:
        return port, subprocess.Popen(
            [os.path.join(BUILD, 'minihttp'), '-c', '/dev/null',
             '-o', f'User {os.getuid()}:{os.getgid()}', '-o', 'AccessLog off',
             '-o', 'MaxConnectionsPerSource 0', root],
            stdin=s, stderr=subprocess.DEVNULL, start_new_session=True)


def start_nginx(top, root):
    port = free_port()
    conf = os.path.join(top, 'nginx.conf')
    with open(conf, 'w') as f:
        f.write(f'''
            daemon off; master_process off; pid {top}/nginx.pid;
            error_log {top}/nginx.err; {'user root;' if os.getuid() == 0 else ''}
            events {{ }}
            http {{
                access_log off; types {{ text/plain txt; text/html html; }}
                client_body_temp_path {top}/b; proxy_temp_path {top}/p;
                fastcgi_temp_path {top}/f; uwsgi_temp_path {top}/u;
                scgi_temp_path {top}/s;
                server {{ listen 127.0.0.1:{port}; root {root}; }}
            }}''')
    return port, subprocess.Popen(['nginx', '-c', conf, '-e', f'{top}/nginx.err'],
                                  stderr=subprocess.DEVNULL)


def start_lighttpd(top, root):
    port = free_port()
    conf = os.path.join(top, 'lighttpd.conf')
    with open(conf, 'w') as f:
        f.write(f'''
            server.document-root = "{root}"
            server.bind = "127.0.0.1"
            server.port = {port}
            server.errorlog = "{top}/lighttpd.err"
            index-file.names = ( "index.html" )
            mimetype.assign = ( ".txt" => "text/plain", ".html" => "text/html" )
            ''')
    return port, subprocess.Popen(['lighttpd', '-D', '-f', conf],
                                  stderr=subprocess.DEVNULL)


STARTS = {'minihttp': start_minihttp, 'nginx': start_nginx,
          'lighttpd': start_lighttpd}


def await_port(port):
    for _ in range(200):
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f'nothing listens on port {port}')


def measure(server, top, root, todo):
    port, process = STARTS[server](top, root)
    try:
        await_port(port)
        with ThreadPoolExecutor(16) as pool:
            return list(pool.map(lambda r: ask(port, r[1]), todo))
    finally:
        process.terminate()
        process.wait(10)


def read_table():
    """name -> (answers of each server, reason)"""
    rows = {}
    if os.path.exists(TABLE):
        with open(TABLE) as f:
            for line in f:
                if not line.startswith('#'):
                    name, *answers, reason = [w.strip() for w in line.split('|')]
                    rows[name] = answers, reason
    return rows


def check(todo, got, rows):
    """minihttp's column; True if it is as it was written down."""
    good = set(rows) == {name for name, _ in todo}
    if not good:
        print('differential.txt is not of this requests.list')
    for (name, _), answer in zip(todo, got):
        want = rows.get(name, ([''], ''))[0][0]
        if answer != want:
            print(f'{name}: {answer}, not {want}')
            good = False
    return good


def show(todo, got, rows):
    """The table; True if every difference has a reason."""
    good = True
    print('# name | minihttp | nginx | lighttpd | why they differ (README.md)')
    for i, (name, _) in enumerate(todo):
        answers = [got[server][i] for server in STARTS]
        reason = rows.get(name, ([], ''))[1]
        if (len(set(answers)) > 1) != (reason != ''):
            print(f'{name}: {reason or "no reason"}', file=sys.stderr)
            good = False
        print(f'{name:27}| {answers[0]:12}| {answers[1]:12}| '
              f'{answers[2]:12}| {reason}'.rstrip())
    return good


def main():
    todo = list(requests())
    top = tempfile.mkdtemp(prefix='minihttp-differential-')
    try:
        root = site(top)
        if sys.argv[1:] == ['--check']:
            good = check(todo, measure('minihttp', top, root, todo),
                         read_table())
        else:
            got = {server: measure(server, top, root, todo)
                   for server in STARTS}
            good = show(todo, got, read_table())
    finally:
        shutil.rmtree(top, ignore_errors=True)
    sys.exit(0 if good else 1)


if __name__ == '__main__':
    main()
