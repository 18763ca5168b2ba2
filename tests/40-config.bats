#!/usr/bin/env bats
# The command line and the configuration.  Every message of the parser is in
# tests/unit/config/conf_test.c.

load lib/ask

setup() {
	site
	CONF=$T/minihttp.conf
}

minihttp() {
	"$BUILD/minihttp" "$@"
}

# checked CODE OUTPUT LINE...: minihttp -t with these directives; OUTPUT is a
# pattern.
checked() {
	local code=$1 output_is=$2
	shift 2
	printf '%s\n' "$@" >"$CONF"
	case "$*" in
	*VirtualHosts*) run minihttp -t -c "$CONF" ;;
	*) run minihttp -t -c "$CONF" "$ROOT" ;;
	esac
	[ "$status" = "$code" ] && [[ $output == $output_is ]] || {
		echo "$status: $output"
		return 1
	}
}

@test "-t says that a right configuration is good, and names it" {
	checked 0 "configuration is good: $CONF" 'KeepAlive no'
}

@test "-t opens what serving would open: 78, directive, name and reason" {
	local t=$BATS_TEST_TMPDIR/check
	mkdir -m 755 "$t"
	echo 'a:$apr1$x$y' >"$t/md5"
	echo 'a:$5$x$y' >"$t/sha"
	echo "DocumentRoot $t/none" >"$CONF"
	run minihttp -t -c "$CONF"
	[ "$status" = 78 ]
	[ "$output" = "minihttp: $CONF:1: DocumentRoot $t/none: No such file or directory" ]
	echo "VirtualHosts $t/none" >"$CONF"
	run minihttp -t -c "$CONF"
	[ "$status" = 78 ]
	[ "$output" = "minihttp: $CONF:1: VirtualHosts $t/none: No such file or directory" ]
	checked 78 "minihttp: $CONF:1: Auth $t/none: No such file*" "Auth /a $t/none"
	checked 78 "minihttp: $CONF:1: Auth $t/md5: has no line with a hash*" "Auth /a $t/md5"
	checked 0 'configuration is good*' "Auth /a $t/sha"
	checked 78 "minihttp: $CONF:1: WriteAuth $t/none: No such file*" "WriteAuth $t/none"
	checked 78 "minihttp: $CONF:1: AccessLog $t/none/log: No such file*" "AccessLog $t/none/log"
	checked 78 "minihttp: $CONF:1: AccessLog $t: Is a directory" "AccessLog $t"
	checked 0 'configuration is good*' "AccessLog $t/log"
	[ ! -e "$t/log" ]
	checked 78 "minihttp: $CONF:1: Counters $t/none/c: No such file*" "Counters $t/none/c"
	checked 78 "minihttp: $CONF:1: Upload /none/: No such file*" 'Upload /none/' \
		'RequestMethodSupport GET PUT' 'WriteFrom ::1'
	mkdir -p "$t/hosts/a/up" "$t/hosts/b"
	chmod 777 "$t/hosts/a/up"
	checked 0 'configuration is good*' "VirtualHosts $t/hosts" \
		'Upload /up/' 'RequestMethodSupport GET PUT' 'WriteFrom ::1'
	checked 78 "minihttp: $CONF:2: Upload /none/: No such file*" "VirtualHosts $t/hosts" \
		'Upload /none/' 'RequestMethodSupport GET PUT' 'WriteFrom ::1'
	[ "$(id -u)" != 0 ] || checked 78 "minihttp: $CONF:1: User nosuch: no such user*" 'User nosuch'
}

@test "-t by root looks with the rights of User" {
	root_for 'becoming User'
	mkdir -m 755 "$ROOT/mine"
	checked 78 "minihttp: $CONF:1: Upload /mine/: Permission denied*" 'Upload /mine/' \
		'RequestMethodSupport GET PUT' 'WriteFrom ::1'
	chmod 700 "$ROOT"
	checked 78 "minihttp: DocumentRoot $ROOT: Permission denied*"
	checked 0 'configuration is good*' 'User root'
}

@test "-t warns of what lets nobody in, has no effect or is not there" {
	checked 0 '*Upload names a path*good:*' 'RequestMethodSupport GET PUT'
	checked 0 '*nobody may upload*good:*' 'Upload /a/'
	checked 0 '*Upload has no effect*good:*' 'Upload /a/'
	checked 0 '*StatusPage has nothing*good:*' 'StatusPage /s'
	checked 0 '*MetricsPage has nothing*good:*' 'MetricsPage /m'
	checked 0 "minihttp: $CONF:1: warning: Fallback /x: No such file*good:*" 'Fallback /x'
	checked 0 "minihttp: $CONF:1: warning: CGI /x/: No such file*good:*" 'CGI /x/'
}

