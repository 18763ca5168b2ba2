/*
 * A PROXY protocol header.  Choices: where the input is split first, and
 * how long the pieces after it are.
 */
#include "base/limits.h"
#include "http/proxy.h"

#include "fuzz/fuzz.h"

struct outcome {
	enum proxy_answer answer;
	struct proxy_header h;
	const char *why;
};

static bool
same_address(const struct address *a, const struct address *b)
{
	return a->family == b->family && a->port == b->port &&
	       memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

/*
 * Asks with the first piece, then with longer and longer ones, as a connection
 * does.
 */
static void
run(struct span in, size_t first, size_t step, struct outcome *o)
{
	size_t n = first < in.n ? first : in.n;

	for (;;) {
		struct span bytes = { in.p, n };

		*o = (struct outcome){ .why = "" };
		o->answer = proxy_parse(bytes, &o->h, &o->why);
		/* The header lies within the bytes that were given. */
		MUST(o->h.n <= n);
		/* 2.1, 2.2: waiting for more has an end. */
		MUST(o->answer != PROXY_MORE || n < LIMIT_PROXY);
		if (o->answer != PROXY_MORE || n == in.n)
			return;
		n = step < in.n - n ? n + step : in.n;
	}
}

/* Written as a line again, the source is the same. */
static void
check_source(const struct address *source)
{
	struct outcome again;
	char buf[128];
	struct text t = TEXT(buf);

	MUST(source->family != ADDRESS_NONE);
	if (source->family == ADDRESS_UNIX)
		return;
	text_put(&t, source->family == ADDRESS_IPV4 ? SPAN("PROXY TCP4 ")
						    : SPAN("PROXY TCP6 "));
	if (address_unmapped(source).family != source->family)
		text_put(&t, SPAN("::ffff:"));
	address_put(&t, source);
	text_put(&t, source->family == ADDRESS_IPV4 ? SPAN(" 192.0.2.1 ")
						    : SPAN(" ::1 "));
	text_u64(&t, source->port);
	text_put(&t, SPAN(" 0\r\n"));
	MUST(text_fits(&t));
	run(TEXT_SPAN(t), t.n, 1, &again);
	MUST(again.answer == PROXY_RELAYED && again.h.n == t.n);
	MUST(same_address(&again.h.source, source));
}

/* 2.1 and 2.2: the header says itself how long it is. */
static void
check_length(struct span in, size_t n)
{
	MUST(n >= 15 && n <= LIMIT_PROXY);
	if (*in.p == 'P')
		MUST(n <= 107 && in.p[n - 2] == '\r' && in.p[n - 1] == '\n');
	else
		MUST(n == 16 + ((size_t)(unsigned char)in.p[14] << 8) +
			      (unsigned char)in.p[15]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };
	size_t first = choose(&in), step = choose(&in) + 1;
	struct outcome whole, split;

	run(in, in.n, 1, &whole);
	run(in, first, step, &split);
	/* Any split of the input gives the same answer. */
	MUST(whole.answer == split.answer && whole.h.n == split.h.n);
	MUST(same_address(&whole.h.source, &split.h.source));
	MUST(strcmp(whole.why, split.why) == 0);
	/* Only a bad header has a reason. */
	MUST((whole.answer == PROXY_BAD) == (*whole.why != '\0'));
	if (whole.answer == PROXY_LOCAL || whole.answer == PROXY_RELAYED)
		check_length(in, whole.h.n);
	if (whole.answer == PROXY_RELAYED)
		check_source(&whole.h.source);
	return 0;
}
