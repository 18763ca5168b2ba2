#!/bin/sh
# The options of each program are the same, and have a value or not, in its
# list (which its parser and --help are made of), its manual and its
# completions for bash, zsh and fish.  The client's completions are generated.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0

# Each option as "-o=" and "--output=", or without "=", or with "?" where a
# value stands behind "=" only.

# OPTION('o', "output", KIND, WHAT, "FILE", "write to FILE")
of_list() {
	sed -n 's/^OPTION(\(0\|'"'.'"'\), "\([a-z0-9.-]*\)", .*"\([^"]*\)", "\([^"\\]\|\\.\)*")$/\1 \2 \3/p' "$1" |
		sed -e 's/^0/none/' -e "s/^'\(.\)'/\1/" | while read -r letter name value; do
			case $value in
			'') mark= ;;
			\[*) mark='?' ;;
			*) mark='=' ;;
			esac
			[ "$letter" = none ] || printf '%s\n' "-$letter$mark"
			echo "--$name$mark"
		done
}

# .It Fl C , -continue-at Cm -
of_manual() {
	sed -n 's/^\.It Fl //p' "$1" | sed 's/ , Fl / , /g' |
		while read -r line; do
			case $line in
			*' Ns Op = Ns '*) mark='?' ;;
			*' Ar '* | *' Cm '*) mark='=' ;;
			*) mark= ;;
			esac
			for word in ${line%% [ACN][rms] *}; do
				word=${word#\\&}
				[ "$word" = , ] || printf '%s\n' "-$word$mark"
			done
		done
}

of_bash() {
	sed -n "/_options='/,/^'/p" "$1" | grep -oE -e '--?[A-Za-z0-9#:.-]+[=?]?'
}

# '(-C --continue-at)'{-C+,--continue-at=}'[explained]:value:action'
of_zsh() {
	sed -n '/specs=(/,/^\t*)/p' "$1" | grep '\[' |
		sed -e 's/\[.*//' -e "s/'[(*][^']*'//" -e 's/([^)]*)//' |
		sed 's/{-[\\]/{-/' | grep -oE -e '--?[A-Za-z0-9#:.-]+(\+|=-|=)?' |
		sed -e 's/=-$/?/' -e 's/+$/=/'
}

# complete -c PROGRAM -s o -l output -r -F -d 'explained'; -x wants a value too.
# That a value may stand behind "=" alone fish does not know.
of_fish() {
	sed "s/ -s '#'/ -s #/" "$1" |
	sed -n "s/^complete -c [a-z-]*\( -s .\)\? -l \([a-z0-9.-]*\)\(.*\) -d '.*/\2\1\3/p" |
		while read -r name rest; do
			case " $rest " in
			*' -r '* | *' -x '*) mark='=' ;;
			*) mark= ;;
			esac
			[ "${rest#-s }" = "$rest" ] ||
				printf '%s\n' "$rest" | sed "s/^-s \(.\).*/-\1$mark/"
			echo "--$name$mark"
		done
}

check() {
	diff "$tmp/list" "$tmp/have" >&2 ||
		{ echo "options: $1 and $2 differ"; bad=1; }
}

while read -r list program manual; do
	of_list "src/$list" | sort >"$tmp/list"
	[ -s "$tmp/list" ] || { echo "no options found in $list"; bad=1; }
	grep -c '^OPTION(' "src/$list" | grep -qx "$(grep -c '^--' "$tmp/list")" ||
		{ echo "$list: a line that is not understood"; bad=1; }
	for option in -h --help -V --version; do
		grep -qxe "$option" "$tmp/list" || { echo "$list: no $option"; bad=1; }
	done
	dir=src/${list%/*}/completion
	of_manual "src/$manual" | sort >"$tmp/have"
	check "$list" "$manual"
	# In the same order, too: those that begin an item.
	sed -n 's/^\.It Fl \([^ ]* , \)\?-\([a-z0-9.-]*\).*/\2/p' "src/$manual" \
		>"$tmp/have.order"
	of_list "src/$list" | sed -n 's/^--\(.*\)/\1/p' | tr -d '=?' |
		grep -xF -f "$tmp/have.order" >"$tmp/list.order"
	diff "$tmp/list.order" "$tmp/have.order" >&2 ||
		{ echo "options: $list and $manual have another order"; bad=1; }
	of_bash "$dir/$program.bash" | sort >"$tmp/have"
	check "$list" "$program.bash"
	of_zsh "$dir/_$program" | sort >"$tmp/have"
	check "$list" "_$program"
	tr -d '?' <"$tmp/list" >"$tmp/fish"
	mv "$tmp/fish" "$tmp/list"
	of_fish "$dir/$program.fish" | sort >"$tmp/have"
	check "$list" "$program.fish"
done <<END
server/options.def minihttp server/minihttp.8
daemon/args.def minihttpd daemon/minihttpd.8
stats/options.def minihttp-stats stats/minihttp-stats.1
client/options.def minihttp-client client/minihttp-client.1
tls/options.def minihttp-tls tls/minihttp-tls.8
END
src/client/completion/generate.sh check || bad=1
tests/lint/option_texts.py || bad=1
cd src/client

# The commands of "cache", in the table that judge_cache() looks them up in.
sed -n 's/^\t\t{ "\([a-z]*\)", OPTIONS_[A-Z]* },/\1/p' options_judge.c | sort >"$tmp/commands"
[ -s "$tmp/commands" ] || { echo 'no commands found in options_judge.c'; bad=1; }
sed -n '/^\.Ss The cache/,/^\.Sh/s/^\.It Cm \([a-z]*\).*/\1/p' minihttp-client.1 |
	sort >"$tmp/commands.manual"
sed -n "s/.*1,cache).*'%s\\\\n' \([a-z ]*\))\".*/\1/p" completion/minihttp-client.bash |
	tr ' ' '\n' | sort >"$tmp/commands.bash"
sed -n "/commands=(/,/^\t)/s/^\t\t'\([a-z]*\):.*/\1/p" completion/_minihttp-client |
	sort >"$tmp/commands.zsh"
sed -n "s/.*seen_subcommand_from cache' -x -a '\([a-z ]*\)'$/\1/p" \
	completion/minihttp-client.fish | tr ' ' '\n' | sort >"$tmp/commands.fish"
for where in manual bash zsh fish; do
	diff "$tmp/commands" "$tmp/commands.$where" >&2 ||
		{ echo "cache commands: options_judge.c and $where differ"; bad=1; }
done
exit $bad
