#!/usr/bin/env bats
# An attacker takes over a process of HTTPS: the handshake process, the handler
# behind it, or the service of minihttpd.  minihttp-tls-probe and minihttp-probe are
# the product's own objects with a back door (tests/probe).  The test
# unit/tls/key_service_test.c sends anything to the key process.  Tests with the tag
# "kernel" run once more in the machine of 69-kernel-tls.

bats_require_minimum_version 1.5.0

load lib/ask
load lib/listen
load lib/probes
load lib/tls
load lib/tls_stand

setup() {
	[ -z "$(no_tls)" ] || skip "$(no_tls)"
	[ -z "${SAN:-}" ] || skip 'sanitizers do not work in a sandbox'
	[ -x "$BUILD/minihttp-tls-probe" ] || skip 'minihttp-tls-probe was not built: make probe'
	site
	certificate ec ec 90
	probes_begin
	# so that no refusal comes from the mode of a file
	chmod -R a+rX "$T/ec"
	export PROBE_KEY=$T/ec/privkey.pem PROBE_SITE=$ROOT/digits.txt
}

teardown() {
	probes_end
	end_all
}

# --- a handshake process, and the service -----------------------------------

acts() {
	grep -o 'ACT([a-z_]*)' "$BATS_TEST_DIRNAME/probe/tls.c" | sed 's/ACT(\(.*\))/\1/; /^name$/d'
}

# outcome NAME COMMAND...: what the log says of this act after the command.
outcome() {
	local seen
	seen=$(wc -l <"$T/log")
	since() {
		tail -n +$((seen + 1)) "$T/log"
	}
	"${@:2}" >"$T/out" 2>&1 || true
	await eval 'since | grep -q "^probe: '"$1"' \|the sandbox forbids it"'
	since | sed -n "s/^probe: $1 //p" | grep . || echo dead
}

# all_acts HOW: tries every act by it.  Those in DONE succeed, those in REFUSED are
# refused, and any other ends the process.
all_acts() {
	local act want got bad=0
	for act in $(acts); do
		want=dead
		[[ " $REFUSED " != *" $act "* ]] || want=refused
		[[ " $DONE " != *" $act "* ]] || want=done
		got=$("$1" "$act")
		[ "$got" = "$want" ] || {
			echo "$act: $got, want $want"
			bad=1
		}
	done
	[ ! -e /tmp/minihttp-planted ] || bad=1
	return $bad
}

# A client makes the process of its own connection try that act.
by_name() {
	outcome "$1" greet -servername "probe-${1//_/-}.test"
}

# The same on the port of minihttpd.
by_name_there() {
	PORT=$SECURE by_name "$1"
}

# A visitor makes the service try that act, and is served all the same.
by_visit() {
	local number
	number=$(acts | grep -nx "$1" | cut -d: -f1)
	outcome "$1" fetch --interface "127.0.1.$number" "$U/digits.txt"
	[ "$(cat "$T/out")" = 0123456789abcdefghij ] || echo 'and the visitor was not served'
}

# The back door in minihttp-tls for each connection; systemd-socket-activate passes
# no environment.
listen_taken() {
	listen env PROBE_KEY="$PROBE_KEY" PROBE_SITE="$PROBE_SITE" "$BUILD/minihttp-tls-probe" \
		-C "$T/ec" "$BUILD/minihttp" -c /dev/null "${ME[@]}" "$ROOT"
}

# stand_taken OPTION...: minihttpd with back doors in both of its programs.
stand_taken() {
	mkdir "$T/bin"
	cp "$BUILD/minihttpd" "$T/bin"
	cp "$BUILD/minihttp-probe" "$T/bin/minihttp"
	cp "$BUILD/minihttp-tls-probe" "$T/bin/minihttp-tls"
	BUILD=$T/bin
	stand_secure "$@"
	await is_served
}

@test "a handshake process that is taken over opens nothing, reaches nobody, starts nothing" {
	listen_taken
	# the back door works, and one signature had been made by then
	DONE='nothing as_many'
	REFUSED='sign_again other_descriptor'
	all_acts by_name
}

@test "nor does one of minihttpd, and it has nothing of the service and of other connections" {
	stand_taken
	DONE='nothing as_many'
	REFUSED='sign_again other_descriptor'
	all_acts by_name_there
}

@test "a handshake process that is taken over gets one signature, and no second" {
	listen_taken
	[ "$(by_name nothing)" = done ]
	[ "$(by_name sign_again)" = refused ]
	hang_up
	rm "$T/started"
	stand_taken
	[ "$(by_name_there nothing)" = done ]
	[ "$(by_name_there sign_again)" = refused ]
}

