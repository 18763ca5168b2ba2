#!/usr/bin/env bats
# The access log.  Its escapes and bounds are in
# tests/unit/site/accesslog_test.c.

load lib/ask

setup() {
	site
}

@test "one line an exchange: Combined Log Format, time taken, refusal" {
	get /digits.txt 'Referer: http://a/' 'User-Agent: me "x"'
	grep -qE '^- - - \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} \+0000\] "GET /digits.txt HTTP/1.1" 200 20 "http://a/" "me \\"x\\"" [0-9]+ -$' "$T/log"
	[ "$(wc -l <"$T/log")" = 1 ]
}

@test "bytes are those of the content that was sent" {
	method HEAD /digits.txt
	grep -q '" 200 0 "' "$T/log"
	get /digits.txt 'Range: bytes=0-2'
	grep -q '" 206 3 "' "$T/log"
	get /digits.txt 'If-None-Match: *'
	grep -q '" 304 0 "' "$T/log"
}

@test "AccessLog PATH appends, off is silent" {
	get /digits.txt
	OPTIONS=(-o "AccessLog $T/access.log")
	get /digits.txt
	get /absent
	[ "$(cut -d' ' -f9 "$T/access.log" | paste -sd' ')" = '200 404' ]
	[ ! -s "$T/log" ]
	OPTIONS=(-o 'AccessLog off')
	get /digits.txt
	[ "$(statuses)" = 200 ]
	[ ! -s "$T/log" ]
}

@test "a log that cannot be opened is a broken configuration" {
	OPTIONS=(-o 'AccessLog /nowhere/log')
	get /digits.txt
	[ "$(statuses)" = 500 ]
	grep -q '^minihttp: AccessLog /nowhere/log: No such file' "$T/log"
}

@test "lines from many processes stay whole" {
	local i agent pids=()
	agent=$(printf 'x%.0s' {1..900})
	OPTIONS=(-o "AccessLog $T/access.log")
	printf 'GET /digits.txt HTTP/1.0\r\nUser-Agent: %s\r\n\r\n' "$agent" >"$T/request"
	for i in 1 2 3 4 5 6 7 8; do
		(for _ in 1 2 3 4 5 6 7 8 9 10; do
			"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" \
				<"$T/request" >/dev/null
		done) 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
	[ "$(wc -l <"$T/access.log")" = 80 ]
	[ "$(grep -c ' -$' "$T/access.log")" = 80 ]
	[ "$(sort -u <(sed 's/.*"GET/"GET/; s/ [0-9]* -$//' "$T/access.log") | wc -l)" = 1 ]
}

# Five exchanges, of which goaccess is to count the same in every format.
# A start by hand has no address, and goaccess needs one.
traffic() {
	OPTIONS=(-o "AccessLog $T/access.log" -o "LogFormat $1" -o "Auth /empty.txt $T/htpasswd")
	echo "a user:$(openssl passwd -5 p)" >"$T/htpasswd"
	get /digits.txt
	get '/digits.txt?q=1' 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' 'Referer: http://other.example/?a="b"'
	get /digits.txt 'Range: bytes=0-4'
	get /absent 'User-Agent: a "b\\\\'
	get /empty.txt "Authorization: Basic $(printf 'a user:p' | base64)"
	sed -i 's/^- /192.0.2.1 /; s/^{"time":"[^"]*",/&"remote":"192.0.2.1",/' "$T/access.log"
}

# counted [GOACCESS OPTION...]
counted() {
	timeout 60 goaccess "$T/access.log" --no-global-config --no-progress "$@" -o "$T/report.json" </dev/null >"$T/goaccess" 2>&1 || {
		cat "$T/goaccess"
		return 1
	}
	perl -MJSON::PP -0777 -e '
		my $r = decode_json(<>);
		sub hits { join(" ", sort map { "$_->{data}=$_->{hits}{count}" } @{$r->{$_[0]}{data}}) }
		my $g = $r->{general};
		print "$g->{valid_requests} valid, $g->{failed_requests} failed, $g->{bandwidth} bytes\n";
		print hits("requests"), "\n", hits("static_requests"), "\n", hits("not_found"), "\n";
	' "$T/report.json" >"$T/counts"
	diff - "$T/counts" <<-END
	5 valid, 0 failed, $(($(awk '{ n += $1 } END { print n }' "$T/sizes"))) bytes
	/digits.txt?q=1=1
	/digits.txt=2 /empty.txt=1
	/absent=1
	END
}

@test "goaccess reads common, combined and json, and counts right" {
	for format in common combined json; do
		rm -f "$T/access.log"
		traffic "$format"
		# the content: three times digits.txt, of which one is a part,
		# and a page
		method HEAD /absent
		printf '%s\n' 45 "$(field Content-Length)" >"$T/sizes"
		sed -i '$d' "$T/access.log"
		case $format in
		common) counted --log-format=COMMON ;;
		combined) counted --log-format=COMBINED ;;
		json)
			counted --time-format=%T --date-format=%Y-%m-%d --log-format="$(goaccess_json)"
			perl -MJSON::PP -0777 -e 'print map { "$_->{data}=$_->{hits}{count}\n" } @{decode_json(<>)->{remote_user}{data}}' \
				"$T/report.json" | grep -qx 'a user=1'
			;;
		esac
	done
}

# As the manual has it.
goaccess_json() {
	sed -n '/^log-format {/,/}$/p' "$BATS_TEST_DIRNAME/../src/config/minihttp.conf.5" |
		sed 's/^log-format //; s/^ *//' | tr -d '\n'
}

@test "LogFormat json is an object a line, to a strict reader" {
	OPTIONS=(-o "AccessLog $T/access.log" -o 'LogFormat json')
	get /digits.txt 'User-Agent: "\\\\\xff'
	ask 'GET /\xc3\x28 HTTP/1.1\r\n\r\n'
	ask '\x16\x03\x01\x02\r\n\r\n'
	perl -MJSON::PP -ne '
		my $o = JSON::PP->new->utf8->decode($_);
		print join(" ", map { $_ // "none" } @$o{qw(method target status refusal)}), "\n";
		print join(" ", map { ord } split //, $o->{user_agent} // ""), "\n";
	' "$T/access.log" >"$T/read"
	cat -v "$T/read"
	[ "$(sed -n 1,2p "$T/read")" = 'GET /digits.txt 200 none
34 92 92 255' ]
	[ "$(wc -l <"$T/access.log")" = 3 ]
	[ "$(grep -c 'not-http' "$T/read")" = 1 ]
}

@test "LogQuery no cuts queries off targets and referers" {
	for format in common combined json journal; do
		OPTIONS=(-o "AccessLog $T/access.log" -o "LogFormat $format" -o 'LogQuery no')
		get '/digits.txt?secret=1' 'Referer: http://a/b?secret=2'
		[ "$(statuses)" = 200 ]
	done
	[ "$(wc -l <"$T/access.log")" = 4 ]
	[ "$(grep -c secret "$T/access.log")" = 0 ]
	[ "$(grep -c 'http://a/b' "$T/access.log")" = 3 ]
}
