#!/usr/bin/env bats
# The real systemd, in a container that exists for the test: the units of `make
# install`, started as an administrator starts them.

load lib/container

setup() {
	[ -z "$(no_container)" ] || skip "$(no_container)"
}

setup_file() {
	[ -z "$(no_container)" ] || return 0
	export TREE=$BATS_FILE_TMPDIR/tree
	make -s -C "$BATS_TEST_DIRNAME/.." BUILD="$BUILD" install DESTDIR="$TREE" >/dev/null
	mkdir -p "$TREE/srv"
	cp -r "$BATS_TEST_DIRNAME/../www" "$TREE/srv/www"
	boot "$TREE" --bind-ro="$TREE/usr/local:/usr/local" \
		--bind-ro="$TREE/srv/www:/srv/www" --bind-ro=/etc/ssl
	# The container is at its first boot, at which systemd starts all that
	# can be enabled; and port 80 may be somebody's.
	inside sh -c '
		systemctl stop minihttp.socket minihttpd.socket minihttps.socket minihttpd.service
		systemctl reset-failed "minihttp*"
		systemd-sysusers
		mkdir -p /etc/systemd/system/minihttp.socket.d
		printf "[Socket]\nListenStream=\nListenStream=12000\n" \
			>/etc/systemd/system/minihttp.socket.d/port.conf
		mkdir -p /etc/systemd/system/minihttps.socket.d
		printf "[Socket]\nListenStream=\nListenStream=12443\n" \
			>/etc/systemd/system/minihttps.socket.d/port.conf
		mkdir -p /etc/systemd/system/minihttpd.socket.d \
			/etc/systemd/system/minihttpd.service.d /etc/minihttp
		printf "[Socket]\nListenStream=\nListenStream=12001\nListenStream=/run/minihttpd.sock\n" \
			>/etc/systemd/system/minihttpd.socket.d/port.conf
		printf "[Service]\nWatchdogSec=2\n" \
			>/etc/systemd/system/minihttpd.service.d/watchdog.conf
		cat >/etc/minihttp/minihttp.conf
		systemctl daemon-reload' <"$TREE/etc/minihttp/minihttp.conf"
}

teardown_file() {
	power_off
}

fetch() {
	inside curl -s --max-time 10 -o /dev/null -w '%{http_code}' "$@"
}

