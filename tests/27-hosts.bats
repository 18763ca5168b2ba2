#!/usr/bin/env bats
# VirtualHosts: the directory that a request is answered from.  The forms of
# host names are in tests/unit/site/vhost_test.c; these tests go through the
# program.

load lib/ask
load lib/listen
load lib/upload

setup() {
	H=$T/hosts
	mkdir -p "$H/a.example/dir" "$H/b.example" "$H/default" "$H/::1" "$H/.hidden" "$T/out"
	for host in a.example b.example default ::1 .hidden; do
		echo "$host" >"$H/$host/who"
	done
	echo outside | tee "$H/who" >"$T/out/who"
	OPTIONS=(-o "VirtualHosts $H")
}

teardown() {
	hang_up
	stand_down
	end_all
}

# on REQUEST [ARGUMENT...]: asks a server that has no root but the hosts.
on() {
	local request=$1
	shift
	printf '%b' "$request" >"$T/request"
	timeout 20 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$@" <"$T/request" >"$T/answer" 2>"$T/log"
	sed '/^\r$/q' "$T/answer" >"$T/head"
	tail -c +"$(($(wc -c <"$T/head") + 1))" "$T/answer" >"$T/body"
}

# host HOST [PATH]: a GET on it
host() {
	on "GET ${2:-/who} HTTP/1.1\r\nHost: $1\r\nConnection: close\r\n\r\n"
}

@test "each host has its directory: case, port and last dot do not count (9110 4.2.3)" {
	for name in a.example A.Example a.example:8080 a.example. A.EXAMPLE.:80 a.example:; do
		host "$name"
		is 200 -
		[ "$(body)" = a.example ]
	done
	host b.example
	[ "$(body)" = b.example ]
	host '[0:0:0:0:0:0:0:1]:80'
	[ "$(body)" = ::1 ]
}

@test "the host of an absolute-form target wins over Host (9112 3.2.2)" {
	on 'GET http://b.example:80/who HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n'
	is 200 -
	[ "$(body)" = b.example ]
	on 'GET http://b.example/who HTTP/1.0\r\n\r\n'
	[ "$(body)" = b.example ]
}

@test "a host without a directory, and a request without a host, get the default" {
	for name in other.example localhost 192.0.2.1 '[::2]' '[v1.a]' 'a!b'; do
		host "$name"
		is 200 -
		[ "$(body)" = default ]
	done
	on 'GET /who HTTP/1.0\r\n\r\n'
	[ "$(body)" = default ]
}

@test "without a default: 421 (9110 7.4, 15.5.20)" {
	rm -r "$H/default"
	host other.example
	is 421 host-unknown
	[ "$(head -n1 "$T/head" | tr -d '\r')" = 'HTTP/1.1 421 Misdirected Request' ]
	on 'GET /who HTTP/1.0\r\n\r\n'
	is 421 host-unknown
	host a.example
	is 200 -
}

@test "no host leads out of the directory" {
	for name in .. . ... .hidden who %2e%2e a%2fb '..%2f' 'hosts' a..example .a.example; do
		host "$name"
		is 200 -
		[ "$(body)" = default ]
	done
	# this Host is not even an authority (9112 3.2)
	for name in ../out a/b '[::1' 'a b' 'a\\b'; do
		host "$name"
		is 400 host
	done
	on 'GET /who HTTP/1.1\r\nHost: a\0b\r\n\r\n'
	is 400 field-value
	on 'GET http://../who HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n'
	[ "$(body)" = default ]
	host "$(printf 'a%.0s' {1..300})"
	[ "$(body)" = default ]
}

@test "an error page is that of the host, and what is above the hosts is none" {
	mkdir "$H/errors"
	echo above >"$H/errors/page.html"
	OPTIONS+=(-o 'ErrorPage 404 /sorry.html' -o 'ErrorPage 400 /errors/page.html')
	echo 'sorry, says a' >"$H/a.example/sorry.html"
	host a.example /absent
	is 404 not-found
	[ "$(body)" = 'sorry, says a' ]
	host b.example /absent
	[ "$(body | grep -c sorry)" = 0 ]
	host a/b # before it is known whose request it is
	is 400 host
	[ "$(body | grep -c above)" = 0 ]
}

