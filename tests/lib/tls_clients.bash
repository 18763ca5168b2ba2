# tls_clients -- authorities, and the certificates of clients.
#
#	authority NAME [SUBJECT]	$T/NAME.pem and $T/NAME.key; default: /CN=NAME
#	client NAME [SUBJECT] [CA] [KIND] [OPTION...]
#			$T/NAME.pem and $T/NAME.key, which the authority CA (default:
#			ca) has signed; KIND is ec, rsa or ed25519; the options are
#			those of openssl ca
#	revoke NAME...	$T/crl.pem: the list of the authority ca
#	as NAME CURL...	fetch as that client

authority() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 \
		-subj "${2:-/CN=$1}" -addext keyUsage=critical,keyCertSign,cRLSign \
		-keyout "$T/$1.key" -out "$T/$1.pem" 2>/dev/null || return 1
	: >"$T/$1.index"
	cat >"$T/$1.conf" <<-END
	[ca]
	default_ca = own
	[own]
	database = $T/$1.index
	new_certs_dir = $T
	certificate = $T/$1.pem
	private_key = $T/$1.key
	default_md = sha256
	default_days = 30
	default_crl_days = 30
	policy = any
	rand_serial = yes
	unique_subject = no
	email_in_dn = no
	string_mask = utf8only
	x509_extensions = of_client
	[any]
	countryName = optional
	organizationName = optional
	organizationalUnitName = optional
	commonName = optional
	[of_client]
	basicConstraints = critical,CA:FALSE
	extendedKeyUsage = clientAuth
	[of_server]
	basicConstraints = critical,CA:FALSE
	extendedKeyUsage = serverAuth
	[of_authority]
	basicConstraints = critical,CA:TRUE
	keyUsage = critical,keyCertSign,cRLSign
	END
}

client() {
	local name=$1 subject=${2:-/CN=$1} ca=${3:-ca} key
	case ${4:-ec} in
	ec) key='ec -pkeyopt ec_paramgen_curve:P-256' ;;
	rsa) key=rsa:2048 ;;
	*) key=$4 ;;
	esac
	shift $(($# < 4 ? $# : 4))
	# shellcheck disable=SC2086 # options
	openssl req -utf8 -newkey $key -nodes -subj "$subject" -keyout "$T/$name.key" -out "$T/$name.csr" 2>/dev/null &&
		openssl ca -config "$T/$ca.conf" -utf8 -batch -notext -in "$T/$name.csr" -out "$T/$name.pem" "$@" >"$T/ca.log" 2>&1 || {
		cat "$T/ca.log"
		return 1
	}
}

revoke() {
	local name
	for name; do
		openssl ca -config "$T/ca.conf" -revoke "$T/$name.pem" 2>/dev/null || return 1
	done
	openssl ca -config "$T/ca.conf" -gencrl -out "$T/crl.pem" 2>/dev/null
}

as() {
	local name=$1
	shift
	fetch --cert "$T/$name.pem" --key "$T/$name.key" "$@"
}
