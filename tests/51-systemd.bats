#!/usr/bin/env bats
# The real systemd, in a container that is thrown away: what `make install`
# puts there, started as an administrator does.

load lib/container

# Why there can be no container here; nothing if there can.
missing() {
	if [ -n "${SAN:-}" ]; then
		echo 'a sanitizer build is not installed'
	elif [ "$(id -u)" != 0 ]; then
		echo 'a container needs root'
	elif ! command -v systemd-nspawn >/dev/null; then
		echo 'systemd-nspawn is missing'
	fi
}

setup() {
	[ -z "$(missing)" ] || skip "$(missing)"
}

setup_file() {
	[ -z "$(missing)" ] || return 0
	export TREE=$BATS_FILE_TMPDIR/tree
	make -s -C "$BATS_TEST_DIRNAME/.." BUILD="$BUILD" install DESTDIR="$TREE" >/dev/null
	mkdir -p "$TREE/srv"
	cp -r "$BATS_TEST_DIRNAME/../www" "$TREE/srv/www"
	boot "$TREE"
	# The container is at its first boot, at which systemd starts all that
	# can be enabled; and port 80 may be somebody's.
	inside sh -c '
		systemctl stop minihttp.socket
		systemctl reset-failed "minihttp*"
		systemd-sysusers
		mkdir -p /etc/systemd/system/minihttp.socket.d
		printf "[Socket]\nListenStream=\nListenStream=12000\n" \
			>/etc/systemd/system/minihttp.socket.d/port.conf
		systemctl daemon-reload'
}

teardown_file() {
	power_off
}

fetch() {
	inside curl -s --max-time 10 -o /dev/null -w '%{http_code}' "$@"
}

@test "the unit files are valid" {
	run inside systemd-analyze verify --man=no minihttp.socket minihttp@.service
	[ "$status" = 0 ]
	[ -z "$output" ]
}

@test "installing enables and starts nothing" {
	[ -z "$(find "$TREE" -type l)" ]
}

@test "systemctl start minihttp.socket: IPv4 and IPv6" {
	inside systemctl start minihttp.socket
	[ "$(fetch http://127.0.0.1:12000/hello.txt)" = 200 ]
	[ "$(fetch 'http://[::1]:12000/absent')" = 404 ]
}

@test "clients at the same time, and no instance is left failed" {
	run inside sh -c '
		for i in 1 2 3 4 5 6 7 8 9 10; do
			curl -s --max-time 10 -o /dev/null -w "%{http_code}\n" \
				http://127.0.0.1:12000/ &
		done
		wait'
	[ "$(printf '%s\n' "$output" | grep -c '^200$')" = 10 ]
	run inside sh -c 'systemctl list-units --all --state=failed --no-legend "minihttp*"'
	[ -z "$output" ]
}

@test "a peer that goes away in the middle leaves no failed instance" {
	inside bash -c 'exec 9<>/dev/tcp/127.0.0.1/12000; printf "GET / HTTP/1.1\r\nHo" >&9'
	inside sh -c 'timeout 10 sh -c "while systemctl list-units --no-legend \"minihttp@*\" | grep -q .; do :; done"'
	run inside sh -c 'systemctl list-units --all --state=failed --no-legend "minihttp*"'
	[ -z "$output" ]
}

@test "it runs as its own user, without privileges" {
	inside bash -c '
		exec 9<>/dev/tcp/127.0.0.1/12000
		printf "GET / HTTP/1.1\r\nHo" >&9
		pid=$(timeout 10 sh -c "until pgrep -x minihttp; do :; done")
		grep -q "^NoNewPrivs:.*1" "/proc/$pid/status"
		grep -q "^CapBnd:.*0000000000000000" "/proc/$pid/status"
		[ "$(stat -c %U "/proc/$pid")" = minihttp ]'
}

@test "the journal has the access lines, by name and with their priority" {
	inside journalctl --sync
	inside journalctl -q --no-pager -o cat -t minihttp | grep -q '"GET /absent HTTP/1.1" 404 .* not-found$'
	inside journalctl -q --no-pager -o json -t minihttp | grep -q '"PRIORITY":"6"'
	[ "$(inside journalctl -q --no-pager -o cat -t minihttp | grep -c '^<')" = 0 ]
}

@test "systemctl stop: nobody answers any more" {
	inside systemctl stop minihttp.socket
	run fetch http://127.0.0.1:12000/
	[ "$output" = 000 ]
}