# stand_for_several N OPTION...: processes of N connections each.
stand_for_several() {
	export PROBE_REUSED=$1
	stand_taken -o "ConnectionsPerProcess $1" "${@:2}"
}

@test "a process for several connections that is taken over can do no more" {
	stand_for_several 100
	DONE=nothing
	REFUSED='sign_again other_descriptor as_many take_next'
	all_acts by_name_there
}

# waits_of NUMBER: the process ids of those that have waited for a connection, in
# that order, when there are so many.
waits_of() {
	waits() {
		sed -n 's/^probe: \([0-9]*\) waits$/\1/p' "$T/log"
	}
	await eval '[ "$(waits | wc -l)" -ge '"$1"' ]'
	waits
}

# bats test_tags=kernel
@test "it gets one signature for each of its N connections, and the next visitor another process" {
	local before
	stand_for_several 3
	# let the process of the first visitors reach its number
	before=$(waits_of 2 | wc -l)
	while [ "$(waits_of "$before" | uniq -c | tail -n 1 | awk '{ print $1 }')" != 4 ]; do
		PORT=$SECURE greet >/dev/null || true
		waits_of $((before + 1)) >"$T/waits"
		before=$(wc -l <"$T/waits")
	done
	# a fresh one: its third connection is the last, and each had one signature
	PORT=$SECURE greet >/dev/null || true
	waits_of $((before + 2)) >/dev/null
	PORT=$SECURE greet >/dev/null || true
	waits_of $((before + 3)) >/dev/null
	[ "$(by_name_there as_many)" = done ]
	# each process has waited once for each connection, and for the end
	[ "$(waits_of $((before + 3)) | uniq -c | awk '$1 > 4')" = '' ]
	# of the next one it is the first
	[ "$(by_name_there as_many)" = refused ]
}

@test "the service of minihttpd opens no file of the site, and no key; it calls nobody" {
	stand_taken
	# it starts processes and has descriptors, and passes them to its channel
	# alone: the report and the log are none
	DONE='fork other_descriptor'
	REFUSED='option_of_tcp nothing sign_again as_many pass_on pass_to_log raise_limit'
	all_acts by_visit
}

@test "as root, the service has the capabilities that its children and certificates need" {
	local of
	root_for 'becoming User'
	stand_secure
	await is_served
	of=/proc/$(service)/status
	# DAC_READ_SEARCH, KILL, SETGID and SETUID
	grep -qx 'CapPrm:.00000000000000e4' "$of"
	grep -qx 'CapEff:.00000000000000e4' "$of"
	grep -qx 'NoNewPrivs:.1' "$of"
	grep -qx 'Seccomp:.2' "$of"
}

# --- a handler --------------------------------------------------------------

# The status of the answer to this probe by HTTPS, or "dead" if there is none.
by_tls() {
	local status
	restore
	status=$(fetch -o "$T/body" -w '%{http_code}' -H "Probe: $1" "$U/digits.txt") || true
	echo "${status/000/dead}"
}

@test "a handler behind minihttp-tls that is taken over can do no more than without TLS" {
	# it has its connection and its root, and no channel to the key process
	HANDLER=$BUILD/minihttp-probe encrypt 7<"$T/secret"
	all_by by_tls
}

@test "nor can one of minihttpd" {
	# its handshake process gives it the connection by SCM_RIGHTS
	DONE='nothing look_outside take_more'
	REFUSED="${REFUSED/ descriptors / } raise_limit password"
	REFUSED=${REFUSED/ take_more / }
	REFUSED=${REFUSED/ fill_board raise_rates clear_rates read_rates / }
	# descriptor 0 is /dev/null there, and a process for several connections
	# has its channel
	names() {
		sed -n 's/^PROBE(\([a-z0-9_]*\),.*/\1/p' "$PROBES" | grep -v '^descriptors'
	}
	stand_taken
	all_by by_tls
}

# bats test_tags=kernel
@test "a handler cannot read the keys of its connection from the kernel, which would tell them" {
	HANDLER=$BUILD/minihttp-probe encrypt -C "$T/ec" -- -o 'Sandbox no'
	if [ -e /proc/net/tls_stat ]; then
		[ "$(by_tls take_keys)" = 200 ]
	else # it is minihttp-tls that has them
		[ "$(by_tls take_keys)" != 200 ]
	fi
	hang_up
	rm "$T/started"
	HANDLER=$BUILD/minihttp-probe encrypt
	[ "$(by_tls take_keys)" = dead ]
	[ "$(by_tls give_keys)" = dead ]
}

