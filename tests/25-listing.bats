#!/usr/bin/env bats
# The contents of a directory, as a page and as JSON, without names that are not
# served.

load lib/ask

setup() {
	site
	OPTIONS=("${ME[@]}" -o 'DirectoryListing yes')
}

# The content of a chunked answer (9112 7.1), decoded by Python.
content() {
	python3 - "$T/body" <<-'END'
	import sys
	s, out = open(sys.argv[1], 'rb').read(), b''
	while True:
	    size, s = s.split(b'\r\n', 1)
	    n = int(size, 16)
	    out += s[:n]
	    assert s[n:n + 2] == b'\r\n'
	    s = s[n + 2:]
	    if n == 0:
	        break
	assert s == b''
	sys.stdout.buffer.write(out)
	END
}

# json EXPRESSION: prints the expression, in which d is the last answer, read by
# Python.
json() {
	content >"$T/json"
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
print(eval(sys.argv[2]))' "$T/json" "$1"
}

@test "a directory without an index is listed, if it is asked for" {
	touch "$ROOT/bare/file.txt"
	get /bare/
	is 200 -
	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
	[ "$(field Transfer-Encoding)" = chunked ]
	no_field Content-Length
	content | grep -q '<a href="file.txt">'
	get /dir/
	[ "$(body)" = 'in dir' ]
	get /absent/
	is 404 not-found
	OPTIONS=()
	get /bare/
	is 403 no-index
}

@test "HTTP/1.0 gets it without chunks, up to the close (9112 6.3)" {
	ask 'GET /bare/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n'
	is 200 -
	no_field Transfer-Encoding
	[ "$(field Connection)" = close ]
	[ "$(head -n 1 "$T/body")" = '<!DOCTYPE html>' ]
	[ "$(tail -n 1 "$T/body")" = '</html>' ]
}

@test "HEAD has the fields of GET and no content; what follows is answered" {
	get /bare/
	grep -v '^Date\|^Connection' "$T/head" >"$T/get"
	ask 'HEAD /bare/ HTTP/1.1\r\nHost: a\r\n\r\nGET /digits.txt HTTP/1.0\r\n\r\n'
	is '200 200' '- -'
	grep -v '^Date\|^Connection' "$T/head" | cmp - "$T/get"
	[[ $(body) == HTTP/1.1\ 200* ]]
}

@test "what follows a listing on its connection is answered" {
	ask 'GET /bare/ HTTP/1.1\r\nHost: a\r\n\r\nGET /digits.txt HTTP/1.0\r\n\r\n'
	is '200 200' '- -'
}

