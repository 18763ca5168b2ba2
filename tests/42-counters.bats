#!/usr/bin/env bats
# Counters, and minihttp-stats.  The table itself is in
# tests/unit/base/counters_test.c, its file in tests/unit/os/counters_file_test.c.

load lib/ask
load lib/listen
load lib/apart

setup() {
	site
	C=$T/counters
	OPTIONS=(-o "Counters $C")
}

teardown() {
	hang_up
	end_all
}

# Debian 13 has a package for promtool.  In Debian 12 it is in the package of
# the server, which would be started, so that package is taken apart.
promtool() {
	local name=/usr/bin/promtool
	if [ ! -x $name ]; then
		name=$BUILD/packages/prometheus/usr/bin/promtool
		[ -x "$name" ] || apart promtool "$BUILD/packages/prometheus" ||
			apart prometheus "$BUILD/packages/prometheus" ||
			skip 'the package prometheus cannot be had'
	fi
	timeout 20 "$name" "$@"
}

stats() {
	timeout 20 "$BUILD/minihttp-stats" "$@" "$C"
}

@test "by resource, across processes, and by status" {
	get /digits.txt
	get '/digits.txt?query'
	get /digits.txt 'Range: bytes=0-4'
	get /
	get /dir/
	get /absent
	ask 'nonsense\r\n\r\n'
	stats --json | perl -MJSON::PP -0777 -ne '
		my $o = decode_json($_);
		print join(" ", map { "$_->{path}=$_->{requests},$_->{bytes}" } sort { $a->{path} cmp $b->{path} } @{$o->{resources}});
		print " ", join(" ", map { "$_->{status}=$_->{requests}" } @{$o->{statuses}});
		print " minutes=", eval { my $n = 0; $n += $_->{requests} for @{$o->{minutes}}; $n }, "\n";
	' >"$T/read"
	cat "$T/read"
	[ "$(cat "$T/read")" = '/=1,36 /digits.txt=3,45 /dir/=1,7 200=4 206=1 400=1 404=1 minutes=7' ]
	[ ! -e "$T/log" ] || [ "$(grep -c counters "$T/log")" = 0 ]
}

@test "requests of one connection, and of a listener's processes" {
	listen_once "${OPTIONS[@]}"
	curl -s "http://127.0.0.1:$PORT/digits.txt" "http://127.0.0.1:$PORT/digits.txt" "http://127.0.0.1:$PORT/empty.txt" >/dev/null
	curl -s "http://127.0.0.1:$PORT/digits.txt" >/dev/null
	await counts "$C" 4
	[ "$(stats | grep -c ' 3  *60 B /digits.txt')" = 1 ]
}

@test "many processes at once: every request counts, none twice" {
	local i pids=()
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' >"$T/request"
	for i in 1 2 3 4 5 6 7 8; do
		(for _ in 1 2 3 4 5 6 7 8 9 10; do
			"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" \
				<"$T/request" >/dev/null 2>&1
		done) 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
	[ "$(stats | grep -c ' 80  *1.6 kB /digits.txt')" = 1 ]
}

@test "killed at any moment: the counters go on being right" {
	local i before after
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n%.0s' {1..400} >"$T/requests"
	get /digits.txt
	for i in {1..40}; do
		"$BUILD/minihttp" -c /dev/null "${OPTIONS[@]}" "$ROOT" \
			<"$T/requests" >/dev/null 2>&1 3>&- &
		(for ((j = 0; j < i * 20; j++)); do :; done)
		kill -9 $! 2>/dev/null || true
		wait $! || true
	done 2>/dev/null
	before=$(stats | awk '$4 == "/digits.txt" { print $1 }')
	[ "$before" -ge 1 ]
	[ "$(stats -n 0 | sed '1,/resource$/d' | wc -l)" = 1 ]
	get /digits.txt
	after=$(stats | awk '$4 == "/digits.txt" { print $1 }')
	[ "$after" = $((before + 1)) ]
}

@test "what is not a file of counters is left alone, and the site is served" {
	printf 'something else' >"$C"
	get /digits.txt
	[ "$(statuses)" = 200 ]
	grep -q "^minihttp: Counters $C: not a file of counters" "$T/log"
	[ "$(cat "$C")" = 'something else' ]
	run stats
	[ "$status" = 66 ]
}