# The emulated machine of 69-kernel-tls takes a second for each act.
# bats test_tags=kernel
@test "where the kernel decrypts, neither process can do what concerns the connection and the keys" {
	acts() {
		printf '%s\n' nothing sign_again other_descriptor take_keys option open_key pass_on socket
	}
	names() {
		printf '%s\n' nothing take_keys give_keys pass_on call_out shut_for_all open_parent
	}
	listen_taken
	DONE=nothing
	REFUSED='sign_again other_descriptor'
	all_acts by_name
	hang_up
	rm "$T/started"
	DONE=nothing
	REFUSED=open_parent
	HANDLER=$BUILD/minihttp-probe encrypt 7<"$T/secret"
	all_by by_tls
}

# --- what is said of it -----------------------------------------------------

# The calls of cage.def for whom $1 matches, but for those that depend on the machine.
listed() {
	sed -nE "/^CALL\((poll|gettimeofday|time|dup2),/d; s/^CALL\((\w+), ([^,]*\b($1)\b[^,]*), .*/\1/p" \
		"$BATS_TEST_DIRNAME/../src/tls/cage.def" | LC_ALL=C sort | paste -sd' '
}

@test "--confinement prints the calls and conditions that are in force" {
	"$BUILD/minihttp-tls" --confinement >"$T/json"
	python3 - "$T/json" >"$T/got" <<-'END'
	import json, sys
	of = {p["process"]: p for p in json.load(open(sys.argv[1]))["processes"]}
	for p in of.values():
	    print(*sorted(c["call"] for c in p["calls"] if c["call"] not in ("poll", "gettimeofday", "time", "dup2")))
	print([c["conditions"] for c in of["handshake"]["calls"] if c["call"] == "setsockopt"])
	print(of["handshake"]["limits"], "nproc" in of["service"]["limits"])
	END
	{
		listed 'HANDSHAKE|EACH'
		listed 'EACH'
		listed 'SERVICE|EACH'
		listed 'KEYS|EACH'
		listed 'HANDSHAKE|EACH|REUSE'
		listed 'SERVICE|EACH|REUSE|REUSING'
		# SOL_TLS, or TCP_QUICKACK of IPPROTO_TCP
		echo "[[{'argument': 1, 'half': 'low', 'mask': '0xffffffff', 'equals': '0x11a'}]," \
			"[{'argument': 1, 'half': 'low', 'mask': '0xffffffff', 'equals': '0x6'}," \
			"{'argument': 2, 'half': 'low', 'mask': '0xffffffff', 'equals': '0xc'}]]"
		echo "{'core': 0, 'data': 67108864, 'nproc': 0} False"
	} | diff - "$T/got"
}

# --- the key ----------------------------------------------------------------

# Says whether the bytes of the private key are in the memory of a process: as DER,
# as the number, and as the text of the file.
has_key() {
	openssl pkey -in "$T/ec/privkey.pem" -outform DER -out "$T/der"
	PYTHONPATH="$BATS_TEST_DIRNAME/lib" PYTHONDONTWRITEBYTECODE=1 python3 - "$1" "$T/der" "$T/ec/privkey.pem" <<-'END'
	import re, subprocess, sys
	from memory import search
	pid, der, pem = sys.argv[1:]
	text = open(pem).read().split("\n")[1].encode()
	number = re.search(r"priv:\s+([0-9a-f:\s]+)pub",
	    subprocess.run(["openssl", "pkey", "-in", pem, "-noout", "-text"],
	    capture_output=True, text=True).stdout).group(1)
	number = bytes.fromhex(re.sub(r"[:\s]", "", number))[-32:]
	needles = dict(enumerate([text, open(der, "rb").read()[-100:], number, number[::-1]]))
	found, searched = search(pid, needles)
	print("yes" if found else "no" if searched > 100000 else "not searched")
	END
}

@test "the key is in the memory of the key process, and of neither other one" {
	local main key handler
	root_for 'tracing a confined process'
	encrypt -T 600 -C "$T/ec" # a busy machine takes seconds to search
	dial
	printf '\x16' >&9
	await eval 'main=$(pgrep -P "$LISTENER" -x minihttp-tls) && pgrep -P "$main" >"$T/pids" && [ "$(wc -l <"$T/pids")" = 2 ]'
	# both processes have read their files, and are confined
	await eval 'grep -q "^Seccomp:.*2" "/proc/$main/status"'
	{ read -r key; read -r handler; } <"$T/pids"
	await eval 'grep -q "^Seccomp:.*2" "/proc/$key/status"'
	[ "$(has_key "$key") $(has_key "$main") $(has_key "$handler")" = 'yes no no' ]
	grep -q '^Uid:.65534' "/proc/$main/status"
	grep -q '^Uid:.65534' "/proc/$key/status"
	exec 9>&-
}

