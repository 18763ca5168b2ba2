#!/usr/bin/env bats
# Debian's own kernel in a virtual machine (lib/kernel): uploads to file systems
# without hard links and to one with quotas, names on file systems that do not
# tell the case apart, and the sandbox with an older version of Landlock.  One
# guest is asked everything (lib/guest.sh); each test reads its answers.

load lib/kernel

PATH=$PATH:/usr/sbin:/sbin

setup_file() {
	[ -z "$(not_here)" ] || return 0
	cd "$BATS_TEST_DIRNAME" || return 1
	fill_tree "$BATS_FILE_TMPDIR/tree" || return 1
	# takes 20 s on an idle machine
	kernel_boot "$BATS_FILE_TMPDIR/tree" 300 \
		loop exfat vfat ext4 quota_v2 nls_utf8 nls_cp437 nls_ascii || {
		cat "$BATS_FILE_TMPDIR/tree.console"
		return 1
	}
}

setup() {
	local why
	why=$(not_here)
	[ -z "$why" ] || skip "$why"
}

# Why there is no guest.  The reason is kept, since each test asks for it.
not_here() {
	local tool said=$BATS_FILE_TMPDIR/not_here
	[ -e "$said" ] || {
		if [ -n "${SAN:-}" ]; then
			echo 'a sanitizer build is not static'
		elif [ -n "$(kernel_missing)" ]; then
			kernel_missing
		elif ! kernel_fetch; then
			echo "apt cannot fetch a kernel: $(tail -n 1 "$KERNEL/log")"
		else
			for tool in mkfs.exfat mkfs.vfat mkfs.ext4; do
				command -v $tool >/dev/null ||
					echo "$tool is missing: make deps test"
			done
		fi
	} >"$said"
	cat "$said"
}

fill_tree() {
	local tree=$1
	mkdir -p "$tree/etc"
	[ -x "$BUILD/minihttp-probe" ] || {
		echo "$BUILD/minihttp-probe is not there: make probe" >&2
		return 1
	}
	cp "$BUILD/minihttp" "$BUILD/minihttp-probe" "$tree"
	cp lib/guest.sh "$tree/main"
	${CC:-cc} -static -o "$tree/setquota" lib/setquota.c || return 1
	sed -n 's/^PROBE(\([a-z0-9_]*\),.*/\1/p' probe/probe.def >"$tree/probes"
	printf '%s\n' root:x:0:0::/:/bin/sh nobody:x:65534:65534::/:/bin/false >"$tree/etc/passwd"
	truncate -s 4M "$tree/exfat.img" "$tree/vfat.img"
	truncate -s 8M "$tree/ext4.img"
	mkfs.exfat "$tree/exfat.img" >/dev/null &&
		mkfs.vfat "$tree/vfat.img" >/dev/null &&
		mkfs.ext4 -q -O quota "$tree/ext4.img"
}

# Standard input has lines "QUESTION: ANSWER" that the guest has printed of each
# of these file systems.
on() {
	local name line bad=0
	tr -d '\r' <"$BATS_FILE_TMPDIR/tree.console" >"$BATS_TEST_TMPDIR/console"
	cat >"$BATS_TEST_TMPDIR/want"
	[ -s "$BATS_TEST_TMPDIR/want" ] || return 1
	for name; do
		while IFS= read -r line; do
			grep -qxF "$name: $line" "$BATS_TEST_TMPDIR/console" || {
				echo "want $name: $line"
				grep -F "$name: ${line%%:*}: " "$BATS_TEST_TMPDIR/console" || true
				bad=1
			}
		done <"$BATS_TEST_TMPDIR/want"
	done
	return $bad
}

FATS='exfat exfat-of-another vfat'

@test "the guest has come to its end, with all that this kernel has of a sandbox" {
	tr -d '\r' <"$BATS_FILE_TMPDIR/tree.console" >"$BATS_TEST_TMPDIR/console"
	grep -qx 'all: done' "$BATS_TEST_TMPDIR/console"
	grep -qE '^# sandbox: no_new_privs landlock .*seccomp limits close_range$' "$BATS_TEST_TMPDIR/console"
	! grep -E ': failed$|: Oops|BUG:' "$BATS_TEST_TMPDIR/console"
}

@test "without hard links (exFAT, FAT) as with them (ext4): a PUT stores and replaces" {
	on $FATS ext4 <<-'END'
	new: 201 -; a.txt=first
	replace: 204 -; a.txt=second
	directories: 201 -; x/y/z.txt=deep
	big: 204 -; 300000 bytes
	END
}

@test "the same with UploadQuota, where others count what is staged" {
	on exfat-quota exfat-of-another-quota vfat-quota <<-'END'
	new: 201 -; named.txt=first
	replace: 204 -; named.txt=second, litter 0
	END
}

