#!/usr/bin/env bats
# Uploads over real connections: many at once, and by common clients.

load lib/ask
load lib/listen
load lib/upload

setup() {
	site
	uploads
	OPTIONS+=(-o 'WriteFrom 127.0.0.0/8')
}

teardown() {
	hang_up
	end_all
}

# One handler that accepts by itself, as xinetd's wait = yes has it.
start() {
	listen_once "${OPTIONS[@]}" "$@"
	URL=http://127.0.0.1:$PORT/uploads
}

@test "50 writers and readers of one file: each reads a whole one, and of N If-Match one wins" {
	start -o 'MaxConnectionsPerSource 0'
	timeout 60 python3 "$BATS_TEST_DIRNAME/lib/contend.py" "$PORT" 3 20 30
	clean
}

@test "curl -T, with 100-continue and without, from a pipe, and of nothing" {
	start
	head -c 3000000 /dev/urandom >"$T/bin"
	[ "$(curl -s -o "$T/out" -w '%{http_code}' -T "$T/bin" "$URL/a")" = 201 ]
	[ "$(curl -s -o "$T/out" -w '%{http_code}' -H 'Expect: 100-continue' -T "$T/bin" "$URL/a")" = 204 ]
	[ "$(curl -s -o "$T/out" -w '%{http_code}' -H Expect: -T - "$URL/b" <"$T/bin")" = 201 ]
	: >"$T/empty"
	[ "$(curl -s -o "$T/out" -w '%{http_code}' -T "$T/empty" "$URL/c")" = 201 ]
	[ "$(curl -s -o "$T/out" -w '%{http_code}' -T "$T/bin" "$URL/")" = 201 ]
	cmp "$T/bin" "$ROOT/uploads/a"
	cmp "$T/bin" "$ROOT/uploads/b"
	cmp "$T/empty" "$ROOT/uploads/c"
	cmp "$T/bin" "$ROOT/uploads/bin"
	[ "$(curl -s -o "$T/out" -w '%{http_code}' -X DELETE "$URL/a")" = 204 ]
}

@test "curl that waits for 100 sends nothing of what is refused" {
	start -o 'MaxBodySize 1M'
	head -c 3000000 /dev/zero >"$T/bin"
	run curl -s -o "$T/out" -w '%{http_code} %{size_upload}' --expect100-timeout 20 \
		-H 'Expect: 100-continue' -T "$T/bin" "$URL/a"
	[ "$output" = '413 0' ]
}

@test "Python's http.client: a length, and chunks" {
	start
	timeout 20 python3 - "$PORT" <<-'END'
	import http.client, sys
	conn = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
	conn.request("PUT", "/uploads/py", b"x" * 100000)
	r = conn.getresponse(); r.read()
	assert r.status == 201, r.status
	conn.request("PUT", "/uploads/py", iter([b"abc", b"def"]), {"If-Match": r.getheader("ETag")}, encode_chunked=True)
	r = conn.getresponse(); r.read()
	assert r.status == 204, r.status
	conn.request("GET", "/uploads/py")
	r = conn.getresponse()
	assert r.read() == b"abcdef"
	END
}

@test "Node's http: a stream in chunks, fetch with a body" {
	start
	cat >"$T/put.mjs" <<-'END'
	import http from 'node:http';
	const port = process.argv[2], path = '/uploads/node';
	const status = await new Promise((resolve, reject) => {
		const req = http.request({ port, path, method: 'PUT', host: '127.0.0.1' },
			res => { res.resume(); resolve(res.statusCode); });
		req.on('error', reject);
		for (let i = 0; i < 100; i++) req.write('0123456789');
		req.end();
	});
	if (status !== 201) throw new Error(status);
	const answer = await fetch(`http://127.0.0.1:${port}/uploads/fetched`,
		{ method: 'PUT', body: new Uint8Array(100000).fill(120) });
	if (answer.status !== 201) throw new Error(answer.status);
	END
	timeout 20 node "$T/put.mjs" "$PORT"
	[ "$(wc -c <"$ROOT/uploads/node")" = 1000 ]
	head -c 100000 /dev/zero | tr '\0' x | cmp - "$ROOT/uploads/fetched"
}

@test "wget --method=PUT --body-file" {
	start
	wget -q -O "$T/out" --method=PUT --body-file="$ROOT/digits.txt" "$URL/wget"
	cmp "$ROOT/digits.txt" "$ROOT/uploads/wget"
}

@test "an upload that is too slow: 408, and the old file stands" {
	start -o 'BodyTimeout 300ms'
	dial
	printf 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabc' >&9
	timeout 10 cat <&9 >"$T/answer"
	exec 9>&-
	[ "$(statuses)" = 408 ]
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
	clean
}

@test "a client that goes away in the middle changes nothing" {
	start
	dial
	printf 'PUT /uploads/old.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabc' >&9
	exec 9>&-
	timeout 10 sh -c 'until grep -q "PUT /uploads/old.txt" "$1"; do :; done' - "$T/log"
	[ "$(cat "$ROOT/uploads/old.txt")" = old ]
	clean
}
