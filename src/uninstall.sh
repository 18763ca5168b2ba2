#!/bin/sh
# Removes what `make install` and its units made, and names what it leaves.
#
#	uninstall.sh DESTDIR PREFIX FILE...
#
# FILE: a file that was installed and that nobody changes.  Configurations and
# the first page are removed only if they are unchanged.  Directories are
# removed only when they are empty.
set -eu
cd "$(dirname "$0")/.."
dest=$1 prefix=$2
shift 2

# A unit that runs on would lose its program, and its link would dangle.
units() {
	[ -z "$dest" ] && [ -d /run/systemd/system ]
}

# unchanged SOURCE INSTALLED: removes the file if it is as it was installed.
unchanged() {
	! cmp -s "$1" "$dest$2" || rm -f "$dest$2"
}

if units; then
	systemctl disable -q --now minihttp.socket minihttpd.socket \
		minihttps.socket minihttpd.service 2>/dev/null || true
	systemctl stop 'minihttp@*.service' 'minihttps@*.service' || true
fi
rm -f "$@"
unchanged src/config/minihttp.conf /etc/minihttp/minihttp.conf
unchanged src/config/crawlers.conf /etc/minihttp/crawlers.conf
unchanged systemd/minihttp.logrotate /etc/logrotate.d/minihttp
unchanged src/site/welcome/index.html /srv/www/index.html
! units || systemctl daemon-reload

for file; do
	dirname "$file"
done | sort -ru | while read -r directory; do
	case $directory in
	"$dest$prefix"/bin | "$dest$prefix"/sbin) ;;
	*) rmdir "$directory" 2>/dev/null || true ;;
	esac
done
rmdir "$dest$prefix/lib/systemd" "$dest$prefix/share/bash-completion" \
	"$dest$prefix/share/fish" "$dest$prefix/share/minihttp" \
	"$dest$prefix/share/zsh" "$dest/etc/logrotate.d" "$dest/etc/minihttp" \
	"$dest/srv/www" "$dest/var/log/minihttp" "$dest/var/lib/minihttp" \
	2>/dev/null || true

left=
for path in /etc/minihttp /etc/logrotate.d/minihttp /srv/www \
	/var/log/minihttp /var/lib/minihttp; do
	[ ! -e "$dest$path" ] || left="$left $dest$path"
done
[ -z "$left" ] || echo "left, as they hold files of yours:$left"
if [ -z "$dest" ] && getent passwd minihttp >/dev/null; then
	echo 'left, as files may belong to it: the user minihttp (userdel minihttp)'
fi
