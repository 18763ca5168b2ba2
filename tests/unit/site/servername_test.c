/* Is the host that is asked for a name of this server (9110 7.4)? */
#define _GNU_SOURCE
#include "site/servername.h"

#include "http/authority.h"
#include "site/lookup.h"
#include "unit/test.h"

#define NAMES "ServerName Files.Example.org\nServerName *.intra.example box\n"

static const struct {
	const char *why, *host, *vhost;
	bool ours;
} hosts[] = {
	{ "an IPv4 address", "127.0.0.1", "", true },
	{ "any of them, for DNS has no say in it", "192.0.2.7:8080", "", true },
	{ "with the dot that a browser leaves out", "127.0.0.1.", "", true },
	{ "an IPv6 address", "[::1]", "", true },
	{ "with a port", "[2001:DB8::0:1]:8080", "", true },
	{ "IPv4 within IPv6", "[::ffff:127.0.0.1]", "", true },
	{ "localhost", "localhost", "", true },
	{ "in any case, with port and dot", "LocalHost.:8080", "", true },
	{ "below localhost (RFC 6761 6.3)", "app.localhost:1", "", true },
	{ "localhost in front", "localhost.evil.example", "", false },
	{ "localhost at the end of a label", "evillocalhost", "", false },
	{ "an address in front", "127.0.0.1.evil.example", "", false },
	{ "a name", "evil.example:8080", "", false },
	{ "a name of one label", "evil", "", false },
	{ "one number", "2130706433", "", false },
	{ "hexadecimal", "0x7f.1", "", false },
	{ "octal", "0177.0.0.1", "", false },
	{ "three numbers", "127.0.1", "", false },
	{ "five numbers", "127.0.0.0.1", "", false },
	{ "a number too large", "127.0.0.256", "", false },
	{ "escapes", "%6cocalhost", "", false },
	{ "a future address", "[v1.x]", "", false },
	{ "two dots at the end", "localhost..", "", false },
	{ "listed", "files.example.org:8080", "", true },
	{ "listed, in another case", "FILES.example.ORG.", "", true },
	{ "listed without its domain", "box", "", true },
	{ "below what is listed", "a.files.example.org", "", false },
	{ "beside it", "xfiles.example.org", "", false },
	{ "below a wildcard", "a.intra.example", "", true },
	{ "far below it", "b.a.Intra.example:8080", "", true },
	{ "the wildcard's own domain", "intra.example", "", false },
	{ "and beside it", "evilintra.example", "", false },
	{ "nothing below it", ".intra.example", "", false },
	{ "the asterisk itself", "*.intra.example", "", false },
	{ "a host of VirtualHosts", "evil.example", "evil.example", true },
	{ "that has no directory of its own", "evil.example", "default",
	    false },
	{ "but an address", "127.0.0.1", "default", true },
};

static struct request req;
static struct conf conf;

static bool
ask(const char *line, const char *host, const char *vhost)
{
	static char path[LIMIT_PATH];
	struct request_bounds bounds = lookup_bounds(&conf);
	char head[512];

	snprintf(head, sizeof head, "%s%s%s%s\r\n", line,
	    host[0] != '\0' ? "Host: " : "", host,
	    host[0] != '\0' ? "\r\n" : "");
	(void)request_parse(guarded(head), &bounds, TEXT(path), &req);
	return servername_is_ours(&conf, &req, span_str(vhost));
}

int
main(void)
{
	char printed[8192], long_host[300];
	struct text t = TEXT(printed);
	struct conf_error e;

	conf_init(&conf);
	OK(conf_parse(&conf, SPAN(NAMES), &e), "names are listed");
	for (size_t i = 0; i < COUNT(hosts); i++) {
		/* a host that is not an authority is refused before */
		if (!authority_is_valid(span_str(hosts[i].host))) {
			OK(!hosts[i].ours, "%s: %s is no host", hosts[i].why,
			    hosts[i].host);
			continue;
		}
		OK(ask("GET / HTTP/1.1\r\n", hosts[i].host, hosts[i].vhost) ==
			hosts[i].ours,
		    "%s: %s is %s", hosts[i].why, hosts[i].host,
		    hosts[i].ours ? "ours" : "not ours");
	}
	OK(ask("GET / HTTP/1.0\r\n", "", ""), "no Host: no browser");
	OK(!ask("GET http://evil.example/ HTTP/1.1\r\n", "localhost", ""),
	    "the authority of an absolute target counts (9112 3.2.2)");
	OK(ask("GET http://localhost/ HTTP/1.1\r\n", "evil.example", ""),
	    "and not the Host beside it");
	memset(long_host, 'a', sizeof long_host);
	long_host[254] = '\0';
	OK(!ask("GET / HTTP/1.1\r\n", long_host, ""), "a name longer than any");
	conf_print(&t, &conf);
	OK(text_fits(&t) &&
		memmem(t.p, t.n, "ServerName *.intra.example\n", 27) != NULL,
	    "the names are printed");
	return DONE();
}