@test "counters of another version are left alone" {
	get /digits.txt
	printf '\x63' | dd of="$C" bs=1 seek=32 conv=notrunc status=none
	cp "$C" "$T/before"
	get /digits.txt
	[ "$(statuses)" = 200 ]
	grep -q "^minihttp: Counters $C: counters of another version" "$T/log"
	cmp "$C" "$T/before"
}

@test "counters of an older version are kept aside, and counting begins anew" {
	get /digits.txt
	printf '\x01' | dd of="$C" bs=1 seek=32 conv=notrunc status=none
	cp "$C" "$T/before"
	run stats
	[ "$status" = 66 ]
	[[ $output == *'counters of an older version'* ]]
	printf '%s\n' "Counters $C" >"$T/conf"
	"$BUILD/minihttp" -t -c "$T/conf" "$ROOT" # an update must not stop the service
	get /digits.txt
	[ "$(statuses)" = 200 ]
	grep -q "^minihttp: Counters $C: begins anew; the counts of an older version are kept" "$T/log"
	cmp "$C.v1" "$T/before"
	stats | grep -qE '^ +1 .* /digits.txt$'
}

@test "counters that cannot be made are said to be, and the site is served" {
	OPTIONS=(-o 'Counters /nowhere/counters')
	get /digits.txt
	[ "$(statuses)" = 200 ]
	grep -q '^minihttp: Counters /nowhere/counters: No such file' "$T/log"
}

@test "a copy with holes on a full disk ends no exchange: it is filled, or not counted in" {
	root_for 'a small file system'
	get /digits.txt
	mkdir "$T/small"
	mount -t tmpfs -o size=12m tmpfs "$T/small"
	cp --sparse=always "$C" "$T/small/counters"
	chmod 666 "$T/small/counters"
	head -c 13000000 /dev/zero >"$T/small/rest" 2>/dev/null || true
	OPTIONS=(-o "Counters $T/small/counters")
	get /digits.txt
	[ "$(statuses)" = 200 ]
	grep -q "^minihttp: Counters $T/small/counters: No space left on device" "$T/log"
	rm "$T/small/rest" "$T/log"
	get /digits.txt
	[ "$(statuses)" = 200 ]
	! grep -q 'No space left' "$T/log" || false
	umount "$T/small"
}

@test "minihttp-stats --prometheus is what a collector reads" {
	local long
	long=$(printf 'x%.0s' {1..230})
	mkdir "$ROOT/q\"uo\\te" && printf x >"$ROOT/q\"uo\\te/{a=\"b\"}"
	printf x >"$ROOT/${long}a" && printf x >"$ROOT/${long}b"
	get '/q%22uo%5cte/%7ba=%22b%22%7d'
	[ "$(statuses)" = 200 ]
	get "/${long}a"
	get "/${long}b"
	get /absent
	stats --prometheus >"$T/metrics"
	# Prometheus's own parser reads it, and lists bad style
	promtool check metrics <"$T/metrics"
	stats --prometheus -n 1 | promtool check metrics
	# the page has the same lines, and counts the request for it afterwards
	OPTIONS+=(-o 'MetricsPage /metrics' -o 'StatusFrom -')
	get /metrics
	[ "$(body)" = "$(cat "$T/metrics")" ]
	# the grammar of the exposition format, line by line
	[ -z "$(grep -vE '^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"\\]*"\})? [0-9]+(\.[0-9]+)?)$' "$T/metrics")" ]
	[ "$(grep -c '^minihttp_resource_requests_total{path=' "$T/metrics")" = 3 ]
	[ -z "$(grep -v '^#' "$T/metrics" | cut -d' ' -f1 | sort | uniq -d)" ]
	grep -qxF 'minihttp_resource_requests_total{path="/q%22uo%5Cte/%7Ba=%22b%22%7D"} 1' "$T/metrics"
	grep -qxF 'minihttp_requests_total{status="404"} 1' "$T/metrics"
}

