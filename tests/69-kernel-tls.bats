#!/usr/bin/env bats
# HTTPS where the kernel encrypts and decrypts (kTLS).  The kernels of most test
# machines and containers have no TLS, and Debian's own has: a virtual machine
# (lib/kernel) runs the tests of 67-tls, 67-tls-taken-over and 76-https* that have the
# tag "kernel".  Those files run all of them on this machine's kernel, mostly by
# minihttp-tls's pump.

load lib/kernel
load lib/tools

# TLS, and the ciphers that it asks the kernel for.
MODULES='tls gcm ctr ghash-generic seqiv aesni-intel chacha20poly1305 chacha_generic poly1305_generic'

setup_file() {
	[ -z "$(not_here)" ] || return 0
	cd "$BATS_TEST_DIRNAME" || return 1
	fill_tree "$BATS_FILE_TMPDIR/tree" || return 1
	# two minutes on a machine that does nothing else
	# shellcheck disable=SC2086 # a list of words
	KERNEL_MEMORY=1024 kernel_boot "$BATS_FILE_TMPDIR/tree" 1500 $MODULES || {
		cat "$BATS_FILE_TMPDIR/tree.console"
		return 1
	}
	tr -d '\r' <"$BATS_FILE_TMPDIR/tree.console" >"$BATS_FILE_TMPDIR/console"
}

setup() {
	local why
	why=$(not_here)
	[ -z "$why" ] || skip "$why"
	cd "$BATS_FILE_TMPDIR"
}

# Why there is no guest; kept, as it is asked for before each test.
not_here() {
	local said=$BATS_FILE_TMPDIR/not_here
	[ -e "$said" ] || {
		if [ -n "${SAN:-}" ]; then
			echo 'a sanitizer build is not static'
		elif [ ! -x "$BUILD/minihttp-tls" ]; then
			echo 'minihttp-tls was not built: make deps'
		elif [ -n "$(kernel_missing)" ]; then
			kernel_missing
		elif ! kernel_fetch; then
			echo "apt cannot fetch a kernel: $(tail -n 1 "$KERNEL/log")"
		fi
	} >"$said"
	cat "$said"
}

fill_tree() {
	local tree=$1
	mkdir -p "$tree/etc/ssl" "$tree/usr/lib/ssl" "$tree/tests" "$tree/build"
	tools_bats "$tree" && tools_python "$tree" &&
		tools_into "$tree" curl openssl gnutls-cli systemd-socket-activate \
			pgrep cmp base64 comm dd "$BUILD/minihttp-tls" || return 1
	cp -r 67-tls.bats 67-tls-taken-over.bats 76-https.bats 76-https-reuse.bats lib probe "$tree/tests"
	cp "$BUILD/minihttp" "$BUILD/minihttp-tls" "$tree/build"
	[ ! -x "$BUILD/minihttp-tls-probe" ] ||
		cp "$BUILD/minihttp-probe" "$BUILD/minihttp-tls-probe" "$tree/build"
	[ ! -x "$BUILD/minihttpd" ] || {
		tools_into "$tree" "$BUILD/minihttpd" || return 1
		cp "$BUILD/minihttpd" "$tree/build"
	}
	cp /etc/ssl/openssl.cnf "$tree/etc/ssl"
	ln -s /etc/ssl/openssl.cnf "$tree/usr/lib/ssl/openssl.cnf"
	printf '%s\n' root:x:0:0::/:/bin/bash nobody:x:65534:65534::/:/bin/false >"$tree/etc/passwd"
	printf '%s\n' root:x:0: nogroup:x:65534: >"$tree/etc/group"
	echo 127.0.0.1 localhost >"$tree/etc/hosts"
	cat >"$tree/main" <<-'END'
	export PATH=/usr/bin:/usr/sbin:/bin HOME=/ BUILD=/build
	cd /tests
	bats --tap --filter-tags kernel 67-tls.bats
	cat /proc/net/tls_stat
	echo minihttpd
	[ ! -x /build/minihttpd ] || bats --tap --filter-tags kernel 76-https.bats 76-https-reuse.bats
	cat /proc/net/tls_stat
	echo taken over
	[ ! -x /build/minihttp-tls-probe ] || bats --tap --filter-tags kernel 67-tls-taken-over.bats
	END
}

@test "HTTPS by the kernel: what 67-tls asks of it has the same answers" {
	cat console
	[ "$(grep -c '^ok ' console)" -ge 9 ]
	! grep -E '^not ok|: Oops|BUG:' console || false
	! grep '^ok .*# skip' console
}

@test "who takes over a process of a connection whose keys the kernel has can do no more" {
	[ -x "$BUILD/minihttp-tls-probe" ] || skip 'minihttp-tls-probe was not built: make probe'
	sed '1,/^taken over$/d' console
	[ "$(sed '1,/^taken over$/d' console | grep -c '^ok ')" = 3 ]
}

# kernel_counted NAME: what the kernel had counted when 67-tls was over, and at
# the end.
kernel_counted() {
	sed -n "s/^$1[^0-9]*//p" console
}

@test "it was the kernel that encrypted and decrypted, and nothing was damaged" {
	local sent taken
	mapfile -t sent < <(kernel_counted TlsTxSw)
	mapfile -t taken < <(kernel_counted TlsRxSw)
	# at least one connection for each test, and two for some
	[ "${sent[0]}" -ge 9 ]
	[ "${taken[0]}" -ge 9 ]
	[ "$(kernel_counted TlsDecryptError | sort -u)" = 0 ]
	[ "$(kernel_counted TlsCurrTxSw | sort -u)" = 0 ]
	[ -x "$BUILD/minihttpd" ] || return 0
	# the connections of minihttpd, which hands them to its workers
	[ $((sent[1] - sent[0])) -ge 8 ]
	[ $((taken[1] - taken[0])) -ge 8 ]
}
