/* A URI that a person typed, a newline, and a reference that a server sent. */
#include "base/limits.h"
#include "http/uri.h"

#include "fuzz/fuzz.h"

/* The normal form of a normal form is the normal form itself. */
static void
check_normal(struct span normal)
{
	static char buf[LIMIT_URI];
	struct text t = TEXT(buf);
	struct span user, all = normal;
	struct uri u;

	MUST(uri_normalise(normal, &t, &user) == URI_GOOD);
	MUST(span_eq(TEXT_SPAN(t), normal));
	MUST(user.n == 0);
	uri_split(normal, &u);
	MUST(span_eq(u.scheme, SPAN("http")) ||
	     span_eq(u.scheme, SPAN("https")));
	for (size_t i = 0; i < normal.n; i++)
		if ((unsigned char)normal.p[i] >= 0x80) /* for the resolver */
			MUST(normal.p + i >= u.host.p &&
			     normal.p + i < u.host.p + u.host.n);
		else
			MUST(normal.p[i] > ' ' && normal.p[i] != 0x7f &&
			     strchr("#\\\"<>", normal.p[i]) == NULL);
	MUST(u.host.n > 0 && inside(u.host, all) && inside(u.origin, all));
	MUST(u.path.n > 0 && *u.path.p == '/' && inside(u.path, all));
	MUST(u.query.n == 0 || inside(u.query, all));
	/* 3986 5.2.4 */
	MUST(memchr(u.host.p, '@', u.host.n) == NULL);
	for (size_t i = 0; i + 3 < u.path.n; i++)
		MUST(memcmp(u.path.p + i, "/../", 4) != 0);
	MUST(uri_same_origin(normal, normal));
	MUST(uri_base_name(normal).n <= u.path.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char base[LIMIT_URI], there[LIMIT_URI], plain[LIMIT_URI];
	struct span typed, reference, user, in = { (const char *)data, n };
	struct text t = TEXT(base), u = TEXT(there), p = TEXT(plain);

	(void)span_cut(in, '\n', &typed, &reference);
	if (uri_normalise(typed, &t, &user) != URI_GOOD)
		return 0;
	MUST(text_fits(&t));
	MUST(user.n == 0 || inside(user, typed));
	check_normal(TEXT_SPAN(t));
	uri_put_decoded(&p, TEXT_SPAN(t));
	MUST(text_fits(&p) && p.n <= t.n);
	if (uri_resolve(TEXT_SPAN(t), reference, &u) == URI_GOOD) {
		MUST(text_fits(&u));
		check_normal(TEXT_SPAN(u));
	}
	return 0;
}
