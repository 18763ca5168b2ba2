#!/usr/bin/env bats
# A directory as one file, tar or zip: other programs read it, it has a length
# and a tag before its first byte, and any range of it is that of the whole.

load lib/ask
load lib/listen

setup() {
	site
	OPTIONS=("${ME[@]}" -o 'Archive yes')
	BOX=$ROOT/box
}

teardown() {
	stand_down
	end_all
}

# Files of all kinds, in $BOX; all of it can be in an archive.
fill() {
	local long
	long=$(printf 'n%.0s' {1..90})
	mkdir -p "$BOX/sub/deep" "$BOX/empty directory" "$BOX/$long"
	echo hello >"$BOX/a.txt"
	printf '#!/bin/sh\n' >"$BOX/program"
	chmod 755 "$BOX/program"
	head -c 300000 /dev/urandom >"$BOX/sub/data"
	head -c 16384 /dev/urandom >"$BOX/sub/exact"
	: >"$BOX/none"
	echo umlaut >"$BOX/sub/grün & blau.txt"
	echo index >"$BOX/index.html"
	echo deep >"$BOX/sub/deep/file"
	echo long >"$BOX/$long/$(printf 'm%.0s' {1..120})"
	age
	# times differ, and one is before 1970
	touch -d '2001-09-09 01:46:40' "$BOX/a.txt"
	touch -d '1969-07-20 20:17:40' "$BOX/sub/deep/file"
	tick
}

# fetch FORMAT [FIELD-LINE...]: the archive of the box, as $T/box.FORMAT
fetch() {
	local format=$1
	shift
	get "/box/?archive=$format" "$@"
	is 200 -
	cp "$T/body" "$T/box.$format"
}

# same DIRECTORY: it is the box, with its times and rights.
same() {
	diff -r "$BOX" "$1"
	diff <(cd "$BOX" && find . -printf '%P %m %Ts\n' | sort) \
		<(cd "$1" && find . -printf '%P %m %Ts\n' | sort)
}

# The names in the box's tar, behind its own.
names() {
	get '/box/?archive=tar' "$@"
	is 200 -
	tar tf "$T/body" | sed -n 's|^box/\(.\)|\1|p' | sort | tr '\n' ' '
}

@test "without Archive the query is that of the listing" {
	OPTIONS=("${ME[@]}" -o 'DirectoryListing yes')
	get '/bare/?archive=tar'
	is 200 -
	[ "$(field Content-Type)" = 'text/html; charset=utf-8' ]
	! grep -q 'archive=' "$T/body" || false
	OPTIONS=("${ME[@]}")
	get '/bare/?archive=zip'
	is 403 no-index
}

@test "tar: GNU tar, bsdtar and Python read it, with times and rights" {
	umask 022
	fill
	chmod -R u+rwX,go+rX,go-w "$BOX"
	tick
	fetch tar
	for reader in 'tar xpf' 'bsdtar -xpf'; do
		mkdir "$T/out"
		LC_ALL=C.UTF-8 $reader "$T/box.tar" -C "$T/out"
		same "$T/out/box"
		rm -r "$T/out"
	done
	mkdir "$T/out"
	python3 -c 'import sys, tarfile
tarfile.open(sys.argv[1]).extractall(sys.argv[2], **(
    {"filter": "tar"} if hasattr(tarfile, "tar_filter") else {}))' "$T/box.tar" "$T/out"
	same "$T/out/box"
	tar tvf "$T/box.tar" --numeric-owner | awk '$2 != "0/0" { exit 1 }'
}

@test "zip: unzip, 7z, bsdtar (from a pipe, too) and Python read it" {
	umask 022
	fill
	chmod -R u+rwX,go+rX,go-w "$BOX"
	touch -d '1999-12-31 23:59:59' "$BOX/sub/deep/file" # no earlier than 1980
	tick
	fetch zip
	export LC_ALL=C.UTF-8
	unzip -q "$T/box.zip" -d "$T/out"
	same "$T/out/box"
	for reader in '7z x -bso0 -o' 'bsdtar -xpf' 'pipe'; do
		rm -r "$T/out"
		mkdir "$T/out"
		case $reader in
		7z*) ${reader}"$T/out" "$T/box.zip" ;;
		bsdtar*) $reader "$T/box.zip" -C "$T/out" ;;
		pipe) bsdtar -xpf - -C "$T/out" <"$T/box.zip" ;;
		esac
		diff -r "$BOX" "$T/out/box"
	done
	7z t "$T/box.zip" | grep -qx 'Everything is Ok'
	! 7z t "$T/box.zip" | grep -i warning || false
	python3 -c 'import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
