#!/usr/bin/env bats
# The completions that Tab offers for minihttp-client, in a real bash and a real
# zsh.  tests/lint/completion.sh checks that no option is missing.

load lib/ask

setup_file() {
	command -v zsh >/dev/null || return 0
	: "${BUILD:=$BATS_TEST_DIRNAME/../build}"
	[ -x "$BUILD/minihttp-client" ] || return 0
	export FROM=$BATS_TEST_DIRNAME/../src/client/completion
	export XDG_CACHE_HOME=$BATS_FILE_TMPDIR/cache
	# the directory for the shells: some files to complete, and the URLs of
	# two servers
	mkdir -p "$BATS_FILE_TMPDIR/here/folder" "$BATS_FILE_TMPDIR/site"
	(cd "$BATS_FILE_TMPDIR/here" && touch notes.txt 'with space')
	touch "$BATS_FILE_TMPDIR/site"/{one,other}
	cat >"$BATS_FILE_TMPDIR/bash" <<-'END'
	bind '"\C-t": insert-completions'
	bind -x '"\C-g": printf "%s\n" "$READLINE_LINE" >"$TAB_LINE"'
	. "$FROM/minihttp-client.bash"
	END
	cat >"$BATS_FILE_TMPDIR/zsh" <<-'END'
	fpath=("$FROM" $fpath)
	autoload -U compinit
	compinit -D -u
	zstyle ':completion:*' completer _all_matches _complete
	zstyle ':completion:*' insert true
	write() { print -r -- "$BUFFER" >$TAB_LINE }
	zle -N write
	bindkey '^t' expand-or-complete '^g' write
	END
	fill_cache
}

# http://127.0.0.1:PORT/one and /other.
fill_cache() {
	local try
	for try in 1 2 3 4 5 6 7 8; do
		PORT=$((20000 + RANDOM % 12000))
		systemd-socket-activate --listen="127.0.0.1:$PORT" --accept --inetd \
			"$BUILD/minihttp" -c /dev/null "$BATS_FILE_TMPDIR/site" 2>/dev/null 3>&- &
		SERVER=$!
		timeout 10 sh -c 'until ss -Hltnp "sport = :$1" | grep -q "pid=$2,"; do
			kill -0 "$2" || exit 1; done' - "$PORT" "$SERVER" 2>/dev/null && break
	done
	"$BUILD/minihttp-client" -q "http://127.0.0.1:$PORT/one" "http://127.0.0.1:$PORT/other"
	kill "$SERVER"
	export PORT
}

setup() {
	[ -n "${FROM:-}" ] || skip 'zsh or minihttp-client is missing: make deps test'
}

# offered SHELL LINE: prints the line with all that Tab offers inserted.
offered() {
	(cd "$BATS_FILE_TMPDIR/here" && PATH=$BUILD:$PATH timeout 20 \
		"$BATS_TEST_DIRNAME/lib/tab.py" "$1" "$BATS_FILE_TMPDIR/$1" "$2") |
		sed 's/ *$//'
}

# both LINE BASH [ZSH]: both shells make this of the line.
both() {
	local shell want
	for shell in bash zsh; do
		want=$2
		[ $shell = bash ] || want=${3-$2}
		have=$(offered $shell "minihttp-client $1")
		[ "$have" = "minihttp-client $want" ] || {
			printf '%s:\nwant minihttp-client %s\nhave %s\n' $shell "$want" "$have"
			return 1
		}
	done
}

@test "options, and what follows them" {
	both --off '--offline'
	both --max- '--max-redirs --max-size --max-stale --max-stale= --max-time' \
		'--max-redirs --max-size --max-stale --max-time='
	both '-X P' '-X PATCH POST PUT'
	both '-C ' '-C -'
	both '-- --off' '-- --off'
}

@test "files and directories, with blanks in their names, also behind a bundle" {
	both '-o n' '-o notes.txt'
	both '-fqo w' '-fqo with\ space'
	both '--output=n' '--output=notes.txt'
	both '-d @n' '-d \@notes.txt' '-d @notes.txt'
	both '--cache-dir f' '--cache-dir folder' '--cache-dir folder/'
	both "localhost 8080 PUT n" "localhost 8080 PUT notes.txt"
}

@test "URLs that are in the cache, with their scheme or without, and quoted" {
	both "http://127.0.0.1:$PORT/on" "http://127.0.0.1:$PORT/one"
	both "-v 127.0.0.1:$PORT/on" "-v 127.0.0.1:$PORT/one"
	both "\"http://127.0.0.1:$PORT/on" "http://127.0.0.1:$PORT/one" "\"http://127.0.0.1:$PORT/one\""
	both "--cache-dir $BATS_FILE_TMPDIR/none http://1" "--cache-dir $BATS_FILE_TMPDIR/none http://1"
	both "--cache-dir=$XDG_CACHE_HOME/minihttp http://127.0.0.1:$PORT/ot" \
		"--cache-dir=$XDG_CACHE_HOME/minihttp http://127.0.0.1:$PORT/other"
}

@test "HOST PORT [GET] FILE and HOST PORT PUT FILE" {
	both 127 "127.0.0.1 127.0.0.1:$PORT/one 127.0.0.1:$PORT/other"
	both '127.0.0.1 ' "127.0.0.1 $PORT http://127.0.0.1:$PORT/one http://127.0.0.1:$PORT/other"
	both "127.0.0.1 $PORT " "127.0.0.1 $PORT GET PUT one other"
	both "-m 3 127.0.0.1 $PORT GET on" "-m 3 127.0.0.1 $PORT GET one"
}

@test "the cache commands" {
	both 'cache ' 'cache dir gc info ls purge verify why'
	both 'cache purge --a' 'cache purge --all'
	both "cache info http://127.0.0.1:$PORT/ot" "cache info http://127.0.0.1:$PORT/other"
	both 'cache gc --' 'cache gc --cache-dir --json --max-size' \
		'cache gc --all --cache-dir --json --max-size='
}