@test "a host may be a link to another, and not to what is outside" {
	ln -s a.example "$H/www.a.example"
	ln -s "$T/out" "$H/absolute.example"
	ln -s ../out "$H/up.example"
	ln -s gone "$H/gone.example"
	host www.a.example
	[ "$(body)" = a.example ]
	OPTIONS+=(-o 'Symlinks no')
	host www.a.example
	[ "$(body)" = a.example ]
	# the host's directory exists, so no other is served in its place
	for name in absolute.example up.example; do
		host "$name"
		is 403 outside-root
	done
	host gone.example
	[ "$(body)" = default ]
}

@test "nothing of one host leads to another" {
	ln -s ../b.example/who "$H/a.example/link"
	ln -s ../../b.example "$H/a.example/dir/hop"
	host a.example /link
	is 403 outside-root
	host a.example /dir/hop/who
	is 403 outside-root
	host a.example /../b.example/who
	is 400 url-climbs
	host a.example /b.example/who
	is 404 not-found
}

@test "a connection asks several hosts, and leaves no descriptor open" {
	local request= want= i
	for i in $(seq 40); do
		request+='GET /who HTTP/1.1\r\nHost: a.example\r\n\r\nGET /who HTTP/1.1\r\nHost: b.example\r\n\r\n'
		request+='GET /who HTTP/1.1\r\nHost: c.example\r\n\r\nGET /absent HTTP/1.1\r\nHost: a.example\r\n\r\n'
		want+='a.example b.example default '
	done
	printf '%b' "$request" >"$T/request"
	(
		ulimit -n 16
		timeout 20 "$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" <"$T/request" >"$T/answer" 2>"$T/log"
	)
	[ "$(grep -aE '^(a\.example|b\.example|default)$' "$T/answer" | paste -sd' ') " = "$want" ]
	[ "$(statuses | tr ' ' '\n' | sort | uniq -c | paste -sd' ' | tr -s ' ')" = ' 120 200 40 404' ]
}

@test "uploads, listings and quotas are of the host" {
	mkdir "$H/a.example/up" "$H/b.example/up"
	OPTIONS+=("${ME[@]}" -o 'RequestMethodSupport GET PUT DELETE' -o 'Upload /up/' -o 'WriteFrom -'
		-o 'DirectoryListing yes' -o 'UploadQuota 4096')
	on 'PUT /up/x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\nContent-Length: 8\r\n\r\ncontents'
	is 201 -
	[ "$(cat "$H/a.example/up/x")" = contents ]
	[ ! -e "$H/b.example/up/x" ]
	host a.example '/up/?format=json'
	grep -q '"x"' "$T/body"
	host b.example '/up/?format=json'
	[ "$(grep -c '"x"' "$T/body")" = 0 ]
	on 'PUT /up/y HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\nContent-Length: 8\r\n\r\ncontents'
	is 507 quota
	on 'PUT /up/y HTTP/1.1\r\nHost: b.example\r\nConnection: close\r\nContent-Length: 8\r\n\r\ncontents'
	is 201 -
	on 'DELETE /up/x HTTP/1.1\r\nHost: b.example\r\nConnection: close\r\n\r\n'
	is 404 not-found
	[ -e "$H/a.example/up/x" ]
	# a page of one host may not write to another host (the Fetch standard,
	# not 9110)
	on 'PUT /up/z HTTP/1.1\r\nHost: b.example\r\nOrigin: http://a.example\r\nConnection: close\r\nContent-Length: 1\r\n\r\nc'
	is 403 cross-origin
	# a link in a listing is followed beneath its own host only
	ln -s ../b.example/who "$H/a.example/link"
	ln -s who "$H/a.example/good"
	host a.example '/?format=json'
	grep -q '"good"' "$T/body"
	[ "$(grep -c '"link"' "$T/body")" = 0 ]
}

@test "the log names the host that answered: vhost and json" {
	on 'GET /who HTTP/1.1\r\nHost: A.example:8080\r\nConnection: close\r\n\r\n' -o 'LogFormat vhost'
	grep -q '^a.example:8080 - - - \[' "$T/log"
	on 'GET /who HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n' -o 'LogFormat vhost'
	grep -q '^default:80 - - - \[' "$T/log"
	on 'GET /who HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n' -o 'LogFormat vhost'
	grep -q '^\[::1\]:80 - - - \[' "$T/log"
	on 'GET /who\r\n\r\n' -o 'LogFormat vhost'
	grep -q '^-:80 - - - \[' "$T/log"
	on 'GET /who HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n' -o 'LogFormat json'
	grep -q '"host":"other.example","vhost":"default"' "$T/log"
}