@test "-t exits with 78 and says file:line:column: reason" {
	while IFS='|' read -r text message; do
		printf '# one\n%b\n' "$text" >"$CONF"
		run minihttp -t -c "$CONF"
		[ "$status" = 78 ]
		[ "$output" = "minihttp: $CONF:$message" ]
	done <<-'END'
	Foo bar|2:1: unknown directive 'Foo'; minihttp.conf(5) lists them
	DocumentRoot|2:1: DocumentRoot has no value
	ContentType .html|2:1: ContentType wants a media type and extensions, such as text/markdown .md
	Listen 127.0.0.1|2:8: Listen wants ADDRESS:PORT, [IPV6]:PORT, PORT or unix:/PATH, not '127.0.0.1'
	\n  KeepAlive maybe|3:13: KeepAlive wants yes or no, not 'maybe'
	END
}

@test "a byte order mark before the configuration is no part of it; UTF-16 is named" {
	printf '\xef\xbb\xbfKeepAliveTimeout 7s\r\n' >"$CONF"
	minihttp -T -c "$CONF" | grep -qx 'KeepAliveTimeout 7s'
	for form in UTF-16 UTF-16LE UTF-16BE; do
		echo 'KeepAliveTimeout 7s' | iconv -f UTF-8 -t "$form" >"$CONF"
		run minihttp -t -c "$CONF"
		[ "$status" = 78 ]
		[ "$output" = "minihttp: $CONF:1:1: the file is UTF-16; save it as UTF-8" ]
	done
}

@test "-T prints what -c reads back, the same" {
	printf '%s\n' 'DocumentRoot "/a b"' 'ContentType text/x .x .y' 'Listen [::1]:80' \
		'keepalivetimeout 500ms' 'AccessLog off' >"$CONF"
	minihttp -T -c "$CONF" >"$T/1"
	minihttp -T -c "$T/1" >"$T/2"
	cmp "$T/1" "$T/2"
	grep -qx 'DocumentRoot "/a b"' "$T/1"
	grep -qx 'KeepAliveTimeout 500ms' "$T/1"
	minihttp -T -c "$CONF" -o 'MaxBodySize 7K' /other >"$T/1"
	grep -qx 'MaxBodySize 7K' "$T/1"
	grep -qx 'DocumentRoot /other' "$T/1"
}

@test "a broken configuration answers 500 to every request, the reason only in the log" {
	local wrong
	for wrong in 'Foo bar' 'MaxBodySize' 'ContentType .html' 'Listen localhost'; do
		echo "$wrong" >"$CONF"
		ask 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /absent HTTP/1.1\r\nHost: a\r\n\r\n' -c "$CONF"
		[ "$(statuses)" = '500 500' ]
		grep -q "^minihttp: $CONF:1:1*[0-9]*: $(echo "$wrong" | cut -d' ' -f1)\|unknown" "$T/log"
		[ "$(grep -c "$CONF" "$T/answer")" = 0 ]
		[ "$(grep -c configuration "$T/log")" = 2 ]
	done
}

@test "so do a wrong -o, a file that cannot be read and one that is too long" {
	ask 'GET / HTTP/1.0\r\n\r\n' -o 'KeepAlive 7'
	[ "$(statuses)" = 500 ]
	grep -q '^minihttp: -o:1:11: KeepAlive wants yes or no' "$T/log"
	ask 'GET / HTTP/1.0\r\n\r\n' -c "$T/absent"
	[ "$(statuses)" = 500 ]
	grep -q "^minihttp: $T/absent: No such file" "$T/log"
	yes '# long' | head -c 70000 >"$CONF"
	ask 'GET / HTTP/1.0\r\n\r\n' -c "$CONF"
	[ "$(statuses)" = 500 ]
	grep -q "^minihttp: $CONF: File too large" "$T/log"
}

@test "a missing DocumentRoot answers 500, and its name is only in the log" {
	mv "$ROOT" "$T/elsewhere"
	ask 'GET / HTTP/1.0\r\n\r\n'
	[ "$(statuses)" = 500 ]
	grep -q "^minihttp: DocumentRoot $ROOT: No such file" "$T/log"
	[ "$(grep -c "$ROOT" "$T/answer")" = 0 ]
}

@test "DOCROOT and -o come on top of the file, later on top of earlier" {
	printf 'DocumentRoot /nowhere\nDefaultType a/b\n' >"$CONF"
	printf x >"$ROOT/noext"
	get_with() {
		ask 'GET /noext HTTP/1.0\r\n\r\n' -c "$CONF" "$@"
		field Content-Type
	}
	[ "$(get_with)" = a/b ]
	[ "$(get_with -o 'DefaultType c/d' -o 'DefaultType e/f')" = e/f ]
}

@test "ContentType, DefaultType, Charset" {
	printf x >"$ROOT/a.md"
	OPTIONS=(-o 'ContentType text/x-mine .md' -o 'Charset iso-8859-1')
	get /a.md
	[ "$(field Content-Type)" = 'text/x-mine; charset=iso-8859-1' ]
	OPTIONS=(-o 'Charset none')
	get /a.md
	[ "$(field Content-Type)" = 'text/markdown' ]
}

