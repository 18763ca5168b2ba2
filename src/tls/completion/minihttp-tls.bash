# bash completion for minihttp-tls(8).
#
# tests/lint/completion.sh holds the list of options to the program's.

# "=": a value follows, as the next word or behind "=".
_minihttp_tls_options='
	-C= --certificate=
	--client-ca=
	--client-certificate=
	--client-crl=
	--confinement
	-h --help
	-K= --key=
	-N= --new=
	-T= --timeout=
	-P --pump
	--service=
	--strict
	-t --test
	-V --version
'

_minihttp_tls() {
	local cur=$2 before=$3
	COMPREPLY=()
	# readline cuts at "=", and that is a word too
	if [[ $before == = ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	elif [[ $cur == = ]]; then
		cur=
	fi
	case $before in
	-C | --certificate | -K | --key | --client-ca | --client-crl)
		compopt -o default
		return
		;;
	--client-certificate)
		mapfile -t COMPREPLY < <(compgen -W 'require ask' -- "$cur")
		return
		;;
	--service | -T | --timeout) return ;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${_minihttp_tls_options//=/}" -- "$cur")
		return
	fi
	mapfile -t COMPREPLY < <(compgen -c -- "$cur")
	compopt -o plusdirs
}

complete -F _minihttp_tls minihttp-tls
