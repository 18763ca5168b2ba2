/* The visitor for whom a proxy asks. */
#define _GNU_SOURCE
#include "site/forwarded_from.h"

#include "site/lookup.h"
#include "unit/test.h"

/* The peer is 10.0.0.1 if none is given. */
static const struct {
	const char *why, *conf, *fields, *want, *peer;
} cases[] = {
#define X "X-Forwarded-For: "
#define F "Forwarded: "
#define OURS "ForwardedFrom 10.0.0.0/8 2001:db8:f::/48"
	{ "one", OURS, X "192.0.2.1\r\n", "192.0.2.1", "" },
	{ "a peer that is no proxy of ours", OURS, X "192.0.2.1\r\n", "none",
	    "192.0.2.9" },
	{ "no field", OURS, "", "none", "" },
	{ "no directive", "", X "192.0.2.1\r\n", "none", "" },
	{ "what the visitor made up", OURS, X "127.0.0.1, 192.0.2.1\r\n",
	    "192.0.2.1", "" },
	{ "over a second proxy", OURS, X "127.0.0.1, 192.0.2.1, 10.0.0.2\r\n",
	    "192.0.2.1", "" },
	{ "that speaks IPv6", OURS, X "192.0.2.1, 2001:db8:f::1\r\n",
	    "192.0.2.1", "" },
	{ "on several lines", OURS,
	    X "127.0.0.1\r\n" X "192.0.2.1\r\n" X "10.0.0.2\r\n", "192.0.2.1",
	    "" },
	{ "proxies alone: the first of them", OURS, X "10.0.0.3, 10.0.0.2\r\n",
	    "proxy 10.0.0.3", "" },
	{ "the last that is good", OURS, X "192.0.2.1, unknown, 10.0.0.2\r\n",
	    "proxy 10.0.0.2", "" },
	{ "of none the proxy itself", OURS, X "192.0.2.1, unknown\r\n", "none",
	    "" },
	{ "nonsense of the visitor", OURS, X "x\"y, 192.0.2.1\r\n", "192.0.2.1",
	    "" },
	{ "empty elements", OURS, X ",, 192.0.2.1 ,\r\n", "192.0.2.1", "" },
	{ "a port", OURS, X "192.0.2.1:4711\r\n", "192.0.2.1", "" },
	{ "IPv6", OURS, X "2001:db8::1\r\n", "2001:db8::1", "" },
	{ "in brackets", OURS, X "[2001:DB8::1]\r\n", "2001:db8::1", "" },
	{ "with a port", OURS, X "[2001:db8::1]:4711\r\n", "2001:db8::1", "" },
	{ "in quotes", OURS, X "\"[2001:db8::1]:4711\"\r\n", "2001:db8::1",
	    "" },
	{ "IPv4 within IPv6", OURS, X "::ffff:192.0.2.1\r\n", "192.0.2.1", "" },
	{ "a zone is none", OURS, X "fe80::1%eth0\r\n", "none", "" },
	{ "words of ours are none", OURS, X "unix\r\n", "none", "" },
	{ "nor is a dash", OURS, X "-\r\n", "none", "" },
	{ "a port that is none", OURS, X "192.0.2.1:x\r\n", "none", "" },
	{ "an empty one", OURS, X "192.0.2.1:\r\n", "none", "" },
	{ "a bracket left open", OURS, X "[2001:db8::1\r\n", "none", "" },
	{ "octal", OURS, X "0300.0.2.1\r\n", "none", "" },
	{ "Forwarded (7239 4)", OURS,
	    F "for=192.0.2.1;proto=http;by=10.0.0.1\r\n", "192.0.2.1", "" },
	{ "in any case and order (7239 4)", OURS,
	    F "proto=https; For=\"[2001:db8::1]:4711\"\r\n", "2001:db8::1",
	    "" },
	{ "a hidden port (7239 6.3)", OURS, F "for=\"192.0.2.1:_x\"\r\n",
	    "192.0.2.1", "" },
	{ "a hidden address (7239 6.3)", OURS,
	    F "for=192.0.2.1, for=_x, for=10.0.0.2\r\n", "proxy 10.0.0.2", "" },
	{ "unknown (7239 6.2)", OURS, F "for=192.0.2.1, for=unknown\r\n",
	    "none", "" },
	{ "without for", OURS, F "for=127.0.0.1, proto=http\r\n", "none", "" },
	{ "twice in one element (7239 4)", OURS,
	    F "for=127.0.0.1;for=192.0.2.1\r\n", "none", "" },
	{ "a comma in quotes", OURS,
	    F "for=127.0.0.1;x=\"a, for=1.1.1.1\", for=192.0.2.1\r\n",
	    "192.0.2.1", "" },
	{ "a quote left open hides no hop", OURS,
	    F "for=\"x, for=192.0.2.1\r\n", "bad", "" },
	{ "nor on a line of its own", OURS,
	    F "for=\"x\r\n" F "for=192.0.2.1\r\n", "bad", "" },
	{ "nor with an escape at its end", OURS, F "for=\"x\\\r\n", "bad", "" },
	{ "both fields, the same", OURS,
	    X "192.0.2.1\r\n" F "for=\"192.0.2.1:1\"\r\n", "192.0.2.1", "" },
	{ "one of them made up", OURS, X "192.0.2.1\r\n" F "for=127.0.0.1\r\n",
	    "bad", "" },
	{ "to be nobody", OURS, X "192.0.2.1\r\n" F "for=unknown\r\n", "bad",
	    "" },
	{ "the one that is named", "ForwardedFrom X-Forwarded-For 10.0.0.1",
	    X "192.0.2.1\r\n" F "for=\"127.0.0.1\r\n", "192.0.2.1", "" },
	{ "the other", "ForwardedFrom forwarded 10.0.0.1",
	    X "127.0.0.1\r\n" F "for=192.0.2.1\r\n", "192.0.2.1", "" },
	{ "the other alone", "ForwardedFrom Forwarded 10.0.0.1",
	    X "127.0.0.1\r\n", "none", "" },
	{ "a Unix socket", "ForwardedFrom unix", X "192.0.2.1\r\n", "192.0.2.1",
	    "unix" },
};

