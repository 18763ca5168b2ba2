#!/usr/bin/env bats
# make install and uninstall.

setup() {
	: "${BUILD:=$BATS_TEST_DIRNAME/../build}"
	[ -z "${SAN:-}" ] || skip 'a sanitizer build is not installed'
	D=$BATS_TEST_TMPDIR/dest
}

install() {
	make -s -C "$BATS_TEST_DIRNAME/.." BUILD="$BUILD" DESTDIR="$D" "$@" >/dev/null
}

@test "what is installed: the programs, their manuals, units and completions" {
	install install
	(cd "$D" && find . -type f | sort) >"$BATS_TEST_TMPDIR/files"
	diff - "$BATS_TEST_TMPDIR/files" <<-'END'
	./etc/logrotate.d/minihttp
	./etc/minihttp/crawlers.conf
	./etc/minihttp/minihttp.conf
	./usr/local/bin/minihttp-client
	./usr/local/bin/minihttp-stats
	./usr/local/lib/systemd/system/minihttp.socket
	./usr/local/lib/systemd/system/minihttp@.service
	./usr/local/lib/systemd/system/minihttpd.service
	./usr/local/lib/systemd/system/minihttpd.socket
	./usr/local/lib/systemd/system/minihttps.socket
	./usr/local/lib/systemd/system/minihttps@.service
	./usr/local/lib/sysusers.d/minihttp.conf
	./usr/local/lib/tmpfiles.d/minihttp.conf
	./usr/local/sbin/minihttp
	./usr/local/sbin/minihttp-tls
	./usr/local/sbin/minihttpd
	./usr/local/share/bash-completion/completions/minihttp
	./usr/local/share/bash-completion/completions/minihttp-client
	./usr/local/share/bash-completion/completions/minihttp-stats
	./usr/local/share/bash-completion/completions/minihttp-tls
	./usr/local/share/bash-completion/completions/minihttpd
	./usr/local/share/fish/vendor_completions.d/minihttp-client.fish
	./usr/local/share/fish/vendor_completions.d/minihttp-stats.fish
	./usr/local/share/fish/vendor_completions.d/minihttp-tls.fish
	./usr/local/share/fish/vendor_completions.d/minihttp.fish
	./usr/local/share/fish/vendor_completions.d/minihttpd.fish
	./usr/local/share/man/man1/minihttp-client.1
	./usr/local/share/man/man1/minihttp-stats.1
	./usr/local/share/man/man5/minihttp.conf.5
	./usr/local/share/man/man8/minihttp-tls.8
	./usr/local/share/man/man8/minihttp.8
	./usr/local/share/man/man8/minihttpd.8
	./usr/local/share/minihttp/compress
	./usr/local/share/minihttp/www/index.html
	./usr/local/share/zsh/site-functions/_minihttp
	./usr/local/share/zsh/site-functions/_minihttp-client
	./usr/local/share/zsh/site-functions/_minihttp-stats
	./usr/local/share/zsh/site-functions/_minihttp-tls
	./usr/local/share/zsh/site-functions/_minihttpd
	END
	[ "$("$D/usr/local/sbin/minihttp" -V | cut -d' ' -f1)" = minihttp ]
}

@test "the manual names the place of compress, under any PREFIX" {
	install install
	grep -q ' /usr/local/share/minihttp/compress ' "$D/usr/local/share/man/man5/minihttp.conf.5"
	install install PREFIX=/usr
	grep -q ' /usr/share/minihttp/compress ' "$D/usr/share/man/man5/minihttp.conf.5"
	[ "$(stat -c %a "$D/usr/share/man/man5/minihttp.conf.5")" = 644 ]
	# apart from the directory, the page is the same
	diff <(sed 's|/usr/local/share/minihttp|/usr/share/minihttp|' "$BATS_TEST_DIRNAME/../src/config/minihttp.conf.5") \
		"$D/usr/share/man/man5/minihttp.conf.5"
}

@test "PREFIX is where the units look for the program" {
	install install PREFIX=/usr
	[ -x "$D/usr/sbin/minihttp" ]
	grep -q '^ExecStart=-/usr/sbin/minihttp$' "$D/usr/lib/systemd/system/minihttp@.service"
	grep -q '^ExecStart=/usr/sbin/minihttpd$' "$D/usr/lib/systemd/system/minihttpd.service"
	grep -q '^ExecStart=-/usr/sbin/minihttp-tls -C /etc/minihttp/tls /usr/sbin/minihttp -o .User minihttp.$' "$D/usr/lib/systemd/system/minihttps@.service"
	grep -q '^C .* /usr/share/minihttp/www$' "$D/usr/lib/tmpfiles.d/minihttp.conf"
}

@test "what is installed can be read by all, whatever the umask" {
	umask 077
	install install
	[ -z "$(find "$D/etc" "$D/usr" ! -perm -444)" ]
	[ -z "$(find "$D/etc" "$D/usr" -type d ! -perm -555)" ]
	[ -z "$(find "$D"/usr/local/*bin -type f ! -perm -555)" ]
}

@test "the administrator's configuration stays, at install and at uninstall" {
	mkdir -p "$D/etc/minihttp" "$D/etc/logrotate.d"
	echo 'KeepAlive no' >"$D/etc/minihttp/minihttp.conf"
	echo 'Crawler x slow' >"$D/etc/minihttp/crawlers.conf"
	echo 'mine' >"$D/etc/logrotate.d/minihttp"
	install install
	install uninstall
	[ "$(cat "$D/etc/minihttp/minihttp.conf")" = 'KeepAlive no' ]
	[ "$(cat "$D/etc/minihttp/crawlers.conf")" = 'Crawler x slow' ]
	[ "$(cat "$D/etc/logrotate.d/minihttp")" = mine ]
}

@test "uninstall leaves nothing behind, nor the first page" {
	install install
	mkdir "$D/srv"
	cp -r "$D/usr/local/share/minihttp/www" "$D/srv"
	install uninstall
	[ -z "$(find "$D" -type f)" ]
	[ -z "$(find "$D" -name '*minihttp*')" ]
	[ ! -e "$D/srv/www" ]
}

@test "uninstall names what it leaves: a site, logs, a changed configuration" {
	install install
	mkdir -p "$D/srv/www" "$D/var/log/minihttp"
	echo mine >"$D/srv/www/index.html"
	echo line >"$D/var/log/minihttp/access.log"
	echo 'KeepAlive no' >>"$D/etc/minihttp/minihttp.conf"
	run make -s -C "$BATS_TEST_DIRNAME/.." BUILD="$BUILD" DESTDIR="$D" uninstall
	[ "$output" = "left, as they hold files of yours: $D/etc/minihttp $D/srv/www $D/var/log/minihttp" ]
	[ "$(cat "$D/srv/www/index.html")" = mine ]
	[ "$(cat "$D/var/log/minihttp/access.log")" = line ]
}