# The processes that have this one as an ancestor, each with its name.
descendants() {
	local pid
	for pid in $(pgrep -P "$1"); do
		echo "$pid"
		descendants "$pid"
	done
}

@test "under minihttpd the key process alone has it, also after it has signed for a connection" {
	local key pid
	root_for 'tracing a confined process'
	stand_secure
	await is_served
	await eval '[ "$(pgrep -c -P "$(service)")" = 1 ]'
	key=$(pgrep -P "$(service)")
	exec 9> >(timeout 60 openssl s_client -quiet -connect "127.0.0.1:$SECURE" >"$T/answer" 2>/dev/null 3>&-)
	printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n' >&9
	await grep -q 0123456789 "$T/answer"
	[ "$(has_key "$key")" = yes ]
	# the handshake process has signed, and the handler has answered
	descendants "$DAEMON" >"$T/pids"
	[ "$(ps -o comm= -p "$(paste -sd, "$T/pids")" | sort | uniq -c | awk '{ print $2 }' | paste -sd' ')" = 'minihttp minihttp-tls' ]
	[ "$(wc -l <"$T/pids")" -ge 5 ]
	for pid in "$DAEMON" $(grep -vx "$key" "$T/pids"); do
		[ "$pid $(has_key "$pid")" = "$pid no" ]
	done
	exec 9>&-
}

# --- what a visitor leaves --------------------------------------------------

# left_of PID: which of the visitor's secrets are in the memory of a process that
# the visitor's connection had: what was asked and answered, the name, and the keys
# of the records, which curl has written to $T/keys.
left_of() {
	PYTHONPATH="$BATS_TEST_DIRNAME/lib" PYTHONDONTWRITEBYTECODE=1 python3 - "$1" "$T/keys" <<-'END'
	import hashlib, hmac, sys
	from memory import search
	pid, keys = sys.argv[1:]
	needles = {"asked": b"marker-of-the-request", "answered": b"marker-of-the-answer",
	    "name": b"marker-of-the-name.test"}
	def expand(secret, label, n):
	    # HKDF-Expand-Label, RFC 8446 7.1, of one block
	    label = b"tls13 " + label
	    info = n.to_bytes(2, "big") + bytes([len(label)]) + label + b"\0"
	    digest = hashlib.sha256 if len(secret) == 32 else hashlib.sha384
	    return hmac.new(secret, info + b"\1", digest).digest()[:n]
	for line in open(keys):
	    word, _, secret = line.split()
	    secret = bytes.fromhex(secret)
	    needles[word] = secret
	    if "TRAFFIC" in word:
	        for n in 16, 32:
	            needles[f"{word} key of {n}"] = expand(secret, b"key", n)
	        needles[word + " IV"] = expand(secret, b"iv", 12)
	found, searched = search(pid, needles)
	print(*sorted(found), "nothing" if searched > 100000 and not found else "", sep="\n")
	END
}

# leaves_nothing OPTION...: a visitor by curl, whose process is searched while the
# visitor is there, and after that.
leaves_nothing() {
	local pid
	rm -f "$T/keys" "$T/answer"
	mkfifo "$T/hold"
	# the connection stays until somebody writes to the pipe
	# the certificate, which every process has, has another name
	SSLKEYLOGFILE=$T/keys curl -sk --max-time 60 "$@" \
		--resolve "marker-of-the-name.test:$SECURE:127.0.0.1" \
		"https://marker-of-the-name.test:$SECURE/secret.txt?marker-of-the-request" -o "$T/answer" \
		--next -s "file://$T/hold" 3>&- &
	VISIT=$!
	await grep -sq marker-of-the-answer "$T/answer"
	pid=$(pgrep -P "$(service)" | grep -vx "$(pgrep -o -P "$(service)")")
	left_of "$pid" >"$T/left"
	# the search finds what is there
	grep -x answered "$T/left"
	grep -x name "$T/left"
	grep -E 'key of|CLIENT_RANDOM' "$T/left"
	echo >"$T/hold"
	wait "$VISIT"
	is_clean() {
		left_of "$pid" >"$T/left"
		grep -qx nothing "$T/left"
	}
	await is_clean || {
		cat "$T/left"
		false
	}
	rm "$T/hold"
}

@test "a process for several connections has nothing of a visitor when the next one comes" {
	root_for 'tracing a confined process'
	printf 'marker-of-the-answer %s' {1..2000} >"$ROOT/secret.txt"
	stand_secure -o 'ConnectionsPerProcess 100'
	await is_served
	leaves_nothing
	leaves_nothing --tls-max 1.2
	leaves_nothing
}