# The parser of Prometheus's client for Python is a strict reader of OpenMetrics.
@test "MetricsPage: OpenMetrics for a client that asks for it, as the strictest parser reads it" {
	local text='application/openmetrics-text; version=1.0.0; charset=utf-8'
	OPTIONS+=(-o 'MetricsPage /metrics' -o 'StatusFrom -')
	get /digits.txt
	get /absent
	get /metrics 'Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2'
	[ "$(field Content-Type)" = "$text" ]
	[ "$(field Vary)" = Accept ]
	body >"$T/open"
	[ "$(tail -n 1 "$T/open")" = '# EOF' ]
	get /metrics
	[ "$(field Content-Type)" = 'text/plain; version=0.0.4; charset=utf-8' ]
	! body | grep -q EOF || false
	# nothing is counted: still a whole answer
	OPTIONS=(-o 'MetricsPage /metrics' -o 'StatusFrom -')
	get /metrics 'Accept: application/openmetrics-text'
	[ "$(body)" = '# EOF' ]
	# the second is what the first one imports
	apart python3-prometheus-client "$BUILD/packages/client" &&
		apart python3-decorator "$BUILD/packages/client" ||
		skip 'the package python3-prometheus-client cannot be had'
	PYTHONPATH=$BUILD/packages/client/usr/lib/python3/dist-packages python3 - "$T/open" >"$T/read" <<-'END'
		import sys
		from prometheus_client.openmetrics.parser import text_string_to_metric_families
		for family in text_string_to_metric_families(open(sys.argv[1]).read()):
		    for sample in family.samples:
		        print(family.name, family.type, sample.name, *sample.labels.values(), float(sample.value))
	END
	grep -qx 'minihttp_requests counter minihttp_requests_total 404 1.0' "$T/read"
	grep -qx 'minihttp_request_duration_seconds histogram minihttp_request_duration_seconds_bucket +Inf 2.0' "$T/read"
}

@test "minihttp-stats -n: so many, those asked for most" {
	get /digits.txt
	get /digits.txt
	get /empty.txt
	[ "$(stats -n 1 | sed '1,/resource$/d' | awk '{ print $4 }')" = /digits.txt ]
	[ "$(stats -n 0 | sed '1,/resource$/d' | wc -l)" = 2 ]
}

@test "minihttp-stats --watch shows rates, and goes when the file goes" {
	get /digits.txt
	mkfifo "$T/screen"
	timeout 20 "$BUILD/minihttp-stats" --watch "$C" >"$T/screen" 2>"$T/error" 3>&- &
	exec 7<"$T/screen"
	timeout 20 grep -q -m1 'a second resource' <&7
	rm "$C"
	cat <&7 >/dev/null
	run wait $!
	grep -q "$C: there is no such file; name the one that Counters" "$T/error"
}

# The counters name no visitor, so the log is read for this.
@test "minihttp-stats --log: the visitors and referrers of a log of each format" {
	local format referrer
	for format in common combined vhost json; do
		referrer='http://b/\"x 1'
		[ "$format" != common ] || referrer=
		OPTIONS=(-o "LogFormat $format" -o "AccessLog $T/$format")
		get /digits.txt 'Referer: http://b/"x'
		get /absent
		echo started >>"$T/$format"
		"$BUILD/minihttp-stats" --log "$T/$format" >"$T/table"
		grep -qx ' *2 requests in the log' "$T/table"
		grep -qx ' *1 other lines' "$T/table"
		[ "$("$BUILD/minihttp-stats" --json --log - <"$T/$format" | perl -MJSON::PP -0777 -ne '
			my $j = decode_json($_);
			print "$j->{requests} $j->{other_lines}: ";
			print join ", ", map { "$_->{name} $_->{requests}" } @{$j->{visitors}}, @{$j->{referrers}}')" = \
			"2 1: - 2${referrer:+, $referrer}" ]
	done
	# a daemon's log may have millions of visitors
	seq -f '10.0.0.%.0f - - [t z] "GET / HTTP/1.1" 200 1' 40000 >"$T/crowd"
	seq -f '192.0.2.1 - - [t z] "GET /%.0f HTTP/1.1" 200 1' 99 >>"$T/crowd"
	"$BUILD/minihttp-stats" -n 1 -l "$T/crowd" >"$T/table"
	grep -qE ' 99 +99 B 192\.0\.2\.1( |$)' "$T/table"
	run "$BUILD/minihttp-stats" --log "$T/none"
	[ "$status" = 66 ]
	run stats --log "$T/crowd"
	[ "$status" = 64 ]
}

@test "minihttp-stats: wrong calls" {
	run stats -n x
	[ "$status" = 64 ]
	run stats --nonsense
	[ "$status" = 64 ]
	run "$BUILD/minihttp-stats" /nowhere/counters
	[ "$status" = 66 ]
}