@test "-V and -h answer, and misuse is 64 and one line, with the option in full" {
	run minihttp -V
	[ "$status" = 0 ]
	[[ $output == minihttp\ * ]]
	run minihttp -h
	[ "$status" = 0 ]
	[[ $output == usage:* ]]
	local wrong
	for wrong in '-x' '-c' 'one two'; do
		# shellcheck disable=SC2086 # words
		run minihttp $wrong </dev/null
		[ "$status" = 64 ]
		[[ $output == minihttp:*--help* ]]
		[ "${#lines[@]}" = 1 ]
	done
	run minihttp --foo=bar
	[ "$status" = 64 ]
	[ "$output" = 'minihttp: --foo: unknown option; --help lists them' ]
}

@test "options may be joined, and -- ends them" {
	run minihttp -tc/dev/null "$ROOT"
	[ "$status" = 0 ]
	mkdir "$T/-x"
	cp "$ROOT/digits.txt" "$T/-x/"
	cd "$T"
	printf 'GET /digits.txt HTTP/1.0\r\n\r\n' |
		minihttp -c /dev/null -- -x >answer 2>log
	grep -q '200 OK' answer
}

@test "Include: the lines of other files, relative to the file, in -t, -T, a handler and a reload" {
	mkdir "$T/d"
	printf 'Include d/a.conf\nHeader X-Top yes\n' >"$CONF"
	printf 'Include b.conf\nKeepAlive no\n' >"$T/d/a.conf"
	printf 'Header X-Deep one' >"$T/d/b.conf"
	checked 0 "configuration is good: $CONF" "$(cat "$CONF")"
	minihttp -T -c "$CONF" >"$T/print"
	grep -qxF "# Include $T/d/b.conf" "$T/print"
	grep -qx 'KeepAlive no' "$T/print"
	minihttp -T -c "$T/print" | grep -v '^# Include' | diff - <(grep -v '^# Include' "$T/print")
	printf 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' | minihttp -c "$CONF" "$ROOT" >"$T/answer"
	grep -q '^X-Deep: one' "$T/answer"
	grep -q '^X-Top: yes' "$T/answer"
	printf 'Header X-Deep\n' >"$T/d/b.conf"
	checked 78 "minihttp: $T/d/b.conf:1:8: Header *" "$(cat "$CONF")"
	echo 'Include ../minihttp.conf' >"$T/d/b.conf"
	checked 78 'minihttp: */b.conf:1:9: Include *' "$(cat "$CONF")"
	echo 'Include a.conf' >"$T/d/b.conf"
	checked 78 "minihttp: $T/d/b.conf:1:9: Include names a file that has included this one*" "$(cat "$CONF")"
	rm "$T/d/b.conf"
	checked 78 "minihttp: $T/d/a.conf:1:9: Include $T/d/b.conf: No such file or directory" "$(cat "$CONF")"
	# a handler does not serve if a file that the configuration names is
	# missing
	printf 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' | minihttp -c "$CONF" "$ROOT" 2>/dev/null | grep -q '^HTTP/1.1 500 '
	run minihttp -t -o "Include $CONF"
	[ "$status" = 78 ]
}

@test "the configuration that is installed has every directive at its default, and requires the sandbox" {
	[ "$(grep '^[A-Z]' "$BATS_TEST_DIRNAME/../src/config/minihttp.conf")" = 'Sandbox require' ]
	# directives whose lists are empty by default have an example there
	sed -e '/^Sandbox /d' -e 's/^#\([A-Z]\)/\1/' -e '/^\(Allow\|Auth\|CGI\|Deny\|ContentType\|Header\|CacheControl\|Redirect\|ServerName\|ForwardedFrom\|ErrorPage\|Listen\|StatusFrom\|Upload\|WriteFrom\|RequestRate\|ConnectionRate\|SendRate\|ReceiveRate\|RateFrom\|SendRatePerSource\|SignedLinks\|Crawler\|Include\|Certificate\|ClientAllow\) /d' \
		"$BATS_TEST_DIRNAME/../src/config/minihttp.conf" >"$T/conf"
	minihttp -T -c "$T/conf" >"$T/installed"
	minihttp -T -c /dev/null | cmp - "$T/installed"
}

@test "an unknown directive is told the nearest name" {
	run minihttp -t -c /dev/null -o 'DocumentRot /srv'
	[ "$status" = 78 ]
	[[ $output == *"unknown directive 'DocumentRot'; did you mean DocumentRoot?" ]]
	run minihttp -t -c /dev/null -o 'Nonsense yes'
	[[ $output == *"unknown directive 'Nonsense'; minihttp.conf(5) lists them" ]]
}
