#!/usr/bin/env bats
# Command lines as people type them for curl, run by both programs against the
# same server: the same request, the same bytes, files and kind of end.

load lib/ask
load lib/hostile

setup_file() {
	hostile_start
}

teardown_file() {
	hostile_stop
}

setup() {
	unset http_proxy https_proxy all_proxy CURL_CA_BUNDLE SSL_CERT_DIR SSL_CERT_FILE
	export HOME=$T LC_ALL=C XDG_CACHE_HOME=/dev/null/none
	export CA=$BATS_FILE_TMPDIR/ca.pem
	export U=http://127.0.0.1:$PORT S=https://localhost:$TLS
	export N
	N=0
}

# run_in DIRECTORY PROGRAM LINE: prints its end, and all that it printed or
# wrote
run_in() {
	mkdir -p "$T/$1/sub"
	cd "$T/$1"
	printf 'a=1\r\nb=2\n' >form
	printf 'X-One: 1\nX-Two: 2\n' >fields
	printf '"a"\n' >tag
	printf 'machine 127.0.0.1 login me password secret\n' >netrc
	printf 'header = "X-Set: yes"\n# a comment\nuser-agent: robot\nurl = "%s/echo"\n' "$U" >settings
	printf '127.0.0.1\tFALSE\t/\tFALSE\t0\tname\tvalue\n' >jar
	touch -d 2026-06-01T00:00:00Z old
	code=0
	run=$2
	eval "timeout 20 $run $3" >out 2>err 3>&- </dev/null || code=$?
	[ "$code" = 0 ] || code=1
	echo "$code"
	cd - >/dev/null
}

# Runs each line of a here-document by both programs.
compare() {
	local line ours curls bad=0
	while IFS= read -r line; do
		N=$((N + 1))
		ours=$(run_in "ours.$N" "$BUILD/minihttp-client ${COMMON:-}" "$line")
		curls=$(run_in "curl.$N" "curl ${COMMON:-}" "$line")
		cp "$T/ours.$N/err" "$T/ours.err"
		cp "$T/curl.$N/err" "$T/curl.err"
		rm "$T/ours.$N/err" "$T/curl.$N/err"
		[ "$ours" = "$curls" ] && diff -r "$T/ours.$N" "$T/curl.$N" >"$T/diff" || {
			echo "--- $line: exit $ours, curl $curls"
			head -c 600 "$T/diff"
			cat "$T/ours.err" "$T/curl.err"
			bad=1
		}
	done
	[ "$bad" = 0 ]
}

@test "the same lines: what is printed, and how it ends" {
	COMMON='-A robot' compare <<-'END'
	-s $U/ok
	-sS $U/ok
	-fsSL $U/ok
	-fsSL $U/moved
	-fsSL $U/not-found
	-fsS $U/not-found
	-s $U/not-found
	--fail-with-body -s $U/not-found
	--fail-with-body -s $U/ok
	-s -o f $U/ok
	-so f $U/ok
	-sO $U/ok
	-s --create-dirs -o a/b/c $U/ok
	-s --output-dir sub -O $U/ok
	-s --output-dir new --create-dirs -o f $U/ok
	-s --output-dir missing -o f $U/ok
	-sOJ $U/named
	-sOJ $U/ok
	-s -N $U/ok
	-s -g $U/ok
	-# -o f $U/ok
	-s --no-progress-meter $U/ok
	-s --url $U/ok
	-s $U/ok $U/gzipped
	-sZ $U/ok
	-s -o one -o two $U/ok $U/gzipped
	-s $U/ok -o one $U/gzipped -o two
	-s -o one $U/ok $U/gzipped
	-sO $U/ok $U/gzipped
	-sO -o two $U/ok $U/gzipped
	-sOO $U/ok $U/gzipped
	-s -OO $U/ok $U/gzipped --output-dir sub
	-s --remote-name-all $U/ok $U/gzipped
	-s --remote-name-all -o one $U/ok $U/gzipped
	-s -o one -o two $U/ok
	-s --create-dirs -o a/one -o b/c/two $U/ok $U/gzipped
	-s -o sub/one -o two $U/ok $U/gzipped
	-s -T form $U/echo -o one $U/ok
	-s -T form $U/echo -T tag $U/echo
	-sZ -o one -o two -o three $U/ok $U/gzipped $U/ok?2
	-sZOO $U/ok $U/gzipped
	-sZ --remote-name-all $U/ok $U/gzipped
	-sZ --parallel-max 1 $U/ok $U/gzipped
	-sZ --parallel-immediate -o one $U/ok
	-sZ --create-dirs -o a/one -o b/c/two $U/ok $U/gzipped
	-sZ -o one -o two -D heads $U/not-found $U/not-found?two
	-sZ --parallel-max 7 -o one -o two $U/not-found $U/ok
	-sZ --parallel-immediate $U/together?a $U/together?b $U/together?c
	-sZ --parallel-immediate --parallel-max 2 $U/together?a $U/together?b $U/together?c
	-s $U/ok --next -A robot -d a=1 $U/echo
	-s -d a=1 -H 'X: y' $U/echo --next -A robot $U/echo
	-s -o one $U/ok -: -o two $U/gzipped
	-s -o one $U/ok --next -f $U/not-found
	-sZ -o one $U/ok --next -o two $U/ok
	-s --fail-early -f $U/not-found $U/ok
	-s --fail-early $U/ok http://127.0.0.1:1/ $U/ok
	-s --compressed $U/gzipped
	-s -R -o f $U/dated
	-s -D heads -o f $U/ok
	-s -D - -o /dev/null $U/ok
	-sL -D heads $U/moved
	-s -m 0.5 $U/stall
	-s --connect-timeout 2 $U/ok
	-s -Y 1000 -y 1 $U/stall-in-body
	-s --limit-rate 10M $U/ok
	-s --max-redirs 3 -L $U/location-loop
	-s --max-redirs -1 -L $U/moved
	-s -m .3 $U/stall
	-sSo /dev/null -w '%{http_code}' $U/not-found
	-fsSL -o x $U/moved
	-fsSLO $U/ok
	-LO $U/ok -s
	-sLJO $U/named
	-s --no-fail $U/not-found
	-sf --no-fail $U/not-found
	-s -i --no-include $U/ok
	-s --disable $U/ok
	-s -z old $U/dated
	-s -z old -o f $U/dated
	-s -z '1 Jan 2027' -o f $U/dated
	-s -z '1 Jan 2026' -o f $U/dated
	-s -z '-1 Jan 2026' -o f $U/dated
	-s -R -o f -z f $U/dated
	END
}

