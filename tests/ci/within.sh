#!/bin/bash
# Runs as root in a fresh tree (tests/ci/tree.sh); prints TAP.  The parts, which
# run in their order, each in the tree as the one before left it:
#
#	run	one `make deps run` answers a GET and stores a PUT
#	deps	the packages of `make deps test` start no service
#	test	one `make deps test` passes; after run this is README's order.
#		It runs beside the other `make test`, so that the files that take
#		minutes are left out (LEFT_OUT); its output names them
#	blank	from a path with a blank `make` builds, and `make test` says
#		in a sentence that it cannot
#	units	builds without a warning, with musl and with glibc alone, and
#		runs the unit tests and the corpus
#	bats FILE...	`make deps test` installs, then these files run (last)
#
# As an ordinary user with sudo, in a directory of that user's.
set -u
here=/home/visitor/minihttp
LEFT_OUT='15-differential 37-crash 53-listener 53-minihttpd 54-haproxy 55-deb
	56-clients 61-attacks 62-faults 63-soak 64-kernel 66-rates
	69-kernel-tls 71-cache 76-https'
LEFT_OUT=$(echo $LEFT_OUT)

as_visitor() {
	# shellcheck disable=SC2016
	exec runuser -u visitor -- env HOME=/home/visitor USER=visitor \
		MAKEFLAGS="-j$(nproc)" bash -c 'cd "$1" && shift && exec "$@"' bash "$@"
}

prepare() {
	apt-get update -q && apt-get install -q -y --no-install-recommends sudo &&
		useradd -m visitor &&
		echo 'visitor ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/visitor &&
		cp -r /checkout "$here" && chown -R visitor: "$here"
}

# step NAME COMMAND...: one line of TAP, with what it printed if it failed.
step() {
	local name=$1
	shift
	if ("$@") >/tmp/step.log 2>&1; then
		echo "ok - $suite: $name"
	else
		echo "not ok - $suite: $name"
		{
			# A failed test is printed with what it said.
			awk '/^(not )?ok/ { failed = /^not/ } failed' /tmp/step.log | tail -n 60
			tail -n 25 /tmp/step.log
		} | sed 's/^/# /'
		failed=1
	fi
}

# One request of HTTP/1.0 over bash's own /dev/tcp: curl is not here yet.
ask() {
	timeout 10 bash -c '
		exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "$2" >&3 && cat <&3' \
		bash "$1" "$2" 2>/dev/null
}

serves() {
	local port=$((20000 + RANDOM % 10000)) server tries=0
	(as_visitor "$here" timeout 900 make deps run PORT=$port) >/tmp/run.log 2>&1 &
	server=$!
	until ask $port 'GET / HTTP/1.0\r\n\r\n' | grep -q '200 OK'; do
		if ! kill -0 $server || [ $((tries += 1)) -gt 900 ]; then
			cat /tmp/run.log
			return 1
		fi
		sleep 1
	done
	ask $port 'PUT /uploads/x HTTP/1.0\r\nContent-Length: 6\r\n\r\nstored'
	kill $server
	wait $server
	[ "$(cat "$here/www/uploads/x")" = stored ] && rm "$here/www/uploads/x" || {
		cat /tmp/run.log
		return 1
	}
}

# The lines of the whole suite are printed as they come.
whole() {
	(as_visitor "$here" timeout 2700 env CI="${CI:-}" \
		TEST_WITHOUT="$LEFT_OUT" make deps test) 2>&1 |
		sed 's/^\(\(not \)\?ok\) *[0-9]* *\(- \)\?/\1 - '"$suite: /; s/^[0-9]* passed/# &/"
	[ "${PIPESTATUS[0]}" = 0 ] || failed=1
}

starts_nothing() {
	(as_visitor "$here" timeout 900 tests/lib/deps.sh test) || return
	! grep -lxE 'nginx|haproxy|xinetd' /proc/[0-9]*/comm || return
	[ ! -e /usr/sbin/policy-rc.d ] || return
	! find /etc/systemd/system /etc/rc[2345].d -name '*nginx*' -o \
		-name '*haproxy*' -o -name '*xinetd*' | grep -e wants/ -e /S
}

blank() {
	local tree='/home/visitor/a tree'
	cp -r /checkout "$tree" && chown -R visitor: "$tree" &&
		(as_visitor "$tree" timeout 600 make all) || return
	! (as_visitor "$tree" make test) >/tmp/said 2>&1 &&
		grep 'has a blank in its name' /tmp/said
}

build() {
	step "everything builds without a warning$1" as_visitor "$here" \
		timeout 900 make WERROR=-Werror ${1:+BUILD=build/glibc MUSL=} all tests
}

suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
failed=0
step 'a user with sudo and a checkout' prepare
while [ $# -gt 0 ]; do
	part=$1
	shift
	case $part in
	run)	step 'one make deps run answers a GET and stores a PUT' serves ;;
	test)	whole ;;
	blank)	step 'gcc, musl and the libraries' as_visitor "$here" make deps
		step 'from a path with a blank it builds, and says what it cannot' blank ;;
	units)	step 'gcc, musl and the libraries' as_visitor "$here" make deps
		step 'perl, for prove' apt-get install -q -y --no-install-recommends perl
		build ''
		build ', with glibc alone'
		step 'the unit tests' as_visitor "$here" timeout 300 make unit
		step 'the corpus' as_visitor "$here" timeout 300 make replay ;;
	deps)	step 'make deps test installs, and starts nothing' starts_nothing ;;
	bats)	step 'make deps test installs' as_visitor "$here" tests/lib/deps.sh test
		step 'it builds' as_visitor "$here" make all tests
		for file; do
			step "$file" as_visitor "$here" timeout 900 bats "tests/$file"
		done
		break ;;
	*)	echo "not ok - no part $part"
		failed=1 ;;
	esac
done
exit "$failed"
