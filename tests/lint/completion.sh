#!/bin/sh
# The options of minihttp-client are the same, and have a value or not, in
# the program, its manual and its completions.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd src/client

# Each as "-o=" and "--output=", or without "=", or with "?" where a value
# stands behind "=" only.
sed -n 's/^\t{ \(0\|'"'.'"'\), "\([a-z0-9-]*\)", KIND_\([A-Z]*\), .*/\1 \2 \3/p' options.c |
	tr -d "'" | while read -r letter name kind; do
		case $kind in
		VALUE) mark='=' ;;
		MAYBE) mark='?' ;;
		*) mark= ;;
		esac
		[ "$letter" = 0 ] || echo "-$letter$mark"
		echo "--$name$mark"
	done | sort >"$tmp/program"

# .It Fl C , -continue-at Cm -
sed -n 's/^\.It Fl //p' minihttp-client.1 | sed 's/ , Fl / , /g' |
	while read -r line; do
		case $line in
		*' Ns Op = Ns '*) mark='?' ;;
		*' Ar '* | *' Cm '*) mark='=' ;;
		*) mark= ;;
		esac
		for word in ${line%% [ACN][rms] *}; do
			[ "$word" = , ] || echo "-$word$mark"
		done
	done | sort >"$tmp/manual"

sed -n "/_options='/,/^'/p" completion/minihttp-client.bash |
	grep -oE -e '--?[A-Za-z0-9-]+[=?]?' | sort >"$tmp/bash"

# '(-C --continue-at)'{-C+,--continue-at=}'[explained]:value:action'
sed -n '/specs=(/,/^\t)/p' completion/_minihttp-client | grep '\[' |
	sed -e 's/\[.*//' -e "s/'[(*][^']*'//" -e 's/([^)]*)//' |
	grep -oE -e '--?[A-Za-z0-9-]+(\+|=-|=)?' |
	sed -e 's/=-$/?/' -e 's/+$/=/' | sort >"$tmp/zsh"

bad=0
[ -s "$tmp/program" ] || { echo 'no options found in options.c'; bad=1; }
for where in manual bash zsh; do
	diff "$tmp/program" "$tmp/$where" >&2 ||
		{ echo "options: options.c and $where differ"; bad=1; }
done

# The commands of "cache", in the table that judge_cache() looks them up in.
sed -n 's/^\t\t{ "\([a-z]*\)", OPTIONS_[A-Z]* },/\1/p' options.c | sort >"$tmp/commands"
[ -s "$tmp/commands" ] || { echo 'no commands found in options.c'; bad=1; }
sed -n '/^\.Ss The cache/,/^\.Sh/s/^\.It Cm \([a-z]*\).*/\1/p' minihttp-client.1 |
	sort >"$tmp/commands.manual"
sed -n "s/.*1,cache).*'%s\\\\n' \([a-z ]*\))\".*/\1/p" completion/minihttp-client.bash |
	tr ' ' '\n' | sort >"$tmp/commands.bash"
sed -n "/commands=(/,/^\t)/s/^\t\t'\([a-z]*\):.*/\1/p" completion/_minihttp-client |
	sort >"$tmp/commands.zsh"
for where in manual bash zsh; do
	diff "$tmp/commands" "$tmp/commands.$where" >&2 ||
		{ echo "cache commands: options.c and $where differ"; bad=1; }
done
exit $bad