assert "box/sub/gr\u00fcn & blau.txt" in z.namelist()
assert all(i.compress_type == 0 for i in z.infolist())' "$T/box.zip"
}

@test "the head: length, tag, name and type, the same for HEAD (9110 9.3.2)" {
	fill
	fetch zip
	[ "$(field Content-Length)" = "$(wc -c <"$T/box.zip")" ]
	[ "$(field Content-Type)" = application/zip ]
	[ "$(field Content-Disposition)" = 'attachment; filename="box.zip"' ]
	[ "$(field Accept-Ranges)" = bytes ]
	[[ $(field ETag) == '"'* ]]
	grep -v '^Date' "$T/head" >"$T/of-get"
	method HEAD '/box/?archive=zip'
	is 200 -
	[ ! -s "$T/body" ]
	diff "$T/of-get" <(grep -v '^Date' "$T/head")
	fetch tar
	[ "$(field Content-Type)" = application/x-tar ]
	get '/?archive=tar'
	[ "$(field Content-Disposition)" = 'attachment; filename="files.tar"' ]
	get '/box?archive=tar'
	is 301 -
	[ "$(field Location)" = '/box/?archive=tar' ]
}

@test "conditions: 304, 412, and a range only of the same state (9110 13)" {
	local tag
	fill
	fetch tar
	tag=$(field ETag)
	get '/box/?archive=tar' "If-None-Match: $tag"
	is 304 -
	get '/box/?archive=tar' "If-Range: $tag" 'Range: bytes=700-'
	is 206 -
	cmp "$T/body" <(tail -c +701 "$T/box.tar")
	get '/box/?archive=tar' 'Range: bytes=99999999-'
	is 416 range
	# a member is written in place, with its size and its times as before
	printf 'HELLO\n' 1<>"$BOX/a.txt"
	touch -d '2001-09-09 01:46:40' "$BOX/a.txt"
	tick
	get '/box/?archive=tar' "If-Range: $tag" 'Range: bytes=700-'
	is 200 -
	[ "$(field ETag)" != "$tag" ]
	! cmp -s "$T/body" "$T/box.tar" || false
	get '/box/?archive=tar' "If-Match: $tag" 'Range: bytes=700-'
	is 412 precondition
}

@test "any range, and several, are those of the whole, on one connection" {
	fill
	fetch tar
	fetch zip
	stand -o 'Archive yes'
	python3 - "$PORT" "$T" <<-'END'
	import http.client, random, sys
	c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
	def get(path, field):
	    c.request("GET", path, headers={"Range": field})
	    r = c.getresponse()
	    return r, r.read()
	random.seed(19)
	for kind in "tar", "zip":
	    whole = open(f"{sys.argv[2]}/box.{kind}", "rb").read()
	    path = f"/box/?archive={kind}"
	    for i in range(150):
	        if c.sock is None:
	            c.connect()
	        a = random.randrange(len(whole))
	        b = min(a + random.choice((0, 1, 30, 600, 70000, 400000)), len(whole) - 1)
	        r, got = get(path, f"bytes={a}-{b}")
	        assert r.status == 206 and got == whole[a:b + 1], (kind, a, b)
	    r, got = get(path, "bytes=-100")
	    assert got == whole[-100:]
	    r, got = get(path, "bytes=0-9,5000-5999,-50")
	    parts = got.split(b"\r\n--" + r.getheader("Content-Type").split("=")[1].encode())
	    got = [p.split(b"\r\n\r\n", 1)[1] for p in parts[1:-1]]
	    assert got == [whole[:10], whole[5000:6000], whole[-50:]], kind
	END
}

