# bash completion for minihttp-client(1).
#
# Options and what they are followed by; cached URLs where a URL may stand;
# of "HOST PORT FILE" each word that the cache knows.  Nothing asks a network.
# tests/lint/completion.sh holds the list of options to the program's.

# "=": a value follows, as the next word or behind "=".  "?": only behind "=".
_minihttp_client_options='
	--all
	--cacert=
	--cache-dir=
	-E= --cert=
	--compressed
	-K= --config=
	--connect-timeout=
	--connect-to=
	-C= --continue-at=
	-c= --cookie-jar=
	-b= --cookie=
	--create-dirs
	--curl
	--data-binary=
	--data-raw=
	--data-urlencode=
	-d= --data=
	-D= --dump-header=
	--etag-compare=
	--etag-save=
	-f --fail
	--fail-with-body
	--form-string=
	-F= --form=
	-G --get
	-g --globoff
	-I --head
	-H= --header=
	-h --help
	--heuristic
	--http1.1
	--http2
	--if-match
	--if-modified
	-i --include
	-k --insecure
	-4 --ipv4
	-6 --ipv6
	--json=
	--key=
	--limit-rate=
	-L --location
	--max-redirs=
	--max-size=
	--max-stale?
	-m= --max-time=
	--min-fresh=
	-n --netrc
	--netrc-file=
	-N --no-buffer
	--no-location
	--no-progress-meter
	--no-store
	--noproxy=
	--offline
	--output-dir=
	-o= --output=
	-Z --parallel
	-# --progress-bar
	--proto=
	-U= --proxy-user=
	-x= --proxy=
	-q --quiet
	-r= --range=
	-e= --referer=
	--refresh
	-J --remote-header-name
	-O --remote-name
	-R --remote-time
	-X= --request=
	--resolve=
	--retry-all-errors
	--retry-connrefused
	--retry-delay=
	--retry=
	--sha256=
	-S --show-error
	-s --silent
	-Y= --speed-limit=
	-y= --speed-time=
	-z= --time-cond=
	--timings
	--tlsv1.2
	--tlsv1.3
	--unix-socket=
	-T= --upload-file=
	--url=
	-A= --user-agent=
	-u= --user=
	-v --verbose
	-V --version
	-w= --write-out=
'