@test "goaccess reads LogFormat vhost as VCOMBINED, and counts by host" {
	OPTIONS+=(-o "AccessLog $T/access.log" -o 'LogFormat vhost')
	host a.example
	host a.example:8080
	host b.example
	host other.example
	sed -i 's/ - - - / 192.0.2.1 - - /' "$T/access.log"
	timeout 60 goaccess "$T/access.log" --no-global-config --no-progress --log-format=VCOMBINED \
		-o "$T/report.json" </dev/null >"$T/goaccess" 2>&1 || { cat "$T/goaccess"; return 1; }
	perl -MJSON::PP -0777 -e '
		my $r = decode_json(<>);
		print "$r->{general}{valid_requests} $r->{general}{failed_requests}\n";
		print join(" ", sort map { "$_->{data}=$_->{hits}{count}" } @{$r->{vhosts}{data}}), "\n";
	' "$T/report.json" >"$T/counts"
	diff - "$T/counts" <<-'END'
	4 0
	a.example=2 b.example=1 default=1
	END
}

@test "counters tell hosts apart, and strangers add none" {
	OPTIONS+=(-o "Counters $T/counters")
	host a.example
	host A.example:80
	host b.example
	host made-up.example
	host another.example
	"$BUILD/minihttp-stats" "$T/counters" >"$T/stats"
	cat "$T/stats"
	grep -Eq '\b2 .*a\.example/who$' "$T/stats"
	grep -Eq '\b1 .*b\.example/who$' "$T/stats"
	grep -Eq '\b2 .*default/who$' "$T/stats"
	[ "$(grep -c 'made-up\|another' "$T/stats")" = 0 ]
}

@test "the status page is on every host that there is" {
	OPTIONS+=(-o "Counters $T/counters" -o 'StatusPage /status' -o 'StatusFrom -')
	host a.example
	host a.example /status
	is 200 -
	grep -q '>a.example/who<' "$T/body"
	host b.example /status
	is 200 -
	grep -q '>a.example/who<' "$T/body"
	[ "$(grep -c 'href="[^"]*a.example' "$T/body")" = 0 ]
	host c.example /status
	is 421 server-name
	rm -r "$H/default"
	host c.example /status
	is 421 host-unknown
}

@test "a directory on the command line is served to all hosts" {
	on 'GET /who HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n' "$T/out"
	is 200 -
	[ "$(body)" = outside ]
}

@test "a directory of hosts that is missing is an error at the start" {
	on 'GET / HTTP/1.0\r\n\r\n' -o "VirtualHosts $T/gone"
	[ "$(statuses)" = 500 ]
	grep -q "^minihttp: VirtualHosts $T/gone: No such file" "$T/log"
}

@test "behind minihttpd: each request of a connection by its host" {
	printf '%s\n' "VirtualHosts $H" 'RequestMethodSupport GET PUT DELETE' 'Upload /up/' \
		'WriteFrom 127.0.0.1' 'ServerName gone.example' \
		"User $(id -u):$(id -g)" >"$T/conf"
	stand_on -c "$T/conf" -l 127.0.0.1:PORT
	[ "$(curl -s --max-time 10 -H 'Host: a.example' "http://127.0.0.1:$PORT/who" --next -s --max-time 10 -H 'Host: b.example' "http://127.0.0.1:$PORT/who" | paste -sd' ')" = 'a.example b.example' ]
	# a host that is made while the handler runs takes uploads, and loses
	# none
	mkdir -p "$H/new.example/up"
	chmod a+rwx "$H/new.example/up"
	[ "$(curl -s --max-time 10 -o /dev/null -w '%{http_code}' -H 'Host: new.example' -T "$H/who" "http://127.0.0.1:$PORT/up/x")" = 201 ]
	cmp "$H/who" "$H/new.example/up/x"
	[ "$(curl -s --max-time 10 -o /dev/null -w '%{http_code}' -H 'Host: new.example' -X DELETE "http://127.0.0.1:$PORT/up/x")" = 204 ]
	[ "$(curl -s --max-time 10 -o /dev/null -w '%{http_code}' -H 'Host: gone.example' -T "$H/who" "http://127.0.0.1:$PORT/up/x")" = 409 ]
}