static const struct {
	const char *conf, *want;
} wrong[] = {
	{ "ForwardedFrom X-Forwarded-For",
	    "ForwardedFrom wants addresses or blocks after the field" },
	{ "ForwardedFrom X-Real-IP 10.0.0.1",
	    "ForwardedFrom wants addresses or blocks, such as 192.0.2.0/24 or "
	    "2001:db8::/32, not 'X-Real-IP'" },
	{ "ForwardedFrom Forwarded ::1\nForwardedFrom 10.0.0.1",
	    "ForwardedFrom wants the same field on each line, not "
	    "'10.0.0.1'" },
};

static struct conf conf;

static struct span
visitor_of(size_t i)
{
	static char path[LIMIT_PATH], out[80];
	struct request_bounds bounds = lookup_bounds(&conf);
	struct text t = TEXT(out);
	struct address peer, visitor;
	struct request req;
	char head[512];

	snprintf(head, sizeof head, "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n",
	    cases[i].fields);
	(void)address_parse(
	    cases[i].peer[0] ? span_str(cases[i].peer) : SPAN("10.0.0.1"),
	    &peer);
	if (request_parse(guarded(head), &bounds, TEXT(path), &req) !=
	    REFUSE_NOT)
		return SPAN("refused");
	switch (forwarded_from_visitor(&conf, &req.fields, &peer, &visitor)) {
	case FORWARDED_NOT:
		return SPAN("none");
	case FORWARDED_BAD:
		return SPAN("bad");
	case FORWARDED_PROXY:
		text_put(&t, SPAN("proxy "));
		break;
	case FORWARDED_YES:
		break;
	}
	address_put(&t, &visitor);
	return TEXT_SPAN(t);
}

int
main(void)
{
	char printed[8192];
	struct text t = TEXT(printed);
	struct conf_error e;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span have;

		conf_init(&conf);
		(void)conf_parse(&conf, span_str(cases[i].conf), &e);
		have = visitor_of(i);
		OK(span_eq(have, span_str(cases[i].want)), "%s: %s",
		    cases[i].why, shown(have));
	}
	conf_init(&conf);
	OK(conf_parse(&conf, SPAN("ForwardedFrom Forwarded ::1 unix"), &e),
	    "blocks of one field");
	conf_print(&t, &conf);
	OK(memmem(t.p, t.n, "\nForwardedFrom Forwarded unix\n", 30) != NULL,
	    "are printed with it");
	for (size_t i = 0; i < COUNT(wrong); i++) {
		conf_init(&conf);
		OK(!conf_parse(&conf, span_str(wrong[i].conf), &e) &&
			strcmp(e.text, wrong[i].want) == 0,
		    "%s: %s", shown(span_str(wrong[i].conf)), e.text);
	}
	return DONE();
}