@test "the same lines: patterns in URLs" {
	COMMON='-A robot' compare <<-'END'
	-s -o 'f_#1' "$U/{ok,gzipped}"
	-s "$U/{ok,gzipped}"
	-s "$U/echo?[1-3]"
	-s "$U/echo?[a-c]"
	-s "$U/echo?[01-10:3]"
	-s "$U/echo?[1-3:2]"
	-s "$U/echo?{a,}"
	-s "$U/echo?{a,b}[1-2]" -o 'x#1-#2'
	-s "$U/echo?{a,b}" --create-dirs -o 'new/#1/f'
	-sZ "$U/echo?[1-3]" -o '#1'
	-sO "$U/{ok,gzipped}"
	-s --remote-name-all "$U/{ok,gzipped}"
	-fs "$U/{ok,not-found}"
	-s "$U/{ok,not-found}" -o 'f#1#2#0#'
	-s "$U/echo?{a,b}" $U/ok -o '#1' -o two
	-s "http://127.0.0.1:{$PORT,1}/ok" -o f
	-s "$U/echo?[1-2]" -w '%{urlnum} %{url}\n' -o f
	-s --url "$U/echo?[1-2]"
	-s "$U/echo?{a,b}" -D h -o '#1'
	-s -d x=y "$U/echo?{a,b}"
	-sg "$U/echo?a,b" -o f
	-s "$U/ok?a[]=1" -o f
	-s "http://[::1]:1/{a,b}"
	-s "$U/echo?{a"
	-s "$U/echo?a}"
	-s "$U/echo?a]"
	-s "$U/echo?{}"
	-s "$U/echo?[1-x]"
	-s "$U/echo?[3-1]"
	-s "$U/echo?[1-3:5]"
	-s "$U/echo?[a-Z]"
	END
}

@test "the same lines: -C N, which goes on at a byte" {
	COMMON='-s -A robot' compare <<-'END'
	-C 21990 $U/range-right
	-C 21990 -o form $U/range-right
	-C 21990 -o new $U/range-right
	-C 0 -o form $U/range-right
	-C 22000 -o form $U/range-right
	-C 30000 $U/range-right
	-C 5 $U/ok
	-C 5 -o form $U/ok
	-C 5 -o form $U/not-found
	-fC 5 -o form $U/not-found
	-C 5 -o form $U/range-elsewhere
	-C 21995 -O $U/range-right
	-C 100 -C - -o form $U/range-right
	-C 5 -d a=1 $U/echo
	-L -C 5 $U/moved
	-C x $U/ok
	END
}

@test "-C N: what comes is the rest and all of it, or the file stays as it is" {
	cd "$T"
	for path in range-short range-parts range-unasked unavailable; do
		printf abc >file
		code=0
		"$BUILD/minihttp-client" -C 5 -o file "$U/$path" 2>err || code=$?
		[ "$code" = 2 ]
		[ "$(cat file)" = abc ]
		grep -q 'does not continue at the byte' err
	done
	# the file is complete, which -f does not take for an error
	"$BUILD/minihttp-client" -sf -C 22000 -o file "$U/range-right"
	[ "$(cat file)" = abc ]
}

