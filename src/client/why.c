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

	ask_put_fields(&t, &credentials, o, userinfo, 0);
	text_put(&t, TEXT_SPAN(credentials));
	return text_fits(&t) && text_fits(&credentials) &&
	       message_parse_fields(TEXT_SPAN(t), fields);
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

static int
explain(const struct store *store, const struct options *o, struct span word,
    struct messages *s)
{
	char url[LIMIT_URI + 1], lines[LIMIT_MESSAGE], realm[4096];
	struct text t = { url, LIMIT_URI, 0 }, place = TEXT(realm);
	unsigned char owner[SHA2_256_BYTES];
	struct fields fields;
	struct policy_request request = { .fields = &fields,
		.now = clock_wall_ns() / 1000000000,
		.method = method_parse(span_str(ask_method(o))),
		.reach =
		    o->flags & FLAG_OFFLINE ? POLICY_OFFLINE : POLICY_ONLINE,
		.rule = o->flags & FLAG_HEURISTIC ? FRESHNESS_HEURISTIC
						  : FRESHNESS_STATED };
	const struct entry *e;
	struct judgement j;
	struct span userinfo;
	size_t i;

	if (ask_url(o, word, &t, &userinfo) != URI_GOOD ||
	    !ask_put_realm(&place, o) ||
	    !make_fields(o, userinfo, lines, sizeof lines, &fields)) {
		messages_error(word, "not a URL such as http://HOST/PATH");
		return EXIT_USAGE;
	}
	vary_owner(&fields,
	    o->flags & FLAG_INSECURE ? VARY_UNVERIFIED : VARY_VERIFIED,
	    TEXT_SPAN(place), owner);
	shelf_load(&shelf, store, TEXT_SPAN(t), owner);
	i = policy_choose(shelf.entry, shelf.n, &fields);
	e = i < shelf.n ? &shelf.entry[i] : NULL;
	policy_judge(&request, e, shelf.n > 0, &j);
	messages_visible(s, TEXT_SPAN(t));
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