@test "the unit files are valid" {
	run inside systemd-analyze verify --man=no minihttp.socket minihttp@.service \
		minihttps.socket minihttps@.service minihttpd.socket minihttpd.service
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

@test "systemctl start minihttps.socket: the key is a file of root, and no process stays root" {
	inside sh -c '
		umask 077
		mkdir -p /etc/minihttp/tls && cd /etc/minihttp/tls
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
			-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
			-keyout privkey.pem -out fullchain.pem 2>/dev/null
		systemctl start minihttps.socket'
	[ "$(fetch --cacert /etc/minihttp/tls/fullchain.pem https://127.0.0.1:12443/hello.txt)" = 200 ]
	[ "$(fetch -k 'https://[::1]:12443/absent')" = 404 ]
	# one connection stays open, so that its processes can be examined when
	# they are confined
	inside timeout 60 bash -c '
		exec 9<>/dev/tcp/127.0.0.1/12443
		printf "\\x16" >&9
		until users=$(ps -o user= -C minihttp-tls | sort | uniq -c | tr -s " ") &&
			[[ $users == *"2 nobody"* ]]; do sleep 0.02; done'
	# systemd sees no failure when they end
	inside timeout 20 sh -c 'while systemctl list-units --no-legend "minihttps@*" | grep -q .; do sleep 0.02; done'
	[ -z "$(inside systemctl list-units --failed --no-legend 'minihttps@*')" ]
	inside systemctl stop minihttps.socket
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
	# processes of earlier connections may not have ended
	inside timeout 20 sh -c 'while pgrep -x minihttp >/dev/null; do :; done'
	inside bash -c '
		exec 9<>/dev/tcp/127.0.0.1/12000
		printf "GET / HTTP/1.1\r\nHo" >&9
		pid=$(timeout 10 sh -c "until pgrep -x minihttp; do :; done")
		grep -q "^NoNewPrivs:.*1" "/proc/$pid/status"
		grep -q "^CapBnd:.*0000000000000000" "/proc/$pid/status"
		uid=$(id -u minihttp)
		grep -qx "Uid:.$uid.$uid.$uid.$uid" "/proc/$pid/status"'
}

@test "it is in its sandbox, all of it" {
	inside /usr/local/sbin/minihttp -T | grep -qx "# sandbox: no_new_privs landlock landlock-net landlock-scope seccomp limits close_range" ||
		inside uname -r | grep -q "^[1-5]\.\|^6\.[0-9]\.\|^6\.1[01]\."
	# processes of earlier connections may not have ended
	inside timeout 20 sh -c 'while pgrep -x minihttp >/dev/null; do :; done'
	inside bash -c '
		exec 9<>/dev/tcp/127.0.0.1/12000
		printf "GET / HTTP/1.1\r\nHo" >&9
		pid=$(timeout 10 sh -c "until pgrep -x minihttp; do :; done")
		timeout 10 sh -c "until grep -qx \"Seccomp:.2\" /proc/$pid/status; do :; done"'
}

@test "the journal has the access lines, by name and with their priority" {
	inside journalctl --sync
	await sh -c 'journalctl -q --no-pager -o cat -t minihttp | grep -q "\"GET /absent HTTP/1.1\" 404 .* not-found$"'
	inside journalctl -q --no-pager -o json -t minihttp | grep -q '"PRIORITY":"6"'
	[ "$(inside journalctl -q --no-pager -o cat -t minihttp | grep -c '^<')" = 0 ]
}

@test "systemctl stop: nobody answers any more" {
	inside systemctl stop minihttp.socket
	run fetch http://127.0.0.1:12000/
	[ "$output" = 000 ]
}

# Requests on 12001, one connection each, while COMMAND runs again and again.
# All are answered by 200.
under_load() {
	inside bash -c '
		curl -s -H "Connection: close" --max-time 50 -o /dev/null \
			-w "%{http_code}\n" "http://127.0.0.1:12001/hello.txt?[1-4000]" >/tmp/codes &
		load=$!
		for i in {1..8}; do
			"$@" || exit 1
			kill -0 $load 2>/dev/null || break
		done
		wait $load || exit 1
		[ "$(sort -u /tmp/codes)" = 200 ] && [ "$(wc -l </tmp/codes)" = 4000 ]' - "$@"
}

main_pid() {
	inside systemctl show -P MainPID minihttpd.service
}

# Waits until COMMAND succeeds in the container.
await() {
	inside timeout 20 bash -c 'until "$@"; do :; done >/dev/null 2>&1' - "$@"
}

@test "systemctl start minihttpd.socket: the first connection starts the service" {
	inside systemctl start minihttpd.socket
	[ "$(inside systemctl is-active minihttpd.service || true)" = inactive ]
	[ "$(fetch http://127.0.0.1:12001/hello.txt)" = 200 ]
	[ "$(fetch 'http://[::1]:12001/absent?q')" = 404 ]
	[ "$(fetch --unix-socket /run/minihttpd.sock http://a/)" = 200 ]
	[ "$(inside systemctl is-active minihttpd.service)" = active ]
	inside systemctl show -P StatusText minihttpd.service | grep -q .
}

@test "the service is confined: exposure at most 1.0" {
	run inside systemd-analyze security --no-pager minihttpd.service
	echo "$output" | tail -1
	level=$(printf '%s\n' "$output" | sed -n 's/.*Overall exposure level.*: \([0-9.]*\) .*/\1/p')
	[ -n "$level" ]
	awk -v level="$level" 'BEGIN { exit !(level <= 1.0) }'
}

@test "the workers are in their sandbox as well, and STATUS says in which parts of it" {
	inside bash -c '
		for pid in $(pgrep -x minihttp); do
			grep -qsx "Seccomp:.2" "/proc/$pid/status" ||
				[ ! -e "/proc/$pid" ] || exit 1 # or it has ended
		done'
	await sh -c 'systemctl show -P StatusText minihttpd.service | grep -q "; sandbox: no_new_privs landlock.* seccomp limits close_range$"'
}

@test "the journal has each exchange as fields" {
	inside journalctl --sync
	# the process that writes them may be late
	await sh -c 'journalctl -q --no-pager -o cat -t minihttp MINIHTTP_STATUS=404 MINIHTTP_PATH=/absent | grep -q .'
	run inside journalctl -q --no-pager -o json -t minihttp MINIHTTP_STATUS=404 MINIHTTP_PATH=/absent
	[[ "$output" = *'"MINIHTTP_REMOTE":"::1"'* ]]
	[[ "$output" = *'"MINIHTTP_METHOD":"GET"'* ]]
	[[ "$output" = *'"MINIHTTP_QUERY":"q"'* ]]
	[[ "$output" = *'"MINIHTTP_REFUSAL":"not-found"'* ]]
	[[ "$output" = *'"MINIHTTP_DURATION_USEC":"'* ]]
	[[ "$output" = *'"PRIORITY":"6"'* ]]
	run inside journalctl -q --no-pager -o cat -t minihttp MINIHTTP_STATUS=404
	[[ "$output" =~ ^GET\ /absent\?q\ 404\ [0-9]+\ ::1\ not-found$ ]]
}

@test "a journal that stands still holds nobody up: lines are dropped and counted" {
	local main relay
	main=$(main_pid)
	relay=$(inside pgrep -x -P "$main" minihttpd-log)
	inside kill -STOP "$relay"
	run inside sh -c 'curl -s --max-time 50 -o /dev/null -w "%{http_code}\n" "http://127.0.0.1:12001/hello.txt?[1-6000]" | sort | uniq -c'
	inside kill -CONT "$relay"
	[[ "$output" =~ ^\ *6000\ 200$ ]]
	await sh -c 'systemctl show -P StatusText minihttpd.service | grep -q " [1-9][0-9]* log lines lost"'
	inside journalctl --sync
	await sh -c 'journalctl -q --no-pager -o cat -t minihttpd | grep -q "log lines are lost"'
}

@test "systemctl reload under load: no request fails" {
	under_load systemctl reload minihttpd.service
	[ "$(inside systemctl show -P NRestarts minihttpd.service)" = 0 ]
}

@test "systemctl restart under load: no request fails" {
	under_load systemctl restart minihttpd.service
}

@test "a reload takes the new configuration; a broken one leaves the old" {
	inside sh -c 'echo "DirectoryIndex hello.txt" >>/etc/minihttp/minihttp.conf'
	inside systemctl reload minihttpd.service
	await sh -c 'curl -s http://127.0.0.1:12001/ | cmp -s - /srv/www/hello.txt'
	inside sh -c 'echo "Nonsense yes" >>/etc/minihttp/minihttp.conf'
	! inside systemctl reload minihttpd.service || false
	await sh -c 'journalctl -q --no-pager -o cat -u minihttpd | grep -q "unknown directive"'
	inside sh -c 'curl -s http://127.0.0.1:12001/ | cmp - /srv/www/hello.txt'
	# without the check
	inside systemctl kill --kill-who=main -s HUP minihttpd.service
	await sh -c 'journalctl -q --no-pager -o cat -t minihttpd | grep -q "unknown directive.*stays as it was"'
	await sh -c 'systemctl show -P StatusText minihttpd.service | grep -q "^reload failed: .*unknown directive"'
	inside sh -c 'curl -s http://127.0.0.1:12001/ | cmp - /srv/www/hello.txt'
	inside sed -i '/^Nonsense/d' /etc/minihttp/minihttp.conf
}

# make_pair NAME: /etc/minihttp/tls/NAME/{fullchain,privkey}.pem in the container.
make_pair() {
	inside sh -c '
		umask 027
		mkdir -p "/etc/minihttp/tls/$1" && cd "/etc/minihttp/tls/$1"
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
			-subj "/CN=$1" -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
			-keyout privkey.pem -out fullchain.pem 2>/dev/null
		chmod 750 /etc/minihttp/tls
		chgrp -R minihttp /etc/minihttp/tls
		chmod 640 *' - "$1"
}

# The name in the certificate that is served.
shown() {
	inside sh -c 'openssl s_client -connect 127.0.0.1:12444 </dev/null 2>/dev/null | openssl x509 -noout -subject'
}

@test "HTTPS within the unit's restrictions: Listen ... tls, confined processes, a reload" {
	make_pair one
	inside sh -c '
		printf "[Socket]\nListenStream=12444\n" >/etc/systemd/system/minihttpd.socket.d/tls.conf
		cp /etc/minihttp/minihttp.conf /etc/minihttp/without
		printf "Listen 12444 tls\nCertificate /etc/minihttp/tls/one\n" >>/etc/minihttp/minihttp.conf
		systemctl daemon-reload
		systemctl stop minihttpd.socket minihttpd.service
		systemctl start minihttpd.socket'
	[ "$(fetch http://127.0.0.1:12001/hello.txt)" = 200 ]
	[ "$(fetch --cacert /etc/minihttp/tls/one/fullchain.pem https://127.0.0.1:12444/hello.txt)" = 200 ]
	[ "$(fetch --tls-max 1.2 -k 'https://[::1]:12444/absent')" = 404 ]
	# the service's process, its key process and that of a handshake: each has
	# a list of calls of its own beside the unit's, and the latter inherits
	# that of the service
	inside timeout 50 bash -c '
		exec 9<>/dev/tcp/127.0.0.1/12444
		printf "\\x16" >&9
		confined() {
			pids=$(pgrep -x minihttp-tls) && [ "$(wc -w <<<"$pids")" = 3 ] || return 1
			for pid in $pids; do
				grep -qx "Seccomp:.2" "/proc/$pid/status" &&
				grep -qx "NoNewPrivs:.1" "/proc/$pid/status" &&
				grep -qx "CapBnd:.0000000000000000" "/proc/$pid/status" || return 1
			done
			filters() {
				for pid; do sed -n "s/^Seccomp_filters:.//p" "/proc/$pid/status"; done
			}
			of_unit=$(filters "$(pgrep -x minihttpd)")
			set -- $(filters $pids | sort -n)
			[ "$*" = "$((of_unit + 1)) $((of_unit + 1)) $((of_unit + 2))" ]
		}
		until confined; do :; done'
	inside sed -i 's/one$/two/' /etc/minihttp/minihttp.conf
	make_pair two
	inside systemctl reload minihttpd.service
	await sh -c 'openssl s_client -connect 127.0.0.1:12444 </dev/null 2>/dev/null | openssl x509 -noout -subject | grep -q two'
	[ "$(fetch -k https://127.0.0.1:12444/hello.txt)" = 200 ]
}

@test "HTTPS with a key that root alone can read: LoadCredential, and a restart for a renewal" {
	local at=/run/credentials/minihttpd.service
	inside sh -c 'chown -R root:root /etc/minihttp/tls; chmod 700 /etc/minihttp/tls
		printf "[Service]\nLoadCredential=%s\nLoadCredential=%s\n" chain:/etc/minihttp/tls/two/fullchain.pem \
			key:/etc/minihttp/tls/two/privkey.pem >/etc/systemd/system/minihttpd.service.d/tls.conf
		sed -i "s,^Certificate /etc/minihttp/tls/two,Certificate $1/chain $1/key," /etc/minihttp/minihttp.conf
		systemctl daemon-reload
		systemctl restart minihttpd.service' - "$at"
	[ "$(fetch --cacert /etc/minihttp/tls/two/fullchain.pem https://127.0.0.1:12444/hello.txt)" = 200 ]
	make_pair three
	inside sh -c 'cd /etc/minihttp/tls && cp three/* two/ && systemctl restart minihttpd.service'
	[[ $(shown) == *three ]]
	inside sh -c 'mv /etc/minihttp/without /etc/minihttp/minihttp.conf
		rm /etc/systemd/system/minihttpd.socket.d/tls.conf /etc/systemd/system/minihttpd.service.d/tls.conf
		systemctl daemon-reload
		systemctl stop minihttpd.socket minihttpd.service
		systemctl start minihttpd.socket'
	[ "$(fetch http://127.0.0.1:12001/hello.txt)" = 200 ]
}

@test "a worker that is stopped by SIGSTOP is replaced, and the service goes on" {
	local main worker
	main=$(main_pid)
	worker=$(inside pgrep -o -x -P "$main" minihttp)
	inside kill -STOP "$worker"
	await sh -c "! kill -0 $worker"
	await sh -c "[ \$(pgrep -c -x -P $main minihttp) = \$(nproc) ]"
	[ "$(fetch http://127.0.0.1:12001/hello.txt)" = 200 ]
	[ "$(main_pid)" = "$main" ]
	await sh -c 'journalctl -q --no-pager -o cat -t minihttpd | grep -q "does not answer and is killed"'
}

@test "minihttpd itself hangs: the watchdog starts it anew" {
	local main
	main=$(main_pid)
	inside kill -STOP "$main"
	await sh -c "[ \$(systemctl show -P MainPID minihttpd.service) != $main ] && systemctl is-active minihttpd.service"
	[ "$(fetch http://127.0.0.1:12001/hello.txt)" = 200 ]
}

@test "IdleExit: it leaves, and comes back with the next connection" {
	inside sh -c 'echo "IdleExit 100ms" >>/etc/minihttp/minihttp.conf'
	inside systemctl restart minihttpd.service
	await sh -c '[ $(systemctl show -P ActiveState minihttpd.service) = inactive ]'
	[ "$(fetch http://127.0.0.1:12001/hello.txt)" = 200 ]
}

@test "systemctl stop: the service and its socket are gone" {
	inside systemctl stop minihttpd.socket minihttpd.service
	run fetch http://127.0.0.1:12001/
	[ "$output" = 000 ]
	run inside pgrep -x 'minihttpd?'
	[ -z "$output" ]
}
