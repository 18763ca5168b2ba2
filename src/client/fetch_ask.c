#include "client/fetch_state.h"

#include "cache/condition.h"
#include "cache/vary.h"
#include "http/uri.h"

#include <string.h>

void
fetch_load(struct fetch *f)
{
	unsigned char owner[SHA2_256_BYTES];

	vary_owner(&f->fields,
	    fetch_has(f, FETCH_INSECURE) ? VARY_UNVERIFIED : VARY_VERIFIED,
	    owner);
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

/* The caller's fields; credentials only to the origin they were given for. */
bool
fetch_start_request(struct fetch *f)
{
	struct text t = TEXT(f->lines);
	struct control asked;

	text_put(&t, f->s.fields);
	if (uri_same_origin(f->url, f->origin))
		text_put(&t, f->s.credentials);
	if (!text_fits(&t) || !message_parse_fields(TEXT_SPAN(t), &f->fields))
		return false;
	f->request = (struct transport_request){ .url = f->r->url,
		.method = f->s.method,
		.fields = TEXT_SPAN(t),
		.data = f->s.data,
		.upload = f->s.upload,
		.upload_n = f->s.upload_n,
		.timeout_ms = f->s.timeout_ms };
	if (fetch_has(f, FETCH_INSECURE))
		f->request.flags |= TRANSPORT_INSECURE;
	if (fetch_has(f, FETCH_COMPRESSED))
		f->request.flags |= TRANSPORT_COMPRESSED;
	f->policy = (struct policy_request){
		.method = method_parse(span_str(f->s.method)),
		.fields = &f->fields,
		.reach = fetch_has(f, FETCH_OFFLINE) ? POLICY_OFFLINE
						     : POLICY_ONLINE,
		.rule = fetch_has(f, FETCH_HEURISTIC) ? FRESHNESS_HEURISTIC
						      : FRESHNESS_STATED,
	};
	if (f->policy.method == METHOD_HEAD)
		f->request.flags |= TRANSPORT_NO_BODY;
	control_parse_request(&f->fields, &asked);
	f->bypass = policy_has_precondition(&f->fields);
	f->read_only = control_has(&asked, CONTROL_NO_STORE); /* 5.2.1.5 */
	return true;
}

/* If-Match with the tag that we know (9110 13.1.1: strong ones alone). */
static void
put_if_match(struct fetch *f, struct text *t)
{
	struct span tag;

	if (fetch_chosen(f) != NULL &&
	    condition_is_strong(&fetch_chosen(f)->message) &&
	    field_only(&fetch_chosen(f)->message.fields, SPAN("ETag"), &tag))
		message_put_field(t, SPAN("If-Match"), tag);
}

/* What an earlier process left in the flight's file, if it is of use. */
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
	vary_owner(&f->fields,
	    fetch_has(f, FETCH_INSECURE) ? VARY_UNVERIFIED : VARY_VERIFIED,
	    owner);
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

/* The preconditions, behind the caller's fields. */
void
fetch_add_conditions(struct fetch *f)
{
	struct text t = { f->lines, sizeof f->lines, f->request.fields.n };
	const struct entry *chosen = fetch_chosen(f);
	bool ranged = field_count(&f->fields, SPAN("Range")) > 0;

	f->nominated = 0;
	f->resuming = false;
	keep_drop(&f->keep);
	if (f->bypass || f->plain)
		return;
	if (f->policy.method != METHOD_GET) {
		if (fetch_has(f, FETCH_IF_MATCH))
			put_if_match(f, &t);
	} else if (!ranged && find_partial(f, &t)) {
		f->resuming = true;
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
