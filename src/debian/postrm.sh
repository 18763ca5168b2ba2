#!/bin/sh
# The user stays, since files may belong to it.
set -e

if [ "$1" = purge ]; then
	if command -v deb-systemd-helper >/dev/null; then
		deb-systemd-helper purge minihttp.socket minihttpd.socket \
			minihttps.socket >/dev/null
	fi
	rm -rf /etc/minihttp /var/lib/minihttp /var/log/minihttp
	# the first page, if it is unchanged
	sum=$(sha256sum </srv/www/index.html 2>/dev/null) || sum=
	[ "${sum%% *}" != @WELCOME@ ] || rm -f /srv/www/index.html
	[ ! -d /srv/www ] || rmdir --ignore-fail-on-non-empty /srv/www
fi

if [ -d /run/systemd/system ]; then
	systemctl --system daemon-reload >/dev/null || true
fi
