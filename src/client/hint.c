#include "client/hint.h"

#include "base/option.h"

static const struct {
	char option[24];
	const char *use;
} hints[] = {
	/* wget's */
	{ "-qO-", "wget's; here -q URL prints to standard output" },
	{ "-O-", "wget's; here a URL alone prints to standard output" },
	{ "-nv", "wget's; use -s" },
	{ "-nc", "wget's; use -o FILE: a file that has the content stays" },
	{ "-P", "wget's; use --output-dir DIR with -O" },
	{ "--directory-prefix", "wget's; use --output-dir DIR with -O" },
	{ "--spider", "wget's; use -I -f, which asks for the head alone" },
	{ "--output-document", "wget's; use -o FILE" },
	{ "--no-check-certificate", "wget's; use -k" },
	{ "--ca-certificate", "wget's; use --cacert FILE" },
	{ "--continue", "wget's; use -C -" },
	{ "--timestamping", "wget's; the cache does it: use -R -o FILE" },
	{ "--no-verbose", "wget's; use -s" },
	{ "--tries", "wget's; use --retry N" },
	{ "-t", "wget's; use --retry N" },
	{ "--timeout", "wget's; use -m S or --connect-timeout S" },
	{ "--post-data", "wget's; use -d DATA" },
	{ "--post-file", "wget's; use --data-binary @FILE" },
	{ "--method", "wget's; use -X METHOD" },
	{ "--body-data", "wget's; use -d DATA with -X METHOD" },
	{ "--save-headers", "wget's; use -i" },
	{ "--server-response", "wget's; use -D -" },
	{ "--content-disposition", "wget's; use -O -J" },
	{ "--load-cookies", "wget's; use -b FILE" },
	{ "--save-cookies", "wget's; use -c FILE" },
	{ "--http-user", "wget's; use -u NAME:PASSWORD" },
	{ "--password", "wget's; use -u NAME:PASSWORD" },
	{ "--no-cache", "wget's; use --refresh" },
	{ "--input-file", "wget's; use -K FILE with lines: url = URL" },
	{ "--quota", "wget's; downloads have no quota here" },
	{ "--mirror", "wget's; nothing here follows the links of a page" },
	{ "--recursive", "wget's; nothing here follows the links of a page" },
	/* curl's */
	{ "--oauth2-bearer", "use -H 'Authorization: Bearer TOKEN'" },
	{ "--digest", "only basic authentication is supported: -u" },
	{ "--ntlm", "only basic authentication is supported: -u" },
	{ "--negotiate", "only basic authentication is supported: -u" },
	{ "--anyauth", "only basic authentication is supported: -u" },
	{ "--socks5", "use -x socks5://HOST:PORT" },
	{ "--socks5-hostname", "use -x socks5h://HOST:PORT" },
	{ "--socks4", "use -x socks4://HOST:PORT" },
	{ "--preproxy", "use -x URL" },
	{ "-p", "https always goes through a tunnel: use -x URL" },
	{ "--proxytunnel", "https always goes through a tunnel: use -x" },
	{ "--trace", "use -v, -i or -D FILE" },
	{ "--trace-ascii", "use -v, -i or -D FILE" },
	{ "--stderr", "use the shell's 2>FILE" },
	{ "--no-clobber", "a file that has the content is not touched" },
	{ "--skip-existing", "a file that has the content is not touched" },
	{ "--location-trusted", "give the last URL itself, with -u" },
	{ "--post301", "use the URL to which it redirects" },
	{ "--post302", "use the URL to which it redirects" },
	{ "--request-target", "use the URL as it is: nothing rewrites it" },
	{ "--http2-prior-knowledge", "use --http2 with https" },
	{ "--http3", "use --http2" },
	{ "--variable", "use the shell's" },
	{ "--url-query", "use -G --data-urlencode DATA" },
	{ "-a", "use -T, which replaces what the server has" },
	{ "-j", "use another file with -b" },
	{ "--junk-session-cookies", "use another file with -b" },
	{ "--interface", "use the routes of the system (ip-route(8))" },
	{ "--local-port", "leave it out: the system chooses" },
	{ "--dns-servers", "use --resolve HOST:PORT:ADDRESS" },
	{ "--doh-url", "use --resolve HOST:PORT:ADDRESS" },
	{ "--raw", "leave it out: transfer codings are always undone" },
	{ "--tr-encoding", "use --compressed" },
	{ "--ignore-content-length",
	    "leave it out: a wrong Content-Length is an error" },
	{ "--tls-max", "use --tlsv1.2 or --tlsv1.3: the later is taken" },
	{ "--ciphers", "leave it out: the system chooses" },
	{ "--ssl-reqd", "use --proto =https" },
	{ "--styled-output", "leave it out: heads are never styled" },
	{ "--no-styled-output", "leave it out: heads are never styled" },
	{ "--tcp-nodelay", "leave it out: TCP_NODELAY is always set" },
	{ "--no-keepalive", "leave it out: a run is short" },
	{ "--keepalive-time", "leave it out: a run is short" },
	{ "--expect100-timeout", "leave it out: Expect is never sent" },
	{ "--no-alpn", "use --http1.1" },
	{ "--capath", "use --cacert FILE, or SSL_CERT_DIR" },
	{ "--rate", "use --limit-rate for the speed" },
	{ "--max-filesize",
	    "use --max-size for the cache; output has no limit" },
	{ "--path-as-is",
	    "dot segments are always removed (RFC 3986 6.2.2.3)" },
	{ "--disable", "no file of settings is read: leave it out" },
};

const char *
hint_for(struct span option)
{
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
		if (span_eq(option, span_str(hints[i].option)))
			return hints[i].use;
	return option_why(OPTION_UNKNOWN);
}
