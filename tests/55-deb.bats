#!/usr/bin/env bats
# The Debian package: `make deb`, lintian, and what an administrator does with
# it on a system of its own: install, serve, upgrade, remove, purge.

load lib/container

TOP=$BATS_TEST_DIRNAME/..

# Prints why the package cannot be made here, or nothing if it can.
no_package() {
	if [ -n "${SAN:-}" ]; then
		echo 'a sanitizer build is not installed'
	elif ! command -v dpkg-shlibdeps >/dev/null; then
		echo 'dpkg-dev is missing: make deps test'
	elif [ ! -x "$BUILD/minihttpd" ] || [ ! -x "$BUILD/minihttp-client" ]; then
		echo 'not all programs were built'
	fi
}

# package VERSION [WORD...]: makes a package of this tree, and prints its name.
package() {
	local version=$1
	shift
	DEB_VERSION=$version DEBFULLNAME=Packager DEBEMAIL=packager@debian.org \
		SOURCE_DATE_EPOCH=1700000000 \
		make -s --no-print-directory BUILD="$BUILD" "$@" deb | tail -1
}

setup_file() {
	[ -z "$(no_package)" ] || return 0
	export PACKAGES=$BATS_FILE_TMPDIR/packages
	mkdir "$PACKAGES"
	cd "$TOP"
	mv "$(package 1-1)" "$PACKAGES/old.deb"
	[ -z "$(no_container)" ] || return 0
	mv "$(package 2-1)" "$PACKAGES/new.deb"
	# A machine id: with it, this is not its first boot, at which systemd
	# starts all that can be enabled.
	echo 0123456789abcdef0123456789abcdef >"$PACKAGES/machine-id"
	boot "$PACKAGES" --bind-ro="$PACKAGES/machine-id:/etc/machine-id" \
		--bind-ro="$PACKAGES:/packages" \
		--bind-ro=/var/lib/dpkg:/run/dpkg
	# /usr is this system's, so that the packages that ours depends on are
	# there, and what is written to it is not.  dpkg need not
	# know owners: reading them takes it longer than the installation.
	inside sh -c '
		mkdir -p /run/usr /var/lib/dpkg/info /var/lib/dpkg/updates /var/log /tmp
		mount -t tmpfs tmpfs /run/usr
		mkdir /run/usr/new /run/usr/work
		mount -t overlay -o lowerdir=/usr,upperdir=/run/usr/new,workdir=/run/usr/work overlay /usr
		rm -f /usr/sbin/policy-rc.d # a build system has it, to start nothing
		echo MANDATORY_MANPATH /usr/share/man >/etc/manpath.config
		cp /run/dpkg/status /var/lib/dpkg
		cd /run/dpkg/info && printf "%s\n" *.list | (cd /var/lib/dpkg/info && xargs touch)
		find /etc /srv /var/lib -xdev | grep -v ^/var/lib/dpkg | sort >/run/before'
}

teardown_file() {
	power_off
}

setup() {
	[ -z "$(no_package)" ] || skip "$(no_package)"
	cd "$TOP"
}

container() {
	[ -z "$(no_container)" ] || skip "$(no_container)"
}

fetch() {
	inside curl -s --max-time 10 -o /dev/null -w '%{http_code}' "$@"
}

@test "lintian finds no error and no warning" {
	command -v lintian >/dev/null || skip 'lintian is missing: make deps test'
	run timeout 300 lintian --allow-root --fail-on error,warning "$PACKAGES/old.deb"
	echo "$output"
	[ "$status" = 0 ]
}