@test "there, too, If-None-Match: * and If-Match decide (9110 13.1)" {
	on $FATS ext4 <<-'END'
	taken: 412 precondition; a.txt=second
	other: 412 precondition; a.txt=second
	free: 201 -; fresh.txt=fresh
	END
}

@test "a form never replaces a file that is there, nor one in another case" {
	on $FATS ext4 <<-'END'
	form: 303 -; a.txt=second a-1.txt=formed
	END
	on exfat vfat <<-'END'
	other case: 204 -; b.txt=upper
	form in other case: 303 -; b.txt=upper b-1.txt=formed
	END
}

@test "DELETE and a listing" {
	on $FATS ext4 <<-'END'
	listing: 200 -; a-1.txt a.txt fresh.txt x/
	delete: 204 -; no a-1.txt
	not empty: 409 not-empty; x/y/z.txt=deep
	delete directory: 204 -; no x/y
	END
}

@test "a name that the file system does not take is a 403 and changes nothing" {
	on $FATS <<-'END'
	no name: 403 name; a.txt fresh.txt x
	END
	on ext4 <<-'END'
	no name: 201 -; a.txt a:*b fresh.txt x
	END
}

@test "killed in the middle: the old file, and the next upload leaves no litter" {
	on $FATS ext4 <<-'END'
	killed: 100; a.txt=second
	after the kill: 204 -; a.txt=after, litter 0
	litter: 0
	END
}

@test "two files of one length within the 2 s that FAT counts in have two tags (9110 8.8.1)" {
	on $FATS ext4 <<-'END'
	tags: 200 -; they differ, 2222
	rewritten: 200 -; 3333
	END
}

@test "a full file system: 507, nothing is left, and there is room again" {
	on $FATS <<-'END'
	full: 507 disk-full; no full.bin, litter 0
	room again: 201 -; small.txt=fits
	END
}

@test "the quota of the file system (EDQUOT): 507, the old file stands, DELETE works" {
	on ext4 <<-'END'
	in quota: 201 -; 20000 bytes
	over quota: 507 disk-full; no over.bin, litter 0
	replace over quota: 507 disk-full; 20000 bytes, litter 0
	form over quota: 507 disk-full; no form.txt, litter 0
	one file more: 507 disk-full; no one.txt
	one directory more: 507 disk-full; no dir
	replace without inodes: 507 disk-full; a.txt=after, litter 0
	delete over quota: 204 -; no small.bin
	END
}

@test "HiddenFiles hides what the file system takes for the same name" {
	on exfat vfat <<-'END'
	hidden page.bak: 404 hidden
	hidden PAGE.BAK: 404 hidden
	hidden Page.Bak: 404 hidden
	hidden page.bak.: 404 hidden
	hidden page.bak..: 404 hidden
	hidden page.bak%20: 404 hidden
	hidden PAGE.BAK.%20: 404 hidden
	put up/X.BAK: 403 name; no x.txt no x.bak
	put up/x.bak.: 403 name; no x.txt no x.bak
	END
}

@test "Deny and Upload hold for it as well" {
	on exfat vfat <<-'END'
	denied shut: 403 address
	denied SHUT: 403 address
	denied Shut.: 403 address
	denied shut%20: 403 address
	put UP/x.txt: 405 method-not-allowed; no x.txt no x.bak
	END
}

@test "an older Landlock alone keeps files outside the root shut, and all shut for writing" {
	on landlock <<-'END'
	open_passwd: 403
	open_parent: 403
	open_list: 403
	open_proc: 403
	open_by_openat: 403
	open_as_walk_does: 403
	make_in_root: 403
	make_in_uploads: 403
	make_in_tmp: 403
	write_in_root: 403
	unlink_in_root: 403
	mkdir_in_root: 403
	link_out: 403
	execve: 403
	END
}

@test "with seccomp as well nothing can be done, TCP included, which it does not know" {
	local name
	for name in open_passwd open_parent open_list open_proc open_as_walk_does \
		make_in_root make_in_uploads make_in_tmp write_in_root descriptors \
		descriptors_of_child fill_board raise_rates clear_rates read_rates forge_limited \
		forge_noted spoil_counters hidden_script take_out_lines; do
		echo "$name: 403"
	done >"$BATS_TEST_TMPDIR/refused"
	sed -n 's/^PROBE(\([a-z0-9_]*\),.*/\1: dead/p' "$BATS_TEST_DIRNAME/probe/probe.def" |
		grep -vE '^(nothing|password|look_outside): ' |
		awk -F: 'NR == FNR { refused[$1] = 1; next } !($1 in refused)' \
			"$BATS_TEST_TMPDIR/refused" - >"$BATS_TEST_TMPDIR/deadly"
	grep -qx 'connect: dead' "$BATS_TEST_TMPDIR/deadly"
	cat "$BATS_TEST_TMPDIR/refused" "$BATS_TEST_TMPDIR/deadly" | on probe
}
