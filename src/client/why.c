#include "client/why.h"

#include "cache/policy.h"
#include "cache/vary.h"
#include "client/ask.h"
#include "client/exit.h"
#include "http/date.h"
#include "http/uri.h"
#include "os/clock.h"
#include "shelf/shelf.h"

static struct shelf shelf;

/*
 * Makes the request that these options would send, as far as the cache looks at
 * it.
 */
static bool
make_fields(const struct options *o, struct span userinfo, char *room, size_t n,
    struct fields *fields)
{
	char secret[8192];
	struct text t = { room, n, 0 }, credentials = TEXT(secret);

	if (!ask_put_fields(&t, &credentials, o, userinfo, 0))
		return false;
	text_put(&t, TEXT_SPAN(credentials));
	return text_fits(&t) && message_parse_fields(TEXT_SPAN(t), fields);
}

static void
tell_date(struct messages *s, int64_t at)
{
	char buf[40];
	struct text t = TEXT(buf);

	date_put(&t, at);
	messages_put(s, TEXT_SPAN(t));
}

static void
tell_fresh(struct messages *s, const struct judgement *j, int64_t now)
{
	if (j->ttl > 0) {
		messages_str(s, "  It is fresh until ");
		tell_date(s, now + j->ttl);
		messages_str(s, ", for ");
		messages_number(s, j->ttl);
		messages_str(s, " seconds more.\n");
	} else if (j->ttl + j->age > 0) {
		messages_str(s, "  It has been stale for ");
		messages_number(s, -j->ttl);
		messages_str(s, " seconds.\n");
	} else {
		messages_str(s, "  It does not say how long it stays fresh.\n");
	}
}

static void
tell_validator(struct messages *s, const struct entry *e)
{
	struct span value;

	if (field_only(&e->message.fields, SPAN("ETag"), &value))
		messages_str(s, "  Its validator is the ETag ");
	else if (field_only(&e->message.fields, SPAN("Last-Modified"), &value))
		messages_str(s, "  Its validator is Last-Modified: ");
	else {
		messages_str(s, "  It has no validator.\n");
		return;
	}
	messages_visible(s, value);
	messages_str(s, "\n");
}

static bool
has_validator(const struct entry *e)
{
	return e != NULL &&
	       (field_count(&e->message.fields, SPAN("ETag")) > 0 ||
		   field_count(&e->message.fields, SPAN("Last-Modified")) > 0);
}

static const char *
then(enum verdict verdict, const struct entry *e, unsigned flags)
{
	switch (verdict) {
	case VERDICT_FRESH:
		return "it would be printed without asking the server";
	case VERDICT_STALE:
		return "it would be printed although it is stale, which the "
		       "options accept";
	case VERDICT_REFRESH:
		return "it would be printed first and validated afterwards "
		       "(stale-while-revalidate)";
	case VERDICT_VALIDATE:
		return has_validator(e) ? "the server would be asked whether "
					  "it is still valid"
					: "it would be fetched again: without "
					  "a validator the server cannot be "
					  "asked whether it is still valid";
	case VERDICT_FETCH:
		return flags & FLAG_OFFLINE
			   ? "nothing would be printed: --offline"
			   : "it would be fetched";
	case VERDICT_NONE:
		return "nothing would be printed: --offline";
	}
	return "";
}

static void
tell_variants(struct messages *s, bool chosen)
{
	struct span vary;

	messages_str(s, "  Responses that are stored: ");
	messages_number(s, (int64_t)shelf.n);
	if (shelf.n > 0 &&
	    field_only(&shelf.entry[0].message.fields, SPAN("Vary"), &vary)) {
		messages_str(s, "; one is selected by the fields ");
		messages_visible(s, vary);
	}
	messages_str(s, chosen ? ".\n" : "; none fits this request.\n");
}

/* The request that is explained, and the owner of its stored responses. */
struct question {
	char url[LIMIT_URI + 1], lines[LIMIT_MESSAGE];
	struct text t; /* the URL */
	struct fields fields;
	unsigned char owner[SHA2_256_BYTES];
};

/* Returns NULL, or what is wrong. */
static const char *
read_question(const struct options *o, struct span word, struct question *q)
{
	char realm[4096];
	struct text place = TEXT(realm);
	struct span userinfo;

	q->t = (struct text){ q->url, LIMIT_URI, 0 };
	if (ask_url(o, word, &q->t, &userinfo) != URI_GOOD)
		return "not a URL such as http://HOST/PATH";
	if (!ask_put_realm(&place, o))
		return "the options that name the server are too long";
	if (!make_fields(o, userinfo, q->lines, sizeof q->lines, &q->fields))
		return ASK_TOO_LONG;
	vary_owner(&q->fields,
	    o->flags & FLAG_INSECURE ? VARY_UNVERIFIED : VARY_VERIFIED,
	    TEXT_SPAN(place), q->owner);
	return NULL;
}

static int
explain(const struct store *store, const struct options *o, struct span word,
    struct messages *s)
{
	struct question q;
	struct policy_request request = { .fields = &q.fields,
		.now = clock_wall_ns() / 1000000000,
		.method = method_parse(span_str(ask_method(o))),
		.reach =
		    o->flags & FLAG_OFFLINE ? POLICY_OFFLINE : POLICY_ONLINE,
		.rule = o->flags & FLAG_HEURISTIC ? FRESHNESS_HEURISTIC
						  : FRESHNESS_STATED };
	const char *wrong = read_question(o, word, &q);
	const struct entry *e;
	struct judgement j;
	size_t i;

	if (wrong != NULL) {
		messages_error(word, wrong);
		return EXIT_USAGE;
	}
	shelf_load(&shelf, store, TEXT_SPAN(q.t), q.owner);
	i = policy_choose(shelf.entry, shelf.n, &q.fields);
	e = i < shelf.n ? &shelf.entry[i] : NULL;
	policy_judge(&request, e, shelf.n > 0, &j);
	messages_visible(s, TEXT_SPAN(q.t));
	messages_str(s, "\n");
	tell_variants(s, e != NULL);
	if (e != NULL && !entry_is_complete(e))
		messages_str(s, "  A part of it is stored.\n");
	if (e != NULL) {
		tell_fresh(s, &j, request.now);
		tell_validator(s, e);
	}
	messages_str(s, "  Now ");
	messages_str(s, then(j.verdict, e, o->flags));
	messages_str(s, ".\n");
	return EXIT_DONE;
}

int
why_run(const struct store *store, const struct options *o, struct messages *s)
{
	int code = EXIT_DONE;

	for (size_t i = 0; i < o->nwords; i++) {
		int one = explain(store, o, span_str(o->word[i]), s);

		if (code == EXIT_DONE)
			code = one;
	}
	return code;
}
