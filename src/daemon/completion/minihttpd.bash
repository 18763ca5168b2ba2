# bash completion for minihttpd(8).
#
# tests/lint/completion.sh holds the list of options to the program's.

# "=": a value follows, as the next word or behind "=".
_minihttpd_options='
	-c= --config=
	-h --help
	--handler=
	-l= --listen=
	-o= --option=
	-p= --port=
	--qr
	--share
	-t --test
	--upload
	-V --version
'

_minihttpd() {
	local cur=$2 before=$3
	COMPREPLY=()
	# readline cuts at "=", and that is a word too
	if [[ $before == = ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	elif [[ $cur == = ]]; then
		cur=
	fi
	case $before in
	-c | --config | --handler)
		compopt -o default
		return
		;;
	-l | --listen | -o | --option | -p | --port) return ;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${_minihttpd_options//=/}" -- "$cur")
		return
	fi
	compopt -o default
}

complete -F _minihttpd minihttpd