@test "the same lines: what is asked" {
	COMMON='-s -A robot' compare <<-'END'
	$U/echo
	-d a=1 $U/echo
	-d a=1 -d b=2 $U/echo
	-d @form $U/echo
	--data @form $U/echo
	--data-binary @form $U/echo
	--data-raw @form $U/echo
	--data-urlencode 'a=b c&d' $U/echo
	--data-urlencode 'b c' $U/echo
	--data-urlencode '=b=c' $U/echo
	--data-urlencode @form $U/echo
	--data-urlencode n@form $U/echo
	-G -d a=1 $U/echo
	-G -d a=1 --data-urlencode 'b=c d' "$U/echo?x=y"
	-G $U/echo
	-X PUT -d a=1 $U/echo
	-X GET -d a=1 $U/echo
	-X DELETE $U/echo
	-X PATCH --data-binary @form $U/echo
	--json '{"a":1}' $U/echo
	--json '{"a":' --json '1}' $U/echo
	--json @form $U/echo
	--json '{}' -H 'Content-Type: x/y' $U/echo
	-H 'X: y' $U/echo
	-H 'Accept:' $U/echo
	-H 'X;' $U/echo
	-H @fields $U/echo
	-e http://x/ $U/echo
	-A '' $U/echo
	-b 'a=b; c=d' $U/echo
	-b jar $U/echo
	-u me:pw $U/echo
	-r 0-9 $U/echo
	-r -5 $U/echo
	-z old $U/echo
	-z 'Mon, 01 Jun 2026 00:00:00 GMT' $U/echo
	-z '-Mon, 01 Jun 2026 00:00:00 GMT' $U/echo
	--netrc-file netrc $U/echo
	-K settings
	-T form $U/echo
	-T form $U/echo?x
	-T - $U/echo <form
	-0 $U/echo --http1.1 -q --no-such-thing
	--http1.1 $U/echo
	--http1.0 $U/echo
	-0 $U/echo
	--basic -u me:pw $U/echo
	--data-ascii a=b $U/echo
	-d @- $U/echo <form
	-d '' $U/echo
	-XPOST $U/echo
	-u me: $U/echo
	-u "me:$(printf %02000d 0)" $U/echo
	-H 'Authorization: Bearer x' $U/echo
	-H 'Host: other' $U/echo
	-X OPTIONS $U/echo
	"$U/ok#fragment"
	$U/a/../ok
	-o /dev/null -o /dev/null -L $U/moved $U/ok
	--retry 1 --retry-max-time 9 $U/not-found
	--retry 3 --retry-delay 2 --retry-max-time 1 -f $U/unavailable?most
	-I $U/echo -o /dev/null
	-L -d a=1 $U/post-redirect
	-L -d a=1 $U/see-other
	-L -d a=1 $U/temporary
	--url-query a=b $U/echo
	--url-query 'a=b c' $U/echo
	--url-query a=b --url-query '+c=d' "$U/echo?x=y"
	--url-query a=b -d x=y "$U/echo?x=y"
	-b 'a=b' -b 'c=d' $U/echo
	-b jar -b 'c=d' $U/echo
	-b - $U/echo <jar
	-r 5 $U/echo
	-r 0-1,4-5 $U/echo
	-z '1 Jun 2026' $U/echo
	-z '-1 Jun 2026' $U/echo
	-z '1 Jun 2026 10:00:00' $U/echo
	-z 'Mon, 1 Jun 2026 10:00:00 GMT' $U/echo
	-G -d a=1 -X DELETE $U/echo
	-T . $U/echo <form
	-H @- $U/echo <fields
	--json @- $U/echo <form
	-K - <settings
	--data-urlencode @- $U/echo <form
	-X get $U/echo
	-L -X PUT -d a=1 $U/temporary
	--etag-compare tag $U/echo
	--etag-save new $U/tagged
	--etag-compare tag --etag-save tag -o f $U/tagged
	--etag-compare none --etag-save none -o f $U/tagged
	--etag-compare '' $U/tagged
	--etag-save new -o f $U/ok
	--etag-save none/tag -o f $U/tagged
	--etag-save sub $U/tagged
	-H '' $U/echo
	-H ' ' -H 'X: y' -H '' $U/echo
	-X HEAD -I -o /dev/null $U/ok
	--data-urlencode 'a@b=c' $U/echo
	--data-urlencode '@b=c' $U/echo
	--json '{"a":1}' -H 'content-type;' -H 'accept:' $U/echo
	-d b=2 --json '{"a":1}' $U/echo
	--json '{"a":1}' -G $U/echo
	-G -d a "$U/echo?"
	-G -d a "$U/echo?#end"
	-G -d '' $U/echo
	--url-query '' $U/echo
	--url-query '+' $U/echo
	-H 'X: ' $U/echo
	-H 'Accept: ' $U/echo
	-H 'User-Agent;' $U/echo
	-z 'Mon, 01 Jun 2026 10:00:00 +0200' $U/echo
	-z 'Mon, 01 Jun 2026 10:00:00 -0130' $U/echo
	-z 'Mon Jun  1 10:00:00 UTC 2026' $U/echo
	-z 'Mon Jun 01 10:00:00 2026' $U/echo
	-z '1-Jun-26' $U/echo
	-z '1 Jun 99' $U/echo
	-o form --compressed -C - $U/range-right
	-o f --compressed -C - $U/gzipped
	-o f --compressed -C - $U/ok
	--max-redirs 50 -L $U/moved
	END
}

@test "the same lines: -K, and how a file of options is written" {
	COMMON='-s -A robot' compare <<-'END'
	-sK settings
	-sAx -K settings
	-A -Kx $U/echo
	-K <(printf 'config = settings\n')
	-K <(printf 'url	%s/echo \t\n' $U)
	-K <(printf 'url = %s/echo # a comment\n' $U)
	-K <(printf 'url = %s/echo#end\n' $U)
	-K <(printf 'url = "%s/echo\n' $U)
	-K <(printf 'url = "%s/echo"\ndata-binary = "a\\nb\\r\\v\\x"\n' $U)
	-K <(printf 'url = "%s/echo"\nuser-agent = ""\n' $U)
	-K <(printf 'url = "%s/echo"\nuser = "me:pw\\""\n' $U)
	-K <(printf 'url = %s/echo\r\ndata = "a"\r\n' $U)
	-K <(printf 'url = "%s/ok"\noutput = one\nnext\nurl = "%s/gzipped"\noutput = two\n' $U $U)
	-K <(printf 'url: "%s/echo"\n-XPUT\n-d "a=1"\n' $U)
	END
}

