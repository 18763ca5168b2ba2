#include "client/fetch_state.h"

#include "cache/condition.h"
#include "cache/vary.h"
#include "http/uri.h"

#include <string.h>

void
fetch_owner(const struct fetch *f, unsigned char owner[SHA2_256_BYTES])
{
	vary_owner(&f->fields,
	    fetch_has(f, FETCH_INSECURE) ? VARY_UNVERIFIED : VARY_VERIFIED,
	    f->s.realm, owner);
}

void
fetch_load(struct fetch *f)
{
	unsigned char owner[SHA2_256_BYTES];

	fetch_owner(f, owner);
	f->shelf.n = 0;
	f->chosen = 0;
	if (f->s.store == NULL || f->bypass)
		return;
	shelf_load(&f->shelf, f->s.store, f->url, owner);
	f->chosen = policy_choose(f->shelf.entry, f->shelf.n, &f->fields);
}

void
fetch_judge(struct fetch *f, struct judgement *j)
{
	f->policy.now = f->s.now();
	policy_judge(&f->policy, fetch_chosen(f), f->shelf.n > 0, j);
}

/*
 * Returns true for fields of a body, which a redirect has taken away (9110
 * 15.4).
 */
static bool
is_of_body(struct span line)
{
	static const char *const names[] = { "Content-",
		"Transfer-Encoding:", "Expect:", "Digest:", "Trailer:" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct span name = span_str(names[i]);

		if (line.n >= name.n &&
		    span_eq_nocase((struct span){ line.p, name.n }, name))
			return true;
	}
	return false;
}

static void
put_lines(struct text *t, const struct fetch *f, struct span lines)
{
	struct span line;

	while (lines.n > 0) {
		(void)span_cut(lines, '\n', &line, &lines);
		if (f->bodiless && is_of_body(line))
			continue;
		text_put(t, line);
		text_char(t, '\n');
	}
}

/*
 * Returns true if a GET or HEAD has a body, so that no stored response answers
 * it.
 */
static bool
has_odd_body(const struct fetch *f)
{
	return (METHOD_BIT(f->policy.method) & METHODS_READING) != 0 &&
	       (f->s.data.p != NULL || f->s.upload >= 0 || f->s.form);
}

/*
 * Returns true if the body of a GET is not read, so that nothing can be stored.
 */
static bool
lacks_body(const struct fetch *f)
{
	return fetch_has(f, FETCH_HEAD_ONLY) && f->policy.method != METHOD_HEAD;
}

/*
 * Begins the request with the caller's fields.  Credentials go only to the
 * origin for which they were given.
 */
bool
fetch_start_request(struct fetch *f)
{
	struct text t = TEXT(f->lines);
	struct control asked;

	put_lines(&t, f, f->s.fields);
	if (uri_same_origin(f->url, f->origin))
		put_lines(&t, f, f->s.credentials);
	if (!text_fits(&t) || !message_parse_fields(TEXT_SPAN(t), &f->fields))
		return false;
	f->request = (struct transport_request){ .url = f->r->url,
		.method = f->s.method,
		.fields = TEXT_SPAN(t),
		.data = f->s.data,
		.upload = f->s.upload,
		.upload_n = f->s.upload_n,
		.upload_from = f->upload_from,
		.timeout_ms = f->s.timeout_ms,
		.setting = f->s.setting,
		.nsettings = f->s.nsettings,
		.form = f->s.form,
		.form_input = f->s.form_input };
	if (fetch_has(f, FETCH_INSECURE))
		f->request.flags |= TRANSPORT_INSECURE;
	f->policy = (struct policy_request){
		.method = method_parse(span_str(f->s.method)),
		.fields = &f->fields,
		.reach = fetch_has(f, FETCH_OFFLINE) ? POLICY_OFFLINE
						     : POLICY_ONLINE,
		.rule = fetch_has(f, FETCH_HEURISTIC) ? FRESHNESS_HEURISTIC
						      : FRESHNESS_STATED,
	};
	if (f->policy.method == METHOD_HEAD || fetch_has(f, FETCH_HEAD_ONLY))
		f->request.flags |= TRANSPORT_NO_BODY;
	control_parse_request(&f->fields, &asked);
	f->bypass = policy_has_precondition(&f->fields) || has_odd_body(f) ||
		    lacks_body(f);
	f->read_only = control_has(&asked, CONTROL_NO_STORE); /* 5.2.1.5 */
	return true;
}

