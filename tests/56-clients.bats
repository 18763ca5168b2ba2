#!/usr/bin/env bats
# Real clients, each for what it does best: parts of a file (zsync, aria2c,
# lftp), a whole site (wget -m), a repository with its index (apt-get).

load lib/ask
load lib/listen

setup() {
	site
	seq 1 600000 >"$ROOT/new.txt"
	age
	listen "$BUILD/minihttp" -c /dev/null -o 'DirectoryListing yes' \
		-o 'MaxConnectionsPerSource 0' "$ROOT"
	cd "$T" || return
}

teardown() {
	hang_up
	end_all
}

# Prints how many requests the server has answered.
requests() {
	grep -c ' HTTP/1\.[01]" ' "$T/log" || true
}

# Several requests for parts were answered and logged.
in_parts() {
	[ "$(grep -c '"GET /new.txt HTTP/1.1" 206 ' "$T/log")" -ge 2 ]
}

@test "zsync takes what has changed, in a few requests, and ends (9110 14.6)" {
	zsyncmake -b 2048 -u new.txt -o "$ROOT/new.zsync" "$ROOT/new.txt"
	# every 40 000th line differs: parts all over the file
	sed '1~40000s/.*/changed/' "$ROOT/new.txt" >old.txt
	timeout 60 zsync -q -i old.txt -o got.txt \
		"http://127.0.0.1:$PORT/new.zsync"
	cmp got.txt "$ROOT/new.txt"
	curl -s -o /dev/null "http://127.0.0.1:$PORT/last"
	await logged 'GET /last '
	[ "$(requests)" -le 21 ]
}

@test "aria2c takes one file through several connections at once" {
	timeout 60 aria2c -q --no-conf -x 4 -s 4 -k 1M --file-allocation=none \
		-o got.txt "http://127.0.0.1:$PORT/new.txt"
	cmp got.txt "$ROOT/new.txt"
	await in_parts
}

@test "lftp takes parts of a file at once" {
	HOME=$T timeout 60 lftp -c "set cmd:fail-exit yes; set net:max-retries 2
		open http://127.0.0.1:$PORT/
		pget -n 3 -c new.txt -o got.txt"
	cmp got.txt "$ROOT/new.txt"
	await in_parts
}

@test "lftp mirrors a directory by its listing" {
	mkdir "$ROOT/tree" "$ROOT/tree/a b"
	echo one >"$ROOT/tree/one.txt"
	echo two >"$ROOT/tree/a b/two & three.txt"
	HOME=$T timeout 60 lftp -c "set cmd:fail-exit yes; set net:max-retries 2
		open http://127.0.0.1:$PORT/
		mirror tree mirrored"
	diff -r "$ROOT/tree" mirrored
}

@test "wget -m mirrors a site, and asks only for what has changed" {
	echo '<a href="dir/">d</a> <a href="digits.txt">n</a>' >"$ROOT/index.html"
	echo '<a href="sub/x.html">x</a>' >"$ROOT/dir/index.html"
	echo '<p>x' >"$ROOT/dir/sub/x.html"
	age
	timeout 60 wget -q -m -nH -P mirrored "http://127.0.0.1:$PORT/"
	cmp mirrored/digits.txt "$ROOT/digits.txt"
	cmp mirrored/dir/sub/x.html "$ROOT/dir/sub/x.html"
	: >"$T/log"
	echo '<p>y' >"$ROOT/dir/sub/x.html"
	touch "$ROOT/index.html" "$ROOT/dir/index.html" # whose links it follows then
	timeout 60 wget -q -m -nH -P mirrored "http://127.0.0.1:$PORT/"
	cmp mirrored/dir/sub/x.html "$ROOT/dir/sub/x.html"
	await logged 'GET /digits.txt HTTP/1.1" 304 '
}

# package NAME VERSION: puts an empty package into the repository.
package() {
	mkdir -p "build/$1/DEBIAN" "$ROOT/debian"
	printf '%s\n' "Package: $1" "Version: $2" 'Architecture: all' \
		'Maintainer: nobody <nobody@example.org>' \
		'Description: nothing' >"build/$1/DEBIAN/control"
	dpkg-deb --root-owner-group -b "build/$1" "$ROOT/debian/$1_$2_all.deb"
}

# An apt-get that uses nothing of the machine but its architecture.
apt() {
	timeout 60 apt-get -q \
		-o Dir="$T/apt" -o Dir::State::status="$T/apt/status" \
		-o Dir::Etc::Parts=/none -o Dir::Bin::Methods=/usr/lib/apt/methods \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
		-o Acquire::http::Proxy=false "$@"
}

@test "apt-get: an index, packages at once, a 304 and what has changed" {
	mkdir -p apt/etc/apt apt/var/lib/apt/lists/partial \
		apt/var/cache/apt/archives/partial
	: >apt/status
	echo "deb [trusted=yes] http://127.0.0.1:$PORT/debian ./" \
		>apt/etc/apt/sources.list
	package first 1.0
	package second 2.0~rc1+x
	(cd "$ROOT/debian" && dpkg-scanpackages . /dev/null >Packages)
	age
	apt update
	apt download first second
	cmp first_1.0_all.deb "$ROOT/debian/first_1.0_all.deb"
	cmp second_2.0~rc1+x_all.deb "$ROOT/debian/second_2.0~rc1+x_all.deb"
	: >"$T/log"
	apt update
	await logged 'Packages HTTP/1.1" 304 '
	package first 1.1
	(cd "$ROOT/debian" && dpkg-scanpackages . /dev/null >Packages)
	apt update
	apt download first
	cmp first_1.1_all.deb "$ROOT/debian/first_1.1_all.deb"
}