# curl 7.88 warns, takes the next line as the value, or goes on without it.
@test "-K: what a line lacks, and what is too much, is an error that names it" {
	cd "$T"
	printf 'url = "%s/ok"\nconfig = loop\n' "$U" >loop
	while IFS='|' read -r lines told; do
		printf -- "$lines" >settings
		code=0
		"$BUILD/minihttp-client" -s -K settings "$U/ok?settings" >out 2>err || code=$?
		[ "$code" != 0 ]
		[ ! -s out ]
		grep -q "^minihttp-client: $told" err || { cat err; false; }
	done <<-'END'
	request\nPUT\n|settings:1: .* wants a value
	\n# x\nuser-agent =\n|settings:3: .* wants a value
	silent = yes\n|--silent=yes: this option takes no value
	-s yes\n|settings:1: .* takes no value
	user-agent = "x\n|settings:1: .* no quote at its end
	no-such = x\n|--no-such: unknown option
	config = loop\n|loop: too many files
	config = none\n|none: No such file
	header = "X: a\\r\\nY: b"\n|--header: a header field is one line
	END
	head -c 70000 /dev/zero | tr '\0' '#' >settings
	! "$BUILD/minihttp-client" -s -K settings "$U/ok?settings" 2>err || false
	grep -q '^minihttp-client: settings: File too large' err
	[ "$(grep -c 'ok?settings' "$BATS_FILE_TMPDIR/log")" = 0 ]
}

@test "the same lines: where, and through what" {
	COMMON='-s -A robot' compare <<-'END'
	-4 $U/echo
	-6 $U/echo
	--resolve some.test:$PORT:127.0.0.1 http://some.test:$PORT/echo
	--connect-to some.test:80:127.0.0.1:$PORT http://some.test/echo
	--unix-socket none $U/echo
	-x $U http://some.test/echo
	--proxy $U --proxy-user a:b http://some.test/echo
	-x http://127.0.0.1:1 --noproxy '*' $U/echo
	-x http://127.0.0.1:1 --noproxy 127.0.0.1 $U/echo
	-x http://127.0.0.1:1 $U/echo
	--connect-to ::127.0.0.1:$PORT 'http://[fe80::1%25lo]/echo'
	--connect-to ::127.0.0.1:$PORT 'http://[fe80::1%lo]/echo'
	-x $U 'http://[fe80::1%25lo]/echo'
	$S/echo
	-k $S/echo
	--cacert $CA $S/echo
	--cacert none $S/echo
	--cacert $CA --tlsv1.2 $S/echo
	--cacert $CA --tlsv1.3 $S/echo
	--proto =https $U/echo
	--proto =https --cacert $CA $S/echo
	--proto =http,https $U/echo
	--cert none $S/echo
	-1 --cacert $CA $S/echo
	--tlsv1 --cacert $CA $S/echo
	END
}

@test "-w: curl's variables" {
	COMMON='-s -A robot -o body' compare <<-'END'
	-w '%{http_code}\n' $U/ok
	-w '%{http_code} %{response_code}\t%{size_download} %{content_type}|\n' $U/ok
	-w '%{url_effective} %{num_redirects} %{method}\n' -L $U/moved
	-w '%{redirect_url} %{http_code}\n' --no-progress-meter $U/ok
	-w '%{http_version} %{remote_ip} %{exitcode} 100%%\n' $U/ok
	-w '%{http_code} %{size_upload}\n' -d abc $U/ok
	-w '%{http_code}\n' http://127.0.0.1:1/
	-w '%{filename_effective} %{url}\n' $U/ok
	-w '%{size_header} %{num_connects}\n' $U/ok
	-f -w '%{http_code}\n' $U/not-found
	-w @form $U/ok
	END
	COMMON='-s -A robot -o body' compare <<-'END'
	-w '%header{etag} %header{ETag}|%header{no-such}|\n' $U/fresh
	-w '%{header_json}' $U/fresh
	-w '%{stderr}x%{stdout}y\n' $U/ok
	-w '%{onerror}bad\n' $U/ok
	-w 'a%{onerror}bad\n' http://127.0.0.1:1/
	-w '%{local_ip} %{remote_port} %{size_request}\n' $U/ok
	-w '%{num_headers} %{urlnum}\n' $U/ok $U/fresh -o two
	-w '%{http_connect} %{proxy_ssl_verify_result}\n' $U/ok
	-w '%{referer}|\n' -e http://x/ $U/ok
	-w '%{ssl_verify_result}' -k $S/ok
	-w '%{ssl_verify_result}' --cacert $CA $S/ok
	-w '%{ssl_verify_result}' $S/ok
	-w @- $U/ok <form
	END
	"$BUILD/minihttp-client" -s -o "$T/body" -w '%{json}' "$U/ok" >"$T/json"
	python3 - "$T/json" <<-'END'
	import json, sys
	said = json.load(open(sys.argv[1]))
	assert said["http_code"] == 200 and said["size_download"] == 22000, said
	assert said["content_type"] is None and said["method"] == "GET", said
	END
	# newer versions of curl print it in small letters
	scheme=$("$BUILD/minihttp-client" -s -o "$T/body" -w '%{scheme}' "$U/ok")
	[ "$scheme" = HTTP ]
}

@test "--fail-with-body says on standard error what the status was, and -s hides it" {
	for program in "$BUILD/minihttp-client" curl; do
		timeout 20 $program -sS --fail-with-body "$U/not-found" >"$T/out" 2>"$T/err" || true
		[ "$(cat "$T/out")" = 'no such page' ]
		grep -q 404 "$T/err"
		timeout 20 $program -s --fail-with-body "$U/not-found" >"$T/out" 2>"$T/err" || true
		[ ! -s "$T/err" ]
	done
}

