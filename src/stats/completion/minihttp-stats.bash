# bash completion for minihttp-stats(1).
#
# tests/lint/completion.sh holds the list of options to the program's.

# "=": a value follows, as the next word or behind "=".
_minihttp_stats_options='
	-h --help
	-j --json
	-l= --log=
	-n= --top=
	-p --prometheus
	-V --version
	-w --watch
'

_minihttp_stats() {
	local cur=$2 before=$3
	COMPREPLY=()
	# readline cuts at "=", and that is a word too
	if [[ $before == = ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	elif [[ $cur == = ]]; then
		cur=
	fi
	case $before in
	-n | --top) return ;;
	-l | --log)
		compopt -o default
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${_minihttp_stats_options//=/}" -- "$cur")
		return
	fi
	compopt -o default
}

complete -F _minihttp_stats minihttp-stats