@test "curl -C -, wget -c and eight connections of aria2c get one right file" {
	local url sum
	fill
	head -c 9000000 /dev/urandom >"$BOX/large"
	tick
	stand -o 'Archive yes'
	for format in tar zip; do
		url="http://127.0.0.1:$PORT/box/?archive=$format"
		curl -s -o "$T/whole" "$url"
		sum=$(sha256sum <"$T/whole")
		head -c 4500001 "$T/whole" >"$T/part"
		curl -s -C - -o "$T/part" "$url"
		[ "$(sha256sum <"$T/part")" = "$sum" ]
		head -c 1234 "$T/whole" >"$T/part"
		wget -q -c -O "$T/part" "$url"
		[ "$(sha256sum <"$T/part")" = "$sum" ]
		aria2c -q -x 8 -s 8 -k 1M --allow-overwrite=true -d "$T" -o "aria.$format" "$url"
		[ "$(sha256sum <"$T/aria.$format")" = "$sum" ]
		head -c 4500001 "$T/whole" >"$T/part"
		"$BUILD/minihttp-client" -s -C - -o "$T/part" "$url"
		[ "$(sha256sum <"$T/part")" = "$sum" ]
	done
}

@test "what a GET would refuse is not in it: hidden, denied, special" {
	mkdir -p "$BOX/denied" "$BOX/locked" "$BOX/cgi-bin" "$BOX/sub/private"
	: >"$BOX/.hidden" >"$BOX/seen" >"$BOX/denied/a" >"$BOX/locked/a"
	: >"$BOX/cgi-bin/script" >"$BOX/moved" >"$BOX/sub/private/x" >"$BOX/sub/seen"
	mkfifo "$BOX/fifo"
	[ "$(id -u)" = 0 ] || { : >"$BOX/mode" && chmod 0 "$BOX/mode"; }
	age
	: >"$T/htpasswd"
	OPTIONS+=(-o "Auth /box/locked/ $T/htpasswd" -o 'Deny /box/denied/ all'
		-o 'Deny /box/sub/private all' -o 'CGI /box/cgi-bin/'
		-o 'Redirect /box/moved /elsewhere')
	[ "$(names)" = 'seen sub/ sub/seen ' ]
	# and a directory that is refused itself is refused
	get '/box/denied/?archive=tar'
	is 403 address
	get '/box/locked/?archive=tar'
	is 401 auth
	get '/box/cgi-bin/?archive=tar'
	[ "$(statuses)" != 200 ]
}

@test "symbolic links are followed as for a GET, and never in a circle" {
	mkdir -p "$BOX/sub"
	echo inside >"$BOX/file"
	ln -s ../file "$BOX/sub/link"
	ln -s sub "$BOX/twice"
	ln -s .. "$BOX/sub/up"
	ln -s /etc/passwd "$BOX/outside"
	ln -s ../../../../../../etc/passwd "$BOX/climbs"
	ln -s nowhere "$BOX/dangling"
	age
	[ "$(names)" = 'file sub/ sub/link twice/ twice/link ' ]
	tar xOf "$T/body" box/twice/link | grep -qx inside
	OPTIONS+=(-o 'Symlinks no')
	[ "$(names)" = 'file sub/ ' ]
}

@test "a signed link opens no archive of its directory" {
	mkdir "$BOX"
	echo secret >"$BOX/secret"
	age
	head -c 32 /dev/urandom >"$T/key"
	chmod 600 "$T/key"
	OPTIONS+=(-o 'DirectoryListing yes' -o "SignedLinks $T/key /box/")
	link=$("$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" --sign /box/ 1h)
	get "$link"
	is 200 -
	! grep -q 'archive=' "$T/body" || false
	get "$link&archive=tar"
	is 403 link
	# nor is what only a link opens in the archive of another directory
	get '/?archive=tar'
	is 200 -
	! tar tf "$T/body" | grep box
}

@test "number, depth and bytes are bounded, with a sentence" {
	mkdir -p "$BOX/1/2/3"
	echo 12345 >"$BOX/1/2/3/file"
	age
	OPTIONS=("${ME[@]}" -o 'Archive yes' -o 'ArchiveMembers 5' -o 'ArchiveDepth 3' -o 'ArchiveBytes 6')
	[ "$(names)" = '1/ 1/2/ 1/2/3/ 1/2/3/file ' ]
	for bound in 'ArchiveMembers 4' 'ArchiveDepth 2' 'ArchiveBytes 5'; do
		OPTIONS=("${ME[@]}" -o 'Archive yes' -o "$bound")
		get '/box/?archive=zip'
		is 403 archive-too-large
		grep -q 'more or deeper content' "$T/body"
	done
}

