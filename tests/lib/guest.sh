#!/bin/sh
# shellcheck shell=dash
# /main of the guest of tests/64-kernel.bats (lib/kernel): asks the handler on
# file systems that few kernels of test machines have.  A line for each question:
#
#	FILE SYSTEM: QUESTION: STATUSES WHY; what else there is to see
#
# The images are /NAME.img.  The handler runs as a user without rights, confined
# by all that this kernel has (Sandbox require).
set -u
umask 022

cat >/common <<-'EOF'
User 1000:1000
Sandbox require
RequestMethodSupport GET HEAD OPTIONS PUT DELETE POST
Upload /up/
WriteFrom -
UploadMakeDirectories yes
MaxBodySize 64M
DirectoryListing yes
HiddenFiles *.bak
Deny /shut/ all
EOF

# place NAME ROOT [DIRECTIVE]: what the next questions are about.
place() {
	NAME=$1 ROOT=$2
	{
		cat /common
		echo "${3:-}"
	} >"$W/conf"
}

# mounted TYPE OPTIONS [IMAGE]: on /mnt/$NAME.
mounted() {
	mkdir -p "/mnt/$NAME"
	mount -t "$1" -o "loop,$2" "/${3:-$NAME}.img" "/mnt/$NAME" ||
		echo "$NAME: mount: failed"
}

# ask REQUEST, with the escapes of printf.
ask() {
	printf '%b' "$1" >"$W/request"
	ask_file
}

# Without a process but the handler: each costs the emulation milliseconds.
ask_file() {
	local line
	got=none
	/minihttp -c "$W/conf" "$ROOT" <"$W/request" >"$W/answer" 2>"$W/log"
	read -r _ got _ <"$W/answer"
	while read -r line; do
		got="$got ${line##* }"
	done <"$W/log"
}

body() {
	sed '1,/^\r*$/d' "$W/answer"
}

field() {
	sed -n "s/^$1: \(.*\)\r$/\1/p" "$W/answer"
}

get() {
	ask "GET $1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${2:+$2\r\n}\r\n"
}

delete() {
	ask "DELETE $1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
}

# put TARGET CONTENT [FIELD LINE]
put() {
	ask "PUT $1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${#2}\r\n${3:+$3\r\n}\r\n$2"
}

# fill TARGET BYTES
fill() {
	printf 'PUT %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %s\r\n\r\n' "$1" "$2" >"$W/request"
	head -c "$2" /dev/zero >>"$W/request"
	ask_file
}

# form FILE NAME CONTENT
form() {
	local part
	part="--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"$2\"\r\n\r\n$3\r\n--B--\r\n"
	ask "POST $1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: $(printf '%b' "$part" | wc -c)\r\n\r\n$part"
}

# says QUESTION [MORE]
says() {
	local more=${2:+; $2}
	echo "$NAME: $1: $got${more% }"
}

# Prints the content of files, by name.
files() {
	local file line all=
	for file; do
		line=
		[ ! -s "$ROOT/up/$file" ] || read -r line <"$ROOT/up/$file"
		[ -e "$ROOT/up/$file" ] && line="$file=$line" || line="no $file"
		all="$all $line"
	done
	echo "${all# }"
}

litter() {
	find "$ROOT" -name '.minihttp*' | wc -l
}

uploads() {
	put /up/a.txt first
	says new "$(files a.txt)"
	put /up/a.txt second
	says replace "$(files a.txt)"
	put /up/a.txt third 'If-None-Match: *'
	says 'taken' "$(files a.txt)"
	put /up/a.txt third 'If-Match: "x"'
	says 'other' "$(files a.txt)"
	put /up/fresh.txt fresh 'If-None-Match: *'
	says 'free' "$(files fresh.txt)"
	form /up/ a.txt formed
	says form "$(files a.txt a-1.txt)"
	put /up/x/y/z.txt deep
	says directories "$(files x/y/z.txt)"
	get /up/
	says listing "$(body | grep -o '"[a-z1-]*\(.txt\|/\)"' | sort -u | tr -d '"' | tr '\n' ' ')"
	delete /up/a-1.txt
	says delete "$(files a-1.txt)"
	delete /up/x/y
	says 'not empty' "$(files x/y/z.txt)"
	delete /up/x/y/z.txt
	delete /up/x/y
	says 'delete directory' "$(files x/y)"
	put /up/big.bin ''
	fill /up/big.bin 300000
	says big "$(wc -c <"$ROOT/up/big.bin") bytes"
	rm "$ROOT/up/big.bin"
	put '/up/a%3A*b' x
	says 'no name' "$(ls "$ROOT/up" | tr '\n' ' ')"
	killed
	tags
	got=$(litter)
	says litter
}

# The handler is killed while it takes a file in.
killed() {
	local pid
	mkfifo "$W/fifo"
	: >"$W/answer"
	/minihttp -c "$W/conf" "$ROOT" <"$W/fifo" >"$W/answer" 2>"$W/log" &
	pid=$!
	exec 8>"$W/fifo"
	printf 'PUT /up/a.txt HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n' >&8
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ ! -s "$W/answer" ] || break
		usleep 100000
	done
	printf half >&8
	kill -KILL "$pid"
	exec 8>&-
	wait "$pid"
	rm "$W/fifo"
	read -r _ got _ <"$W/answer"
	says killed "$(files a.txt)"
	put /up/a.txt after
	says 'after the kill' "$(files a.txt), litter $(litter)"
} 2>/dev/null