@test "--retry: passing failures are tried again, others are not" {
	local n=0 before
	before=$(grep -c '"/unavailable"' "$BATS_FILE_TMPDIR/log" || true)
	for program in "$BUILD/minihttp-client" curl; do
		n=$((n + 1))
		[ "$(timeout 20 $program -s --retry 2 -o "$T/f" -w '%{http_code}' "$U/unavailable-once?$n")" = 200 ]
		code=0
		timeout 20 $program -sf --retry 1 --retry-delay 1 "$U/unavailable" >/dev/null || code=$?
		[ "$code" != 0 ]
		requests=$(grep -c '"/unavailable"' "$BATS_FILE_TMPDIR/log")
		echo "$requests requests after $program"
		[ "$requests" = $((before + 2 * n)) ]
		code=0
		timeout 20 $program -sf --retry 3 "$U/not-found?$n" >/dev/null || code=$?
		[ "$code" != 0 ]
		[ "$(grep -c "not-found?$n" "$BATS_FILE_TMPDIR/log")" = 1 ]
		code=0
		timeout 20 $program -s --retry 1 --retry-delay 1 --retry-connrefused http://127.0.0.1:1/ || code=$?
		[ "$code" != 0 ]
	done
}

@test "--retry-max-time: a Retry-After beyond its end ends the tries, and the page is printed" {
	for program in "$BUILD/minihttp-client" curl; do
		path=/unavailable-long?${program##*/}
		[ "$(timeout 20 $program -s --retry 3 --retry-max-time 9 "$U$path")" = 'come later' ]
		[ "$(grep -c "\"$path\"" "$BATS_FILE_TMPDIR/log")" = 1 ]
	done
}

@test "--retry-all-errors: a status that -f makes an error is tried again too" {
	for words in '-f' '--fail-with-body' ''; do
		for program in "$BUILD/minihttp-client" curl; do
			path=/not-found?again-${program##*/}-${words#--}
			timeout 20 $program -s --retry 1 --retry-delay 1 --retry-all-errors $words \
				"$U$path" >/dev/null || true
			grep -c "\"$path\"" "$BATS_FILE_TMPDIR/log" >"$T/out.${program##*/}"
		done
		diff "$T/out.curl" "$T/out.minihttp-client"
	done
	[ "$(cat "$T/out.curl")" = 1 ]
}

@test "-u NAME and -U NAME: the terminal is asked for the password" {
	for program in "$BUILD/minihttp-client" curl; do
		for words in '-u me' "-x $U -U me" '-u me -Z'; do
			# what is typed before the question is not read
			: >"$T/${program##*/}"
			timeout 20 sh -c 'until grep -q "password for" "$1"; do :; done; echo "pass word"' - \
				"$T/${program##*/}" |
				script -fqec "$program -s -A robot $words '$U/echo'" \
				"$T/${program##*/}" 3>&- >/dev/null
			sed 's/: *\r$//; /^pass word/d; /^Script/d' "$T/${program##*/}" >>"$T/all.${program##*/}"
		done
	done
	grep -q "Enter host password for user 'me'" "$T/all.curl"
	grep -q "Enter proxy password for user 'me'" "$T/all.curl"
	diff "$T/all.curl" "$T/all.minihttp-client"
	# without a terminal nobody can be asked
	[[ $(setsid "$BUILD/minihttp-client" -s -u me "$U/echo" </dev/null) == *'"Basic bWU6"'* ]]
}

@test "-Z: every URL has its own end, and a message for each that fails" {
	code=0
	(cd "$T" && "$BUILD/minihttp-client" -Z -o one -o two -o three "$U/ok" "$U/body-cut" \
		http://127.0.0.1:1/ 2>err) || code=$?
	[ "$code" = 2 ]
	[ "$(wc -c <"$T/one")" = 22000 ]
	[ ! -e "$T/two" ]
	[ ! -e "$T/three" ]
	[ "$(grep -c '^minihttp-client: http' "$T/err")" = 2 ]
}

@test "-Z: a signal to it ends all transfers, and no part of a file is left" {
	cd "$T"
	"$BUILD/minihttp-client" -sZ -o one -o two -o three "$U/stall-in-body?1" \
		"$U/stall-in-body?2" "$U/stall-in-body?3" 3>&- &
	# the parts are there
	timeout 10 sh -c 'until [ -e .one.part ] && [ -e .two.part ] && [ -e .three.part ]; do :; done'
	kill -TERM $!
	code=0
	wait $! || code=$?
	[ "$code" = $((128 + 15)) ]
	[ "$(find . -name '*.part' | wc -l)" = 0 ]
}

@test "-Z fills the cache as one after another does, and then reads it" {
	export XDG_CACHE_HOME=$T/cache
	"$BUILD/minihttp-client" -sZ "$U/fresh?1" "$U/fresh?2" "$U/fresh?1" >"$T/first"
	[ "$("$BUILD/minihttp-client" cache ls | wc -l)" = 2 ]
	"$BUILD/minihttp-client" -sZ --offline "$U/fresh?1" "$U/fresh?2" "$U/fresh?1" >"$T/second"
	[ "$(wc -c <"$T/second")" = 66000 ]
	cmp "$T/first" "$T/second"
}

@test "-Z with -c: one jar, and so one after another" {
	"$BUILD/minihttp-client" -sZ -c "$T/jar" --parallel-immediate "$U/cookie?1" "$U/cookie?2" \
		"$U/together?1" "$U/together?2" "$U/together?3" >"$T/out"
	[ "$(grep -c alone "$T/out")" = 3 ]
	[ "$(grep -c got "$T/out")" = 2 ]
	grep -q 'got secret' "$T/out"
}

@test "-Z: one bar for all on a terminal, and a message takes it away" {
	cd "$T"
	script -qec "$BUILD/minihttp-client -Z -o one -o two -o three '$U/trickle?1' '$U/trickle?2' http://127.0.0.1:1/" \
		/dev/null </dev/null 2>&1 3>&- | tr '\r' '\n' >out
	grep -q '3 files, 1 done' out
	! grep -q '3 files.*minihttp-client' out
}

@test "-Z --fail-early does not wait for what is refreshed in the background" {
	export XDG_CACHE_HOME=$T/cache
	"$BUILD/minihttp-client" -s "$U/refreshing" >/dev/null
	code=0
	timeout 10 "$BUILD/minihttp-client" -sZ --fail-early --parallel-max 2 -o "$T/one" \
		"$U/refreshing" http://127.0.0.1:1/ "$U/ok?1" "$U/ok?2" >/dev/null 3>&- || code=$?
	[ "$code" = 2 ]
	[ "$(wc -c <"$T/one")" = 22000 ]
}

@test "-v and --timings take the bar of one transfer away" {
	cd "$T"
	for words in '-v' '--timings' '--curl -v'; do
		script -qec "$BUILD/minihttp-client $words -o one '$U/trickle-whole'" \
			/dev/null </dev/null 2>&1 3>&- | tr '\r' '\n' >out
		grep -q '^\[#' out
		[ "$(grep -cE '/s.\[K(Cache-Status|timings|\*|<)' out)" = 0 ]
	done
}

@test "--curl -v: a server's control characters are shown, not obeyed" {
	"$BUILD/minihttp-client" --curl -sv -o "$T/f" "$U/head-escape" 2>"$T/err"
	grep -qF '< X-Title: \x1b]0;owned\x07' "$T/err"
	grep -q '^> GET /head-escape HTTP/1.1$' "$T/err"
	grep -q '^> Host: 127.0.0.1' "$T/err"
	! LC_ALL=C grep -q "$(printf '[\033\007]')" "$T/err"
}

@test "-w: a variable that is not known is named" {
	"$BUILD/minihttp-client" -s -o "$T/f" -w '%{http_code}%{no_such}\n' "$U/ok" >"$T/out" 2>"$T/err"
	[ "$(cat "$T/out")" = 200 ]
	grep -q '^minihttp-client: no_such: ' "$T/err"
}

@test "-F: the parts that curl sends" {
	for program in "$BUILD/minihttp-client" curl; do
		(cd "$T" && printf 'one\n' >up.txt
		timeout 20 $program -s -F a=1 -F 'f=@up.txt' -F 'g=@up.txt;type=x/y;filename=z' \
			-F 'h=<up.txt' --form-string 'i=@no' "$U/echo") |
			python3 -c 'import json, re, sys
m, t, f, b = json.load(sys.stdin)
mark = re.search("boundary=(.*)", f["content-type"]).group(1)
print(m, b.replace(mark, "MARK"))' >"$T/parts.${program##*/}"
	done
	grep -q 'filename="z"' "$T/parts.curl"
	cmp "$T/parts.curl" "$T/parts.minihttp-client"
}

@test "-F: quotes, attributes and several files, as curl reads them" {
	n=0
	printf 'one\n' >"$T/up.txt"
	printf '<b>\n' >"$T/b,c.html"
	printf '# a comment\nX-Two: 2\n' >"$T/lines"
	while IFS= read -r line; do
		n=$((n + 1))
		for program in "$BUILD/minihttp-client" curl; do
			(cd "$T" && eval "timeout 20 $program -s -A robot $line '$U/echo'") </dev/null |
				sed 's/-\{20,\}[0-9A-Za-z]*/MARK/g' >"$T/form.$n.${program##*/}"
		done
		grep -q '^\["POST"' "$T/form.$n.curl"
		diff "$T/form.$n.curl" "$T/form.$n.minihttp-client" || { echo "$line"; false; }
	done <<-'END'
	-F 'f=@"up.txt"'
	-F 'f=@"b,c.html"'
	-F 'f=@up.txt,"b,c.html";type=x/y'
	-F 'f=@up.txt;headers="X: y";headers=@lines'
	-F 'f=@up.txt;encoder=base64'
	-F 'f=@up.txt;filename="x\"y"'
	-F 'a="x;y"'
	-F 'a=b;type=text/html;charset=utf-8'
	-F 'a=b; type=text/html'
	-F 'a=<lines;type=text/plain'
	-F '=x'
	-F 'a='
	--form-string 'a=@x;type=y'
	END
}

# Prints the bodies that the server got for a path, without the boundaries of
# their parts.
bodies() {
	python3 -c 'import json, re, sys
for line in open(sys.argv[1]):
    m, t, f, b = json.loads(line)
    mark = re.search("boundary=(.*)", f.get("content-type", ""))
    if t == sys.argv[2]:
        print(m, repr(b.replace(mark.group(1), "MARK") if mark else b))
' "$BATS_FILE_TMPDIR/log" "$1"
}

@test "-F: standard input is read once, and sent again where that is wanted" {
	n=0
	for words in '-F f=@-' "-F 'f=<-'" "-F 'f=@-;filename=z.html' -F g=@-" \
		"-F 'f=@-;type=x/y'" '-F f=@- --retry 1 --retry-delay 1' '-L -F f=@-'; do
		n=$((n + 1))
		for program in "$BUILD/minihttp-client" curl; do
			path=/temporary?form-$n-${program##*/}
			case $words in *retry*) path=/unavailable-once?form-${program##*/} ;; esac
			printf 'one\ntwo' | eval "timeout 20 $program -s $words '$U$path'" >/dev/null
			bodies "$path" >"$T/bodies.${program##*/}"
		done
		grep -q 'one.ntwo' "$T/bodies.curl"
		diff "$T/bodies.curl" "$T/bodies.minihttp-client"
	done
}

@test "-T -: a file that was read in part is sent again from there" {
	printf 'first\nsecond\n' >"$T/lines"
	(read -r _
	"$BUILD/minihttp-client" -sf -T - --retry 1 --retry-delay 1 "$U/unavailable-once?offset") <"$T/lines"
	[ "$(bodies '/unavailable-once?offset' | sort -u)" = "PUT 'second\\n'" ]
	[ "$(bodies '/unavailable-once?offset' | wc -l)" = 2 ]
}

@test "-c: a jar that curl can read, and nothing of it in the cache" {
	export XDG_CACHE_HOME=$T/cache
	"$BUILD/minihttp-client" -s -c "$T/jar" "$U/cookie" >/dev/null
	grep -q 'secret' "$T/jar"
	[ "$(curl -s -b "$T/jar" "$U/cookie")" = "$("$BUILD/minihttp-client" -s -b "$T/jar" "$U/cookie")" ]
	[ -z "$("$BUILD/minihttp-client" cache ls)" ]
}

@test "-c: a jar that cannot be written is an error, and the old one stays" {
	printf old >"$T/jar"
	code=0
	told=$(ulimit -f 0
		trap '' XFSZ
		exec "$BUILD/minihttp-client" -sS -c "$T/jar" "$U/cookie?full" 2>&1 >/dev/null) || code=$?
	[ "$code" = 6 ]
	[ "$told" = 'minihttp-client: -c: File too large' ]
	[ "$(cat "$T/jar")" = old ]
	code=0
	"$BUILD/minihttp-client" -s -S -c "$T/none/jar" "$U/cookie?none" >/dev/null 2>"$T/err" || code=$?
	[ "$code" = 6 ]
	"$BUILD/minihttp-client" -s -c "$T/jar" "$U/cookie?1" >/dev/null
	[ "$(find "$T" -name '.jar*' | wc -l)" = 0 ]
	"$BUILD/minihttp-client" -s -c - -o "$T/f" "$U/cookie?2" | grep -q secret
}

@test "another address, certificate or socket by hand is another entry" {
	export XDG_CACHE_HOME=$T/cache
	C="timeout 20 $BUILD/minihttp-client -s"
	$C --resolve "some.test:$PORT:127.0.0.1" "http://some.test:$PORT/fresh" >/dev/null
	code=0
	$C --offline "http://some.test:$PORT/fresh" >/dev/null || code=$?
	[ "$code" = 4 ]
	$C --offline --resolve "some.test:$PORT:127.0.0.1" "http://some.test:$PORT/fresh" >/dev/null
}

@test "--curl, and the name minihttp-curl: redirects and exit codes are curl's" {
	ln -s "$BUILD/minihttp-client" "$T/minihttp-curl"
	export XDG_CACHE_HOME=$T/cache
	for words in '-s $U/moved' '-sL $U/moved' '-fs $U/not-found' '-s -X DELETE $U/not-found' \
		'-s http://127.0.0.1:1/' '-s $U/body-cut' '-s --no-such-option' '-q -s $U/ok' \
		'-s $U/{a' '-s $U/[1-2]' '-s $U/{ok,echo}' '-gs $U/{a' '-s -m 0.3 $U/stall' '-s -o /no/such/f $U/ok' '-sI $U/ok' '-sI -X GET $U/ok' '-sI -X POST $U/echo' \
		'-sIL -X POST $U/post-redirect' '-sI -X GET $U/stall-in-body' '-s --etag-save none/f $U/ok' '-si $U/ok' \
		'-s -C 5 $U/ok' '-s $U/body-cut $U/ok' '-s http://[bad/' '-s no-such://x/' \
		'-s http://no.such.host.invalid/' '-s -o /dev/full $U/ok' '-s -T none $U/echo' \
		'-s -F f=@none $U/echo' '-s -F nothing $U/echo' '-s -K none $U/ok' \
		'-s -m 0.3 $U/stall-in-body' '-s https://127.0.0.1:$PORT/' '-s $S/ok' \
		'-s --cacert none $S/ok' '-s --cacert $CA --cert none $S/ok' \
		'-sL $U/location-loop' '-sL -w %{num_redirects} $U/location-loop' '-sL --max-redirs 2 -w %{num_redirects}%{url_effective} $U/location-loop' '-sL --max-redirs 0 $U/moved' '-sL $U/location-odd' \
		'-sL $U/location-file' '-s $U/reset' '-s $U/nothing' '-s $U/body-reset' \
		'-s $U/chunked-cut' '-s $U/chunk-bad' '-s --compressed $U/gzip-not' \
		'-s --compressed $U/coding-unknown' '-s -x http://127.0.0.1:1 $U/ok' \
		'-s -x http://no.such.host.invalid:1 $U/ok' '-s -x socks5://127.0.0.1:1 $U/ok' \
		'-s --proto =https $U/ok' '-s --unix-socket none $U/ok' '-s --limit-rate x $U/ok' \
		'-s -Y 1000 -y 1 $U/stall-in-body' '-s --fail-with-body $U/not-found' '-s' \
		'-sL -X POST -d a=1 $U/post-redirect' '-sL -X DELETE $U/see-other' \
		'-sL -X PUT -d a=1 $U/post-redirect' '-sL -X POST -d a=1 $U/temporary' \
		'-s $U/ok --next -s http://[bad/' '-gs http://[bad/ --next -s $U/ok'; do
		for program in curl "$T/minihttp-curl" "$BUILD/minihttp-client --curl"; do
			code=0
			eval "timeout 20 $program -A robot $words" >"$T/$(basename "${program%% *}").out" 2>"$T/err" || code=$?
			[ "$program" != curl ] || { want=$code; continue; }
			echo "$words: $code, curl $want"
			[ "$code" = "$want" ]
			case $words in
			*/echo) ;;
			*) cmp "$T/curl.out" "$T/$(basename "${program%% *}").out" ;;
			esac
		done
	done
}

# DIFFERENCES FROM CURL in minihttp-client(1): lines that curl's versions handle
# in several ways, or send although a part of them is missing.
@test "a file that an option names has to be there before anything is sent" {
	cd "$T"
	for words in '-d @none' '--data-binary @none' '--data-urlencode n@none' '--json @none' \
		'-d a=1 -d @none' '-w @none' '-H @none' '--etag-compare none' '--etag-save none/f' \
		'-D none/f -d a=1' '-D .' '--url-query @none' '-T none' '-F f=@none' '-K none'; do
		code=0
		"$BUILD/minihttp-client" -s $words "$U/ok?missing" >out 2>err || code=$?
		[ "$code" = 6 ]
		[ ! -s out ]
		grep -qE '^minihttp-client: (none(/f)?|\.): ' err
	done
	[ "$(grep -c 'ok?missing' "$BATS_FILE_TMPDIR/log")" = 0 ]
}

@test "-X HEAD awaits no body (9110 9.3.2), and a URL has two slashes" {
	"$BUILD/minihttp-client" -s -X HEAD -o "$T/f" "$U/ok?head"
	[ "$(wc -c <"$T/f")" = 0 ]
	for url in "http:/127.0.0.1:$PORT/ok" "http:///127.0.0.1:$PORT/ok" "http:127.0.0.1:$PORT/ok"; do
		code=0
		"$BUILD/minihttp-client" -s "$url" 2>"$T/err" || code=$?
		[ "$code" = 1 ]
		grep -q 'such as http://HOST/PATH' "$T/err"
	done
}

@test "-I with another method reads the head alone, and stores nothing" {
	export XDG_CACHE_HOME=$T/cache
	"$BUILD/minihttp-client" -s -I -X GET "$U/fresh?head" >"$T/out"
	grep -q '^ETag' "$T/out"
	! grep -q line "$T/out" || false
	[ -z "$("$BUILD/minihttp-client" cache ls)" ]
}

@test "what is refused names what to use in its place" {
	refused() {
		code=0
		"$BUILD/minihttp-client" "${@:2}" >"$T/out" 2>"$T/err" || code=$?
		[ "$code" = 1 ]
		[ "$(grep -c minihttp-client: "$T/err")" = 1 ]
		grep -q -e "$1" "$T/err"
	}
	refused '-o FILE' -O page.html "$U/ok"
	refused 'standard output' -qO- "$U/ok"
	refused 'use -s' -nv "$U/ok"
	refused '--output-dir' -P dir "$U/ok"
	refused 'use -I' --spider "$U/ok"
	refused 'use -k' --no-check-certificate "$U/ok"
	refused 'use -d' --post-data x "$U/ok"
	refused 'only basic' --digest -u a:b "$U/ok"
	refused 'Name: value' -H nocolon "$U/ok"
	refused 'each by a -H of its own' -H $'X: a\r\nY: b' "$U/ok"
	refused 'need a URL of their own' -d a=1 --next "$U/ok"
	refused 'no body comes' -I --sha256 "$(printf %064d 0)" "$U/ok"
	refused 'Bearer' --oauth2-bearer t "$U/ok"
	refused 'double quotes' -F 'a=x;y' "$U/ok"
	refused 'not supported' -F '=(;type=a/b' "$U/ok"
	refused 'use --resolve' --dns-servers 1.1.1.1 "$U/ok"
	refused 'use --proto' --ssl-reqd "$U/ok"
	refused 'leave it out' --raw "$U/ok"
	refused 'leave ;auto out' -e ';auto' "$U/ok"
	refused 'do not go together' -C 5 -r 0-9 "$U/ok"
	refused '-C -' -c "$U/ok"
}

@test "every option of curl is known, or the message says what to use" {
	local option bad=0
	for option in $(curl --help all | grep -oE -e ' -[^-,]?, --[a-z0-9.-]+|--[a-z0-9.-]+' |
		tr -d ,); do
		code=0
		"$BUILD/minihttp-client" "$option" x http://127.0.0.1:1/ >"$T/out" 2>"$T/err" 3>&- || code=$?
		if grep 'unknown option' "$T/err"; then bad=1; fi
	done
	[ "$bad" = 0 ]
}
