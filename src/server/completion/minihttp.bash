# bash completion for minihttp(8).
#
# tests/lint/completion.sh holds the list of options to the program's.

# "=": a value follows, as the next word or behind "=".
_minihttp_options='
	-c= --config=
	-h --help
	--json
	-o= --option=
	-S --secure
	--sign=
	-T --print
	-t --test
	-V --version
	-w= --worker=
'

_minihttp() {
	local cur=$2 before=$3
	COMPREPLY=()
	# readline cuts at "=", and that is a word too
	if [[ $before == = ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	elif [[ $cur == = ]]; then
		cur=
	fi
	case $before in
	-c | --config)
		compopt -o default
		return
		;;
	-o | --option | --sign | -w | --worker) return ;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${_minihttp_options//=/}" -- "$cur")
		return
	fi
	compopt -o plusdirs
}

complete -F _minihttp minihttp