@test "every name leads back to its file, whatever its bytes are" {
	local d=$ROOT/bare name
	local names=('a b' "it's" 'q"q' '<b>&amp;' '100%41' 'a?b#c' 'a:b'
		$'new\nline' $'\xff\xfe' 'grüße' '\\host' '-n' '+' ';a=b')
	for name in "${names[@]}"; do
		printf '%s' "$name" >"$d/$name"
	done
	age
	get '/bare/?format=json'
	is 200 -
	json '"\n".join(e["href"] for e in d["entries"])' >"$T/hrefs"
	[ "$(wc -l <"$T/hrefs")" = ${#names[@]} ]
	local href found=0
	while read -r href; do
		get "/bare/$href"
		is 200 -
		for name in "${names[@]}"; do
			[ "$name" != "$(body)" ] || found=$((found + 1))
		done
	done <"$T/hrefs"
	[ $found = ${#names[@]} ]
}

@test "what a request would be refused is not listed" {
	local d=$ROOT/bare name
	touch "$d/file" "$d/.hidden" "$d/.minihttp-staged" "$d/.minihttp-staged-1"
	mkdir "$d/sub" "$d/.git"
	mkfifo "$d/fifo"
	ln -s ../digits.txt "$d/inside"
	ln -s ../dir "$d/to-dir"
	ln -s /etc/passwd "$d/absolute"
	ln -s ../../../../../../etc/passwd "$d/out"
	ln -s absent "$d/dangling"
	get '/bare/?format=json'
	[ "$(json '" ".join(e["href"] for e in d["entries"])')" = 'sub/ to-dir/ file inside' ]
	[ "$(json '[e["size"] for e in d["entries"] if e["name"] == "inside"]')" = '[20]' ]
	for name in .hidden fifo absolute out dangling; do
		get "/bare/$name"
		[ "$(statuses)" -ge 400 ]
	done
	OPTIONS+=(-o 'Symlinks no')
	get '/bare/?format=json'
	[ "$(json '" ".join(e["href"] for e in d["entries"])')" = 'sub/ file' ]
	get /.git/
	is 404 hidden
}

@test "sorted by name, size and time, both ways, directories first" {
	local d=$ROOT/bare order
	mkdir "$d/z"
	printf 1 >"$d/b"
	printf 333 >"$d/a"
	printf 22 >"$d/C"
	touch -d '2020-01-01' "$d/C"
	touch -d '2021-01-01' "$d/a"
	touch -d '2022-01-01' "$d/b"
	while read -r query order; do
		get "/bare/?format=json&$query"
		[ "$(json '" ".join(e["name"] for e in d["entries"])')" = "$order" ] || {
			echo "$query: $(cat "$T/json")"
			return 1
		}
	done <<-'END'
	x			z a b C
	q=a			a
	q=A&sort=size		a
	q=%62			b
	q=x			
	order=desc		z C b a
	sort=size		z a C b
	sort=size&order=asc	z b C a
	sort=time		z b a C
	sort=time&order=asc	z C a b
	END
}

@test "numbers in names count by their value" {
	local i
	for i in 1 2 9 10 11 100; do
		touch "$ROOT/bare/report-$i.pdf"
	done
	get '/bare/?format=json'
	[ "$(json '" ".join(e["name"][7:-4] for e in d["entries"])')" = '1 2 9 10 11 100' ]
}

# Draws the QR code of the page as a picture, and prints what zbarimg reads in
# it.
read_code() {
	python3 - "$T/page" "$T/code.pgm" <<-'END'
	import re, sys
	page = open(sys.argv[1], encoding='utf-8').read()
	svg = re.search('<svg class="qr".*?</svg>', page).group()
	side = int(re.search('viewBox="0 0 ([0-9]+)', svg).group(1))
	dark = set()
	for x, y, n in re.findall(r'M([0-9]+) ([0-9]+)\.5h([0-9]+)', svg):
	    dark |= {(int(x) + i, int(y)) for i in range(int(n))}
	with open(sys.argv[2], 'w') as f:
	    f.write('P2 %d %d 1\n' % (side * 4, side * 4))
	    for y in range(side * 4):
	        f.write(' '.join('01'[(x // 4, y // 4) not in dark]
	            for x in range(side * 4)) + '\n')
	END
	zbarimg -q --raw "$T/code.pgm"
}

@test "?qr adds a code of the address that was asked" {
	ask 'GET /bare/?qr HTTP/1.1\r\nHost: files.example:8080\r\nConnection: close\r\n\r\n'
	is 200 -
	content >"$T/page"
	[ "$(read_code)" = http://files.example:8080/bare/ ]
	get /bare/
	[ "$(content | grep -c 'class="qr"')" = 0 ]
	mkdir "$ROOT/bare/a-longer-name"
	ask "GET /bare/a-longer-name/?qr HTTP/1.1\r\nHost: $(printf 'abc.%.0s' {1..63})\r\nConnection: close\r\n\r\n"
	content | grep -q 'too long for a QR code'
}

@test "a README is shown below the list, as text, and only if it may be read" {
	printf '# Hi <script>alert(1)</script>\nGr\303\274\303\237e\033[1m\n' >"$ROOT/bare/readme.MD"
	echo other >"$ROOT/bare/README"
	get /bare/
	content >"$T/page"
	grep -qxF '<h2>readme.MD</h2>' "$T/page"
	grep -qxF '# Hi &lt;script&gt;alert(1)&lt;/script&gt;' "$T/page"
	grep -qxF $'Gr\303\274\303\237e\342\220\233[1m' "$T/page"
	# 64K of it are shown, and no character is split
	python3 -c 'print("\u20ac" * 30000, end="")' >"$ROOT/bare/readme.MD"
	get /bare/
	content | grep -c '^.*<h2>' >/dev/null
	[ "$(content | grep -o '€' | wc -l)" = 21845 ]
	rm "$ROOT/bare/readme.MD"
	# of HTML the text alone, and none of it as HTML
	printf '<title>T</title><h1>Our <i>photos</i></h1><script>alert(1)</script>&lt;b&gt; ' >"$ROOT/bare/README.html"
	get /bare/
	content >"$T/page"
	grep -qxF '<h2>README.html</h2>' "$T/page"
	[ "$(sed -n '/<pre>/,/<\/pre>/p' "$T/page")" = $'<pre>\nOur photos\n\n&lt;b&gt;</pre>' ]
	! grep -q 'alert(1)' "$T/page" || false
	echo '<style>p { color: red }</style>' >"$ROOT/bare/README.html"
	get /bare/
	[ "$(content | grep -c '<h2>')" = 0 ]
	rm "$ROOT/bare/README.html" "$ROOT/bare/README"
	ln -s /etc/passwd "$ROOT/bare/README"
	mkfifo "$ROOT/bare/README.txt"
	get /bare/
	is 200 -
	[ "$(content | grep -c '<h2>')" = 0 ]
	rm "$ROOT/bare/README" "$ROOT/bare/README.txt"
	echo 'not for all' >"$ROOT/bare/README"
	OPTIONS+=(-o 'Deny /bare/README all')
	get /bare/
	[ "$(content | grep -c '<h2>')" = 0 ]
}

@test "Accept chooses between page and JSON, and the answer says so (9110 12.5)" {
	get /bare/ 'Accept: application/json'
	[ "$(field Content-Type)" = application/json ]
	[ "$(field Vary)" = Accept ]
	json 'd["path"]' | grep -qx /bare/
	get /bare/ 'Accept: text/html;q=0.5, application/json;q=0.6'
	[ "$(field Content-Type)" = application/json ]
	get /bare/ 'Accept: text/html, application/json'
	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
	[ "$(field Vary)" = Accept ]
	get '/bare/?format=json' 'Accept: text/html'
	[ "$(field Content-Type)" = application/json ]
	no_field Vary
}

@test "If-None-Match: 304, until a file comes or goes (9110 13.1.2)" {
	touch "$ROOT/bare/one"
	age
	get /bare/
	local tag
	tag=$(field ETag)
	[[ $tag == W/* ]]
	get /bare/ "If-None-Match: $tag"
	is 304 -
	[ ! -s "$T/body" ]
	[ "$(field ETag)" = "$tag" ]
	get '/bare/?sort=size' "If-None-Match: $tag"
	is 200 -
	touch "$ROOT/bare/two"
	get /bare/ "If-None-Match: $tag"
	is 200 -
	# the directory has just changed, and may change again in the same tick
	get /bare/ "If-None-Match: $(field ETag)"
	is 200 -
	age
	get /bare/
	tag=$(field ETag)
	get /bare/ "If-None-Match: $tag"
	is 304 -
	rm "$ROOT/bare/one"
	get /bare/ "If-None-Match: $tag"
	is 200 -
}

@test "If-None-Match: 200 when a file is written in place (9110 8.8.1, 13.1.2)" {
	mkdir "$ROOT/bare/sub"
	echo one >"$ROOT/bare/file"
	echo 'Read this.' >"$ROOT/bare/README"
	age
	# changes that the directory does not show
	local tag target change
	for change in 'echo more >>"$ROOT/bare/file"' \
		'echo two >"$ROOT/bare/file"; touch -d "2024-02-29 12:34:56.789" "$ROOT/bare/file"' \
		'echo "Read that." >"$ROOT/bare/README"' \
		'touch "$ROOT/bare/sub/new"'; do
		for target in /bare/ '/bare/?format=json' '/bare/?sort=size'; do
			age
			get "$target"
			tag=$(field ETag)
			get "$target" "If-None-Match: $tag"
			is 304 -
			eval "$change"
			get "$target" "If-None-Match: $tag"
			is 200 -
			rm -f "$ROOT/bare/sub/new"
		done
	done
	# a date says nothing of what is in a directory
	get /bare/
	no_field Last-Modified
	get /bare/ "If-Modified-Since: $(LC_ALL=C date -u -d '1 hour' '+%a, %d %b %Y %H:%M:%S GMT')"
	is 200 -
	# more than are examined for a tag
	mkdir "$ROOT/bare/many"
	(cd "$ROOT/bare/many" && seq 10001 | xargs touch)
	age
	get /bare/many/
	is 200 -
	no_field ETag
	rm "$ROOT/bare/many/1"
	age
	get /bare/many/
	get /bare/many/ "If-None-Match: $(field ETag)"
	is 304 -
}

@test "the form is shown to who may upload, and what it sends is then listed" {
	OPTIONS+=(-o 'RequestMethodSupport GET HEAD POST' -o 'Upload /bare/')
	get /bare/
	content >"$T/page"
	[ "$(grep -c '<form method="post"' "$T/page")" = 0 ]
	OPTIONS+=(-o 'WriteFrom -')
	get /bare/
	content >"$T/page"
	[ "$(grep -c '<form method="post" enctype="multipart/form-data">' "$T/page")" = 1 ]
	[[ $(field Content-Security-Policy) == *"connect-src 'self'"* ]]
	method POST /bare/ 'Content-Disposition: attachment; filename=sent.txt' 'Content-Length: 0'
	is 201 -
	get /bare/
	content | grep -q '<a href="sent.txt">'
	OPTIONS+=(-o 'UploadMakeDirectories yes')
	get /bare/
	content | grep -q '<form method="post" .*name="directory" required'
	get /
	is 200 -
}

@test "nothing of a name becomes markup, and only the page's own script would run (CSP 3, 2.3.1)" {
	touch "$ROOT/bare/<script>alert(1)<" "$ROOT/bare/\"onmouseover=\"x" "$ROOT/bare/javascript:alert(1)"
	get /bare/
	content >"$T/page"
	[ "$(grep -c '<script' "$T/page")" = 1 ]
	local hash
	hash=$(sed -n '/^<script>/,/<\/script>/p' "$T/page" | sed '1s/^<script>//; /^<\/script>/d' |
		openssl dgst -sha256 -binary | base64)
	field Content-Security-Policy | grep -qF "; script-src 'sha256-$hash' 'sha256-"
	grep -q 'href="%22onmouseover=%22x"' "$T/page"
	grep -q 'href="javascript%3Aalert(1)"' "$T/page"
	[[ $(field Content-Security-Policy) == "default-src 'none'; "* ]]
	[ "$(field X-Content-Type-Options)" = nosniff ]
}

@test "100 000 entries are sorted in 64 MB of address space" {
	mkdir "$ROOT/big"
	python3 - "$ROOT/big" <<-'END'
	import os, sys
	for i in range(100000):
	    os.mknod('%s/%06d-%s' % (sys.argv[1], i * 7919 % 100000, 'x' * 30))
	END
	printf 'GET /big/?format=json HTTP/1.0\r\n\r\n' >"$T/request"
	# the sanitizers need more memory, for a shadow of all of it
	timeout 60 bash -c '[ -n "${SAN:-}" ] || ulimit -v 65536; exec "$@"' - "$BUILD/minihttp" \
		-c /dev/null "${OPTIONS[@]}" "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
	[ "$(why)" = - ]
	sed '1,/^\r$/d' "$T/answer" >"$T/json"
	python3 - "$T/json" <<-'END'
	import json, sys
	d = json.load(open(sys.argv[1]))
	names = [e['name'] for e in d['entries']]
	assert d['sorted'] and len(names) == 100000 and names == sorted(names)
	END
}

@test "more than can be sorted come in the order of the file system, and it says so" {
	mkdir "$ROOT/huge"
	python3 - "$ROOT/huge" <<-'END'
	import os, sys
	for i in range(32000):
	    os.mknod('%s/%05d-%s' % (sys.argv[1], i, 'x' * 240))
	END
	get '/huge/?format=json'
	is 200 -
	[ "$(json 'd["sorted"], len(set(e["name"] for e in d["entries"]))')" = '(False, 32000)' ]
	get /huge/
	content >"$T/page"
	grep -q 'Too many to sort' "$T/page"
	[ "$(grep -c '<tr><td>' "$T/page")" = 32000 ]
}

@test "a plain GET touches nothing of it" {
	[ -z "${SAN:-}" ] || skip 'a sanitizer makes system calls of its own'
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	timeout 20 strace -f -o "$T/trace" "$BUILD/minihttp" -c /dev/null \
		"${OPTIONS[@]}" "$ROOT" <"$T/request" >"$T/answer" 2>"$T/log"
	[ "$(statuses)" = 200 ]
	[ "$(grep -c 'getdents64\|faccessat' "$T/trace")" = 0 ]
}