# The words up to the cursor as the program would get them: words.  Readline
# cuts at ":" and "=" as well, and a URL has both.
_minihttp_client_words() {
	local line=${COMP_LINE:0:COMP_POINT} i word
	words=()
	for ((i = 0; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		((i < COMP_CWORD)) || word=${line#"${line%%[![:blank:]]*}"}
		if ((i > 0)) && [[ $line != [[:blank:]]* && -n $line ]]; then
			words[-1]+=$word
		else
			words+=("$word")
		fi
		line=${line#*"$word"}
	done
}

# Whether WORD is an option whose value is the next word; sets option.
_minihttp_client_wants_value() {
	option=$1
	case $1 in
	--*)
		;;
	-?*)
		# of a bundle the first letter that has a value takes the rest
		local i
		for ((i = 1; i < ${#1}; i++)); do
			option=-${1:i:1}
			[[ $_minihttp_client_options != *[[:space:]]"$option="* ]] ||
				{ ((i + 1 == ${#1})); return; }
		done
		return 1
		;;
	*)
		return 1
		;;
	esac
	[[ $_minihttp_client_options == *[[:space:]]"$option="* ]]
}

# What is in the cache, whole and, for a word that does not begin with a
# scheme, without http://.
_minihttp_client_urls() {
	local url
	timeout 1 "${words[0]}" "${cache[@]}" cache ls 2>/dev/null |
		while IFS=$'\t' read -r _ _ url; do
			printf '%s\n' "$url"
			[[ -z $1 || $url != http://* ]] || printf '%s\n' "${url#http://}"
		done
}

# Of http://HOST:PORT/FILE in the cache what follows the words that are
# given: nothing, HOST, or HOST and PORT.
_minihttp_client_parts() {
	local url host port
	_minihttp_client_urls '' | while IFS= read -r url; do
		[[ $url =~ ^http://([^/:]*|\[[^]]*\])(:([0-9]+))?/(.*)$ ]] || continue
		host=${BASH_REMATCH[1]} port=${BASH_REMATCH[3]:-80}
		case $# in
		0) printf '%s\n' "$host" ;;
		1) [[ $host != "$1" ]] || printf '%s\n' "$port" ;;
		2) [[ $host != "$1" || $port != "$2" ]] || printf '%s\n' "${BASH_REMATCH[4]}" ;;
		esac
	done
}

# Those of the lines LIST that begin with WORD; readline replaces only what
# stands behind the last character that it cuts at, which it does not do
# within quotes.
_minihttp_client_offer() {
	local word=${1#[\"\']} cut='' line
	[[ $1 == [\"\']* ]] || cut=${1%"${1##*["$COMP_WORDBREAKS"]}"}
	while IFS= read -r line; do
		[[ -z $line || $line != "$word"* ]] || COMPREPLY+=("${line#"$cut"}")
	done < <(printf '%s\n' "$2" | sort -u)
}

# Files are readline's own: it knows about quotes and blanks.
_minihttp_client_value() {
	case $1 in
	-o | --output | -T | --upload-file) compopt -o default ;;
	--cache-dir) compopt -o plusdirs ;;
	-C | --continue-at) COMPREPLY=(-) ;;
	-d | --data)
		if [[ $2 == @* ]]; then
			compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -P @ -f -- "${2#@}")
		elif [[ -z $2 ]]; then
			compopt -o nospace
			COMPREPLY=(@)
		fi
		;;
	-H | --header)
		compopt -o nospace
		_minihttp_client_offer "$2" "$(printf '%s:\n' Accept \
			Accept-Language Authorization Cache-Control \
			Content-Type Cookie If-Match If-None-Match \
			If-Unmodified-Since Origin Prefer Range User-Agent)"
		;;
	-X | --request)
		_minihttp_client_offer "$2" "$(printf '%s\n' DELETE GET HEAD \
			OPTIONS PATCH POST PUT TRACE)"
		;;
	esac
}

_minihttp_client_list_options() {
	local list=$_minihttp_client_options option
	[[ ${plain[0]} != cache ]] || case ${plain[1]} in
	purge) list='--all --cache-dir= --json' ;;
	gc) list='--cache-dir= --json --max-size=' ;;
	*) list='--cache-dir= --json' ;;
	esac
	_minihttp_client_offer "$1" "$(for option in $list; do
		case $option in
		*=) echo "${option%=}" ;;
		*\?) printf '%s\n' "${option%\?}" "${option%\?}=" ;;
		*) echo "$option" ;;
		esac
	done)"
	[[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace
}

_minihttp_client_word() {
	case ${#plain[@]},${plain[0]} in
	0,) _minihttp_client_offer "$1" "cache
$(_minihttp_client_urls "$1")
$(_minihttp_client_parts)" ;;
	1,cache) _minihttp_client_offer "$1" "$(printf '%s\n' dir gc info ls purge verify why)" ;;
	*,cache)
		[[ ${plain[1]} != @(info|ls|purge|why) ]] ||
			_minihttp_client_offer "$1" "$(_minihttp_client_urls "$1")"
		;;
	1,*) _minihttp_client_offer "$1" "$(_minihttp_client_urls "$1")
$(_minihttp_client_parts "${plain[0]}")" ;;
	*)
		if [[ ${plain[1]} != +([0-9]) ]]; then
			_minihttp_client_offer "$1" "$(_minihttp_client_urls "$1")"
		elif ((${#plain[@]} == 2)); then
			_minihttp_client_offer "$1" "GET
PUT
$(_minihttp_client_parts "${plain[@]:0:2}")"
		elif [[ ${plain[2]} == PUT ]]; then
			compopt -o default
		elif [[ ${plain[2]} == GET ]] && ((${#plain[@]} == 3)); then
			_minihttp_client_offer "$1" "$(_minihttp_client_parts "${plain[@]:0:2}")"
		fi
		;;
	esac
}

_minihttp_client() {
	local words plain=() cache=() option cur value i only_words=
	COMPREPLY=()
	_minihttp_client_words
	cur=${words[-1]}
	for ((i = 1; i + 1 < ${#words[@]}; i++)); do
		if [[ -n $only_words || ${words[i]} != -?* ]]; then
			plain+=("${words[i]}")
		elif [[ ${words[i]} == -- ]]; then
			only_words=yes
		elif [[ ${words[i]} == --cache-dir=* ]]; then
			value=${words[i]#*=}
			cache=(--cache-dir "${value/#\~\//$HOME/}")
		elif _minihttp_client_wants_value "${words[i]}"; then
			if ((i + 2 == ${#words[@]})); then
				_minihttp_client_value "$option" "$cur"
				return
			fi
			((i++))
			[[ $option != --cache-dir ]] ||
				cache=(--cache-dir "${words[i]/#\~\//$HOME/}")
		fi
	done
	if [[ -n $only_words || $cur != -* ]]; then
		_minihttp_client_word "$cur"
	elif [[ $cur == --*=* ]]; then
		_minihttp_client_value "${cur%%=*}" "${cur#*=}"
	else
		_minihttp_client_list_options "$cur"
	fi
}

complete -F _minihttp_client minihttp-client