# The peer has read a little of an archive when the last member changes.
@test "a member that changes while it is sent ends the connection" {
	mkdir "$BOX"
	head -c 30000000 /dev/zero >"$BOX/first"
	head -c 1000000 /dev/zero >"$BOX/second"
	age
	stand -o 'Archive yes'
	for format in tar zip; do
		python3 - "$PORT" "$BOX/second" "$format" <<-'END'
		import socket, sys
		s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 30)
		s.sendall(f"GET /box/?archive={sys.argv[3]} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
		head, body = s.recv(4096).split(b"\r\n\r\n", 1)
		length = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
		with open(sys.argv[2], "r+b") as f:
		    f.write(b"changed")
		got = len(body)
		try:
		    while piece := s.recv(1 << 20):
		        got += len(piece)
		except ConnectionResetError:
		    pass
		assert 29000000 < got < length - 1000000, (got, length)
		END
	done
	grep -q 'file-shrank$' "$T/log"
}

# So no byte of the file is read but those of the range, and a sum.
@test "files beyond 4 and 8 GiB: ZIP64, and a size in pax" {
	local size=9663676417
	mkdir "$BOX"
	truncate -s "$size" "$BOX/huge"
	echo small >"$BOX/z"
	age
	for format in tar zip; do
		method HEAD "/box/?archive=$format"
		is 200 -
		truncate -s "$(field Content-Length)" "$T/box.$format"
		get "/box/?archive=$format" 'Range: bytes=0-4095'
		is 206 -
		dd if="$T/body" of="$T/box.$format" conv=notrunc status=none
	done
	get '/box/?archive=tar' 'Range: bytes=-4096'
	is 206 -
	dd if="$T/body" of="$T/box.tar" conv=notrunc status=none oflag=seek_bytes \
		seek=$(($(stat -c %s "$T/box.tar") - 4096))
	tar tvf "$T/box.tar" | grep -q " $size .*box/huge"
	tar xOf "$T/box.tar" box/z | grep -qx small
	# the tail of the zip up to the sum: its member is small
	get '/box/?archive=zip' "Range: bytes=$((size + 60))-$((size + 62))"
	is 206 -
}

@test "a zip beyond 4 GiB is listed by its end alone, and the sum is kept" {
	local size=4294967400
	mkdir "$BOX"
	truncate -s "$size" "$BOX/huge"
	echo small >"$BOX/z"
	age
	OPTIONS+=(-o "Counters $T/counters")
	method HEAD '/box/?archive=zip'
	truncate -s "$(field Content-Length)" "$T/box.zip"
	get '/box/?archive=zip' 'Range: bytes=0-99'
	dd if="$T/body" of="$T/box.zip" conv=notrunc status=none
	# the first process reads all of the file for that
	printf 'GET /box/?archive=zip HTTP/1.0\r\nRange: bytes=-400\r\n\r\n' |
		timeout 300 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" >"$T/answer" 2>/dev/null
	tail -c 400 "$T/answer" >"$T/first"
	dd if="$T/first" of="$T/box.zip" conv=notrunc status=none oflag=seek_bytes \
		seek=$(($(stat -c %s "$T/box.zip") - 400))
	[ "$(unzip -Z1 "$T/box.zip" | tr '\n' ' ')" = 'box/ box/huge box/z ' ]
	7z l "$T/box.zip" | grep -q " $size "
	python3 -c 'import sys, zipfile
i = zipfile.ZipFile(sys.argv[1]).getinfo("box/huge")
assert (i.file_size, i.CRC) == (4294967400, int(sys.argv[2], 16)), i' "$T/box.zip" \
		"$(head -c "$size" /dev/zero | python3 -c 'import sys, zlib
c = 0
while p := sys.stdin.buffer.read(1 << 20): c = zlib.crc32(p, c)
print("%x" % c)')"
	# the next process reads no byte of the file
	printf 'GET /box/?archive=zip HTTP/1.0\r\nRange: bytes=-400\r\n\r\n' |
		strace -e trace=pread64,read -o "$T/trace" "$BUILD/minihttp" -c /dev/null \
			"${OPTIONS[@]}" -o 'Sandbox no' "$ROOT" >"$T/answer" 2>/dev/null
	cmp "$T/first" <(tail -c 400 "$T/answer")
	! grep -E 'pread64\([0-9]+, "(\\0){8}' "$T/trace" || false
}