# Two files of one length by one name, as quickly as can be.
tags() {
	local first second same=differ
	put /up/t.txt 1111
	first=$(field ETag)
	put /up/t.txt 2222
	second=$(field ETag)
	[ "$first" != "$second" ] || same="are the same: $first"
	get /up/t.txt "If-None-Match: $first"
	says tags "they $same, $(body)"
	get /up/t.txt
	first=$(field ETag)
	# and by somebody else, in place
	printf 3333 >"$ROOT/up/t.txt"
	get /up/t.txt "If-None-Match: $first"
	says rewritten "$(body)"
}

# Names in the other case, or with more behind them, on a file system that does
# not tell them apart.
cases() {
	local name
	printf hidden >"$ROOT/page.bak"
	printf shut >"$ROOT/shut/page.txt"
	chmod -R a+rX "$ROOT" 2>/dev/null
	for name in page.bak PAGE.BAK Page.Bak page.bak. page.bak.. page.bak%20 PAGE.BAK.%20; do
		get "/$name"
		says "hidden $name"
	done
	for name in shut SHUT Shut. shut%20; do
		get "/$name/page.txt"
		says "denied $name"
	done
	for name in UP/x.txt up/X.BAK up/x.bak.; do
		put "/$name" x
		says "put $name" "$(files x.txt x.bak)"
	done
	put /up/b.txt lower
	put /up/B.TXT upper
	says 'other case' "$(files b.txt)"
	form /up/ B.TXT formed
	says 'form in other case' "$(files b.txt b-1.txt)"
}

# full BYTES: of a file that does not fit.
full() {
	fill /up/full.bin "$1"
	says full "$(files full.bin), litter $(litter)"
	put /up/small.txt fits
	says 'room again' "$(files small.txt)"
}

fat() {
	place "$1" "/mnt/$1"
	mounted "${1%%-*}" "$2" "$3"
	rm -rf "/mnt/${1:?}"/*
	mkdir -p "$ROOT/up" "$ROOT/shut"
	uploads
	[ -z "${4:-}" ] || cases
	full 8000000
	place "$1" "/mnt/$1" 'UploadQuota 1M'
	NAME=$1-quota
	put /up/named.txt first
	says new "$(files named.txt)"
	put /up/named.txt second
	says replace "$(files named.txt), litter $(litter)"
	umount "/mnt/$1"
}

disk() {
	place ext4 /mnt/ext4
	mounted ext4 usrquota
	mkdir -p "$ROOT/up"
	chown 1000:1000 "$ROOT/up"
	uploads
	/setquota "$(losetup -a | sed -n 's/^\([^:]*\):.*ext4.img.*/\1/p')" 1000 200 0 ||
		echo 'ext4: setquota: failed'
	fill /up/small.bin 20000
	says 'in quota' "$(wc -c <"$ROOT/up/small.bin") bytes"
	fill /up/over.bin 400000
	says 'over quota' "$(files over.bin), litter $(litter)"
	fill /up/small.bin 400000
	says 'replace over quota' "$(wc -c <"$ROOT/up/small.bin") bytes, litter $(litter)"
	form /up/ form.txt "$(head -c 400000 /dev/zero | tr '\0' x)"
	says 'form over quota' "$(files form.txt), litter $(litter)"
	# as many inodes as there are
	/setquota "$(losetup -a | sed -n 's/^\([^:]*\):.*ext4.img.*/\1/p')" 1000 0 \
		"$(find "$ROOT" -user 1000 | wc -l)"
	put /up/one.txt more
	says 'one file more' "$(files one.txt)"
	put /up/dir/one.txt more
	says 'one directory more' "$(files dir)"
	put /up/a.txt again
	says 'replace without inodes' "$(files a.txt), litter $(litter)"
	delete /up/small.bin
	says 'delete over quota' "$(files small.bin)"
	umount /mnt/ext4
}

# probes QUESTION NAME...: what a handler that was taken over is told, by probe
# of tests/probe.
probes() {
	local what=$1 name got
	shift
	mkdir -p /site/uploads
	echo secret >/secret
	echo 0123456789abcdefghij >/site/digits.txt
	for name; do
		rm -rf /site/planted /site/uploads/planted /tmp/minihttp-planted
		: >/site/victim
		chmod -R a+rwX /site /secret
		printf 'GET /digits.txt HTTP/1.1\r\nHost: a\r\nProbe: %s\r\nConnection: close\r\n\r\n' "$name" |
			/minihttp-probe -c /dev/null /site 2>/dev/null 7</secret >"$W/answer"
		got=dead
		read -r _ got _ <"$W/answer"
		echo "$what: $name: ${got:-dead}"
	done
}

# work FUNCTION: two at once, as there are two processors; each prints when it is
# done.
work() {
	W=/scratch/$1
	mkdir -p "$W"
	"$1" >"$W/out" 2>&1
	grep -vE '^(Bad system call|Segmentation fault|Aborted)$' "$W/out"
	read -r now _ </proc/uptime
	echo "$1: $now s after the start"
}

fats() {
	fat exfat uid=1000,gid=1000 exfat cases
	fat exfat-of-another umask=0 exfat
}

others() {
	fat vfat umask=0 vfat cases
	disk
	# shellcheck disable=SC2046 # a list of words
	probes probe $(cat /probes)
	# what Landlock of this version refuses by itself
	PROBE_WITHOUT=seccomp
	export PROBE_WITHOUT
	# shellcheck disable=SC2046
	probes landlock $(grep -E '^(open|make|write|unlink|mkdir|link)_|^execve$' /probes)
}

echo "kernel: $(uname -r)"
/minihttp -T / | sed -n 's/^# sandbox/&/p'
work fats &
work others
wait
echo 'all: done'