/*
 * Appends If-Match with the stored tag, which has to be strong (9110 13.1.1).
 * A change that cannot be guarded is not sent.
 */
static void
put_if_match(struct fetch *f, struct text *t)
{
	const struct entry *e = fetch_chosen(f);
	struct span tag;

	if (field_count(&f->fields, SPAN("If-Match")) > 0)
		return; /* the caller has given one */
	f->unguarded = e == NULL || !condition_is_strong(&e->message) ||
		       !field_only(&e->message.fields, SPAN("ETag"), &tag);
	if (!f->unguarded)
		message_put_field(t, SPAN("If-Match"), tag);
}

/*
 * Puts If-Range.  -C asks for a part only of the content that the cache knows
 * (9110 13.1.5).
 */
static bool
put_if_range(const struct fetch *f, struct text *t)
{
	const struct entry *e = fetch_chosen(f);
	struct span tag;

	if (!fetch_has(f, FETCH_CONTINUE) || e == NULL ||
	    !condition_is_strong(&e->message) ||
	    !field_only(&e->message.fields, SPAN("ETag"), &tag))
		return false;
	message_put_field(t, SPAN("If-Range"), tag);
	return true;
}

/* Finds the bytes that an earlier process left in the flight's file. */
static bool
find_partial(struct fetch *f, struct text *t)
{
	struct blob blob;
	unsigned char select[SHA2_256_BYTES], owner[SHA2_256_BYTES];
	size_t n;

	if (f->flight.fd < 0 ||
	    blob_resume(&blob, f->flight.fd, f->note_room, sizeof f->note_room,
		&n) < 0 ||
	    entry_parse((struct span){ f->note_room, n }, &f->partial) !=
		ENTRY_GOOD)
		return false;
	fetch_owner(f, owner);
	f->partial.held = blob.n;
	if (!span_eq(f->partial.uri, f->url) ||
	    memcmp(f->partial.owner, owner, SHA2_256_BYTES) != 0 ||
	    !vary_select(&f->fields, &f->partial.message.fields, select) ||
	    memcmp(f->partial.select, select, SHA2_256_BYTES) != 0 ||
	    (f->partial.whole != ENTRY_UNKNOWN && blob.n > f->partial.whole) ||
	    !condition_put_resume(t, &f->partial))
		return false;
	keep_resume(&f->keep, &f->flight, &blob);
	return true;
}

/* Adds the preconditions after the caller's fields. */
void
fetch_add_conditions(struct fetch *f)
{
	struct text t = { f->lines, sizeof f->lines, f->request.fields.n };
	const struct entry *chosen = fetch_chosen(f);
	bool ranged = field_count(&f->fields, SPAN("Range")) > 0;

	f->nominated = 0;
	f->resuming = f->spared = f->unguarded = false;
	keep_drop(&f->keep);
	if (fetch_has(f, FETCH_IF_MATCH) &&
	    (METHOD_BIT(f->policy.method) & METHODS_READING) == 0) {
		put_if_match(f, &t);
		f->unguarded |= !text_fits(&t);
		f->request.fields = TEXT_SPAN(t);
		return;
	}
	if (f->bypass || f->plain || f->policy.method != METHOD_GET)
		return;
	if (ranged && put_if_range(f, &t)) {
		;
	} else if (!ranged && find_partial(f, &t)) {
		f->resuming = f->spared = true;
	} else if (!ranged && chosen != NULL &&
		   condition_put_resume(&t, chosen)) {
		f->partial = *chosen;
		f->resuming = true;
	} else {
		size_t i = f->chosen < f->shelf.n ? f->chosen : 0;
		size_t n = f->chosen < f->shelf.n ? 1 : f->shelf.n;

		condition_put(&t, &f->shelf.entry[i], n, &f->nominated);
	}
	if (text_fits(&t))
		f->request.fields = TEXT_SPAN(t);
	else
		f->nominated = 0;
}