@test "a wrong sum in the table damages no file" {
	fill
	OPTIONS+=(-o "Counters $T/counters")
	fetch zip
	# the values of all places: a wrong sum, and a key that agrees with it
	python3 - "$T/counters.sums" <<-'END'
	import struct, sys
	with open(sys.argv[1], "r+b") as f:
	    words = list(struct.iter_unpack("<QQ", f.read()))
	    assert any(value for _, value in words)
	    f.seek(0)
	    for mixed, value in words:
	        if value:
	            mixed, value = mixed ^ 1, value ^ 1
	        f.write(struct.pack("<QQ", mixed, value))
	END
	cp "$T/box.zip" "$T/before"
	fetch zip
	! cmp -s "$T/box.zip" "$T/before" || false
	! unzip -tq "$T/box.zip" >"$T/said" || false
	grep -q 'bad CRC' "$T/said"
	LC_ALL=C.UTF-8 unzip -q "$T/box.zip" -d "$T/out" >"$T/said" || true
	diff -r "$BOX" "$T/out/box"
	# without the file they are computed anew
	rm "$T/counters.sums"
	fetch zip
	cmp "$T/box.zip" "$T/before"
}

@test "100 000 members take 4 MB, and less than a second to the first byte" {
	python3 - "$BOX" <<-'END'
	import os, sys
	for i in range(100):
	    os.makedirs(f"{sys.argv[1]}/d{i:03}")
	    for j in range(999):
	        open(f"{sys.argv[1]}/d{i:03}/f{i:03}{j:04}.txt", "w").close()
	END
	tick
	for format in tar zip; do
		printf 'GET /box/?archive=%s HTTP/1.0\r\nRange: bytes=-64\r\n\r\n' "$format" >"$T/request"
		python3 - "$BUILD/minihttp" "$T" "$ROOT" "${OPTIONS[@]}" -o 'ArchiveMembers 100001' <<-'END'
		import os, resource, subprocess, sys
		program, t, root, *options = sys.argv[1:]
		def run(target):
		    with open(f"{t}/answer", "wb") as out, open(target, "rb") as request:
		        p = subprocess.Popen([program, "-c", "/dev/null", *options, root],
		            stdin=request, stdout=out, stderr=subprocess.DEVNULL)
		        return os.wait4(p.pid, 0)[2]
		with open(f"{t}/plain", "w") as f:
		    f.write("GET /digits.txt HTTP/1.0\r\n\r\n")
		plain, many = run(f"{t}/plain"), run(f"{t}/request")
		assert b" 206 " in open(f"{t}/answer", "rb").read(20)
		print(many.ru_maxrss - plain.ru_maxrss, "KB", many.ru_utime + many.ru_stime, "s")
		assert many.ru_maxrss - plain.ru_maxrss <= 4096, many
		assert many.ru_utime + many.ru_stime < 1, many
		END
	done
}

@test "the listing has links to both, which a visitor follows" {
	fill
	OPTIONS+=(-o 'DirectoryListing yes')
	get /bare/
	is 200 -
	grep -q 'Download as <a href="?archive=tar">tar</a> &middot; <a href="?archive=zip">zip</a>' "$T/body"
}

@test "a host of VirtualHosts sends its own directory" {
	mkdir -p "$ROOT/hosts/a.example/d" "$ROOT/hosts/b.example/d"
	: >"$ROOT/hosts/a.example/d/of-a" >"$ROOT/hosts/b.example/d/of-b"
	age
	printf 'GET /d/?archive=tar HTTP/1.0\r\nHost: b.example\r\n\r\n' |
		timeout 20 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" \
			-o "VirtualHosts $ROOT/hosts" >"$T/answer" 2>"$T/log"
	sed '1,/^\r$/d' "$T/answer" >"$T/body"
	[ "$(tar tf "$T/body" | tr '\n' ' ')" = 'd/ d/of-b ' ]
}