@test "what is in it" {
	dpkg-deb -c "$PACKAGES/old.deb" | awk '$6 !~ "/$" { print $1, $2, $6 }' |
		sed 's|root/root \./|/|' | sort -k2 >"$BATS_TEST_TMPDIR/files"
	diff - "$BATS_TEST_TMPDIR/files" <<-'END_OF_FILES'
	-rw-r--r-- /etc/logrotate.d/minihttp
	-rw-r--r-- /etc/minihttp/crawlers.conf
	-rw-r--r-- /etc/minihttp/minihttp.conf
	-rw-r--r-- /etc/xinetd.d/minihttp
	-rwxr-xr-x /usr/bin/minihttp-client
	-rwxr-xr-x /usr/bin/minihttp-stats
	-rw-r--r-- /usr/lib/systemd/system/minihttp.socket
	-rw-r--r-- /usr/lib/systemd/system/minihttp@.service
	-rw-r--r-- /usr/lib/systemd/system/minihttpd.service
	-rw-r--r-- /usr/lib/systemd/system/minihttpd.socket
	-rw-r--r-- /usr/lib/systemd/system/minihttps.socket
	-rw-r--r-- /usr/lib/systemd/system/minihttps@.service
	-rw-r--r-- /usr/lib/sysusers.d/minihttp.conf
	-rw-r--r-- /usr/lib/tmpfiles.d/minihttp.conf
	-rwxr-xr-x /usr/sbin/minihttp
	-rwxr-xr-x /usr/sbin/minihttp-tls
	-rwxr-xr-x /usr/sbin/minihttpd
	-rw-r--r-- /usr/share/bash-completion/completions/minihttp
	-rw-r--r-- /usr/share/bash-completion/completions/minihttp-client
	-rw-r--r-- /usr/share/bash-completion/completions/minihttp-stats
	-rw-r--r-- /usr/share/bash-completion/completions/minihttp-tls
	-rw-r--r-- /usr/share/bash-completion/completions/minihttpd
	-rw-r--r-- /usr/share/doc/minihttp/GUIDE.md.gz
	-rw-r--r-- /usr/share/doc/minihttp/NEWS.md.gz
	-rw-r--r-- /usr/share/doc/minihttp/README.Debian
	-rw-r--r-- /usr/share/doc/minihttp/README.md.gz
	-rw-r--r-- /usr/share/doc/minihttp/SECURITY.md.gz
	-rw-r--r-- /usr/share/doc/minihttp/changelog.Debian.gz
	-rw-r--r-- /usr/share/doc/minihttp/copyright
	-rw-r--r-- /usr/share/doc/minihttp/examples/example.conf
	-rw-r--r-- /usr/share/doc/minihttp/examples/minihttp-wait
	-rw-r--r-- /usr/share/doc/minihttp/examples/minihttps
	-rw-r--r-- /usr/share/fish/vendor_completions.d/minihttp-client.fish
	-rw-r--r-- /usr/share/fish/vendor_completions.d/minihttp-stats.fish
	-rw-r--r-- /usr/share/fish/vendor_completions.d/minihttp-tls.fish
	-rw-r--r-- /usr/share/fish/vendor_completions.d/minihttp.fish
	-rw-r--r-- /usr/share/fish/vendor_completions.d/minihttpd.fish
	-rw-r--r-- /usr/share/lintian/overrides/minihttp
	-rw-r--r-- /usr/share/man/man1/minihttp-client.1.gz
	-rw-r--r-- /usr/share/man/man1/minihttp-stats.1.gz
	-rw-r--r-- /usr/share/man/man5/minihttp.conf.5.gz
	-rw-r--r-- /usr/share/man/man8/minihttp-tls.8.gz
	-rw-r--r-- /usr/share/man/man8/minihttp.8.gz
	-rw-r--r-- /usr/share/man/man8/minihttpd.8.gz
	-rwxr-xr-x /usr/share/minihttp/compress
	-rw-r--r-- /usr/share/minihttp/www/index.html
	-rw-r--r-- /usr/share/zsh/vendor-completions/_minihttp
	-rw-r--r-- /usr/share/zsh/vendor-completions/_minihttp-client
	-rw-r--r-- /usr/share/zsh/vendor-completions/_minihttp-stats
	-rw-r--r-- /usr/share/zsh/vendor-completions/_minihttp-tls
	-rw-r--r-- /usr/share/zsh/vendor-completions/_minihttpd
	END_OF_FILES
	dpkg-deb -f "$PACKAGES/old.deb" Depends | grep -q '^libc6 .*libgnutls30.*libsystemd0 '
	dpkg-deb -f "$PACKAGES/old.deb" Recommends | grep -q '^libcurl4'
	[ "$(dpkg-deb -I "$PACKAGES/old.deb" conffiles)" = '/etc/logrotate.d/minihttp
/etc/minihttp/crawlers.conf
/etc/minihttp/minihttp.conf
/etc/xinetd.d/minihttp' ]
}

@test "nothing in it points to where it would be without the package" {
	dpkg-deb -x "$PACKAGES/old.deb" "$BATS_TEST_TMPDIR/tree"
	[ -z "$(grep -rl /usr/local "$BATS_TEST_TMPDIR/tree/etc" "$BATS_TEST_TMPDIR/tree/usr/lib")" ]
	# xinetd would start the service at its next reload
	grep -q '^	disable		= yes$' "$BATS_TEST_TMPDIR/tree/etc/xinetd.d/minihttp"
	grep -q '^	user		= minihttp$' "$BATS_TEST_TMPDIR/tree/etc/xinetd.d/minihttp"
}

@test "installed: a user, directories, units that systemd knows; nothing listens" {
	container
	run inside dpkg -i /packages/old.deb
	echo "$output"
	[ "$status" = 0 ]
	inside getent passwd minihttp
	[ "$(inside stat -c '%U %G %a' /var/lib/minihttp /var/log/minihttp)" = 'minihttp minihttp 750
minihttp adm 2750' ]
	[ "$(inside systemctl is-enabled minihttp.socket minihttpd.socket minihttps.socket | sort -u)" = disabled ]
	[ "$(inside systemctl is-active minihttp.socket minihttpd.socket minihttps.socket minihttpd.service | sort -u)" = inactive ]
	[ -z "$(inside ss -Hltn 'sport = :80')" ]
	inside systemd-analyze verify --man=no minihttp.socket minihttp@.service \
		minihttps.socket minihttps@.service minihttpd.socket minihttpd.service
}

@test "the manuals can be read" {
	container
	local page section
	for page in minihttp.8 minihttpd.8 minihttp-tls.8 minihttp.conf.5 minihttp-client.1 minihttp-stats.1; do
		section=${page##*.} page=${page%.*}
		# its standard error complains of /etc/groff, which the
		# container lacks
		output=$(inside env MANWIDTH=78 man -P cat "$section" "$page" 2>/dev/null)
		[[ $output = "${page^^}($section)"*NAME*DESCRIPTION*"SEE ALSO"* ]]
	done
}

@test "systemctl enable --now minihttpd.socket: it serves on port 80" {
	container
	inside systemctl enable --now minihttpd.socket
	# the first page names the next steps
	inside curl -s --max-time 10 http://127.0.0.1/ | grep -qF 'cp -r mysite/. /srv/www/'
	inside sh -c 'echo hello >/srv/www/index.html'
	[ "$(fetch http://127.0.0.1/)" = 200 ]
	[ "$(fetch 'http://[::1]/absent')" = 404 ]
	[ "$(inside minihttp-client -q http://127.0.0.1/)" = hello ]
}

@test "uploads, as README.Debian configures them" {
	container
	inside sh -c '
		install -d -o minihttp -g minihttp /srv/www/uploads
		readme=/usr/share/doc/minihttp/README.Debian
		mkdir -p /etc/systemd/system/minihttpd.service.d
		sed -n "s/^        \(\[Service\]\|ReadWritePaths=.*\)/\1/p" $readme \
			>/etc/systemd/system/minihttpd.service.d/uploads.conf
		sed -n "/# .etc.minihttp.minihttp.conf/,/^$/s/^    //p" $readme >>/etc/minihttp/minihttp.conf
		systemctl daemon-reload
		systemctl restart minihttpd.service'
	[ "$(fetch -T /etc/machine-id http://127.0.0.1/uploads/id)" = 201 ]
	inside cmp /etc/machine-id /srv/www/uploads/id
}

# Prints the lines of FILE for PATH, once there is one, or after 10 s.
logged() {
	inside timeout 10 sh -c "until grep -F '$2' /var/log/minihttp/$1; do :; done"
}

@test "logrotate: a new log for the administrators to read, and no line lost" {
	container
	command -v logrotate >/dev/null || skip 'logrotate is missing: make deps test'
	inside sh -c '
		echo "AccessLog /var/log/minihttp/access.log" >>/etc/minihttp/minihttp.conf
		systemctl reload minihttpd.service'
	[ "$(fetch http://127.0.0.1/before)" = 404 ]
	logged access.log /before
	[ "$(inside stat -c '%U %G %a' /var/log/minihttp/access.log)" = 'minihttp adm 640' ]
	run inside logrotate -f -s /run/logrotate /etc/logrotate.d/minihttp
	echo "$output"
	[ "$status" = 0 ]
	[ "$(fetch http://127.0.0.1/after)" = 404 ]
	logged access.log /after
	run logged access.log.1 /before
	[ "${#lines[@]}" = 1 ]
	[ "$(inside stat -c '%U %G %a' /var/log/minihttp/access.log)" = 'minihttp adm 640' ]
	# a start of the service does not change the group
	inside systemctl restart minihttpd.service
	[ "$(inside stat -c '%G %a' /var/log/minihttp /var/log/minihttp/access.log)" = 'adm 2750
adm 640' ]
}

@test "logrotate: a configuration that is wrong does not lose the old log" {
	container
	command -v logrotate >/dev/null || skip 'logrotate is missing: make deps test'
	inside sh -c 'echo Nonsense >>/etc/minihttp/minihttp.conf'
	run inside logrotate -f -s /run/logrotate /etc/logrotate.d/minihttp
	inside sed -i /Nonsense/d /etc/minihttp/minihttp.conf
	echo "$output"
	[ "$status" != 0 ]
	# the handler still writes to the log that it has open
	[ "$(fetch http://127.0.0.1/still)" = 404 ]
	logged access.log.1 /still
}

@test "an upgrade turns no visitor away, and the administrator's files stay" {
	container
	local main
	main=$(inside systemctl show -P MainPID minihttpd.service)
	# clients before, during and after the upgrade, one connection each
	inside bash -c '
		call() { curl -s -H "Connection: close" --max-time 10 -o /dev/null \
			-w "%{http_code}\n" "http://127.0.0.1/?[1-200]"; }
		(for round in {1..100}; do
			over=$(cat /tmp/over 2>/dev/null)
			call || echo failed
			[ -z "$over" ] || break
		done >/tmp/codes) &
		timeout 10 sh -c "until [ -s /tmp/codes ]; do :; done"
		dpkg --force-confdef --force-confold -i /packages/new.deb >/tmp/log 2>&1 ||
			{ cat /tmp/log; exit 1; }
		echo yes >/tmp/over
		wait
		sort /tmp/codes | uniq -c
		[ "$(sort -u /tmp/codes)" = 200 ]'
	[ "$(inside systemctl show -P MainPID minihttpd.service)" != "$main" ]
	[ "$(inside dpkg-query -W -f '${Version}' minihttp)" = 2-1 ]
	inside grep -q '^WriteFrom' /etc/minihttp/minihttp.conf
	[ "$(inside systemctl is-enabled minihttpd.socket)" = enabled ]
}

@test "removed: nothing listens, the configuration stays" {
	container
	inside dpkg -r minihttp
	[ -z "$(inside ss -Hltn 'sport = :80')" ]
	[ -z "$(inside pgrep -x 'minihttpd?')" ]
	inside grep -q '^WriteFrom' /etc/minihttp/minihttp.conf
}

@test "purged: only the user and the site are left" {
	container
	inside dpkg -P minihttp
	# these files are the administrator's own
	inside rm -r /etc/systemd/system/minihttpd.service.d
	inside sh -c 'find /etc /srv /var/lib -xdev | grep -v ^/var/lib/dpkg | sort >/run/after'
	run inside diff /run/before /run/after
	echo "$output"
	[ -z "$(echo "$output" | grep '^>' |
		grep -v '/srv/www\|/etc/[a-z]*-$\|/etc/systemd$\|/etc/systemd/system$')" ]
	[ "$(inside cat /srv/www/index.html)" = hello ]
	[ -z "$(inside find /etc /var/log /var/lib -xdev -name '*minihttp*' ! -path '/var/lib/dpkg/*' ! -path '/etc/systemd/*')" ]
	[ -z "$(inside find /usr/share /usr/bin /usr/sbin /usr/lib/systemd -name '*minihttp*')" ]
	inside getent passwd minihttp
}

@test "two builds of one tree, in different places, are the same bytes" {
	cd "$TOP"
	TMPDIR=$BATS_TEST_TMPDIR make -s --no-print-directory reproducible
}
