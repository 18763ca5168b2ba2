/*
 * A stored head, a line of NUL, and the fields of a request.  Choices: the
 * method, the age, offline or not, the heuristic or not.
 */
#include "cache/condition.h"
#include "cache/policy.h"
#include "cache/storing.h"
#include "cache/vary.h"

#include "fuzz/fuzz.h"

#define NOW 1780272000

/* These rules hold whatever the fields say. */
static void
check(const struct policy_request *r, const struct entry *e,
    const struct judgement *j)
{
	struct freshness f;
	struct byte_range part;
	bool used = j->verdict == VERDICT_FRESH ||
		    j->verdict == VERDICT_STALE ||
		    j->verdict == VERDICT_REFRESH;

	freshness_of(e, r->now, r->rule, &f);
	MUST(f.age >= 0 && f.age <= CONTROL_FOREVER);
	MUST(f.lifetime >= 0 && f.lifetime <= CONTROL_FOREVER);
	MUST(used == (j->forward == FORWARD_NOT));
	/* 4: unsafe methods and preconditions go to the server. */
	if (r->method != METHOD_GET && r->method != METHOD_HEAD)
		MUST(!used);
	if (policy_has_precondition(r->fields))
		MUST(!used);
	/* 5.2.2.4, and a clock that was set back: the server is asked. */
	if (control_has(&f.control, CONTROL_NO_CACHE) || e->flags & ENTRY_STALE)
		MUST(!used && !policy_stale_if_error(r, e));
	if (r->now < e->response_time)
		MUST(j->verdict != VERDICT_FRESH);
	/* 5.2.2.2: such a response is never used stale. */
	if (control_has(&f.control, CONTROL_MUST_REVALIDATE))
		MUST(j->verdict == VERDICT_FRESH || !used);
	if (j->verdict == VERDICT_FRESH)
		MUST(f.lifetime > f.age);
	/* 3.3: a part is never used as a whole. */
	if (used && r->method == METHOD_GET)
		MUST(policy_part(r->fields, e, &part) != POLICY_BEYOND);
	if (policy_part(r->fields, e, &part) == POLICY_PART)
		MUST(part.length > 0 && part.first >= e->first &&
		     part.first + part.length <= e->first + e->held);
}

/* A head reads the same after it was stored again. */
static void
check_storing(const struct message *m)
{
	static char once[4 * LIMIT_MESSAGE], twice[4 * LIMIT_MESSAGE];
	struct text a = TEXT(once), b = TEXT(twice);
	struct message again;

	storing_put(&a, m, STORING_AS_SENT, ENTRY_UNKNOWN, NOW);
	MUST(text_fits(&a));
	if (!message_parse(TEXT_SPAN(a), &again))
		return; /* the Date that was added is one field too many */
	storing_put(&b, &again, STORING_AS_SENT, ENTRY_UNKNOWN, NOW);
	MUST(span_eq(TEXT_SPAN(a), TEXT_SPAN(b)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct fields fields;
	static char lines[LIMIT_MESSAGE];
	struct span in = { (const char *)data, n }, head, request;
	unsigned how = choose(&in), age = choose(&in), flags = choose(&in);
	struct policy_request r = { (enum method)(how % METHOD_COUNT), &fields,
		NOW, how & 16 ? POLICY_OFFLINE : POLICY_ONLINE,
		how & 32 ? FRESHNESS_HEURISTIC : FRESHNESS_STATED };
	struct text t = TEXT(lines);
	struct entry e = { .held = flags >> 4,
		.whole = flags & 8 ? flags >> 4 : 20,
		.flags = flags & (ENTRY_CODED | ENTRY_STALE) };
	struct judgement j;
	size_t nominated;

	(void)span_cut(in, '\0', &head, &request);
	if (!message_parse(head, &e.message) ||
	    !message_parse_fields(request, &fields))
		return 0;
	e.request_time = e.response_time = NOW - (int64_t)age + 10;
	(void)vary_select(&fields, &e.message.fields, e.select);
	policy_judge(&r, &e, true, &j);
	check(&r, &e, &j);
	check_storing(&e.message);
	/* 9111 3: no response to a no-store request is stored. */
	if (field_lists(&fields, SPAN("Cache-Control"), SPAN("no-store")))
		MUST(policy_may_store(r.method, &fields, &e.message) ==
		     POLICY_STORE_NOT);
	condition_put(&t, &e, 1, &nominated);
	MUST(nominated <= 1 && (nominated > 0 || t.n == 0));
	t.n = 0;
	if (condition_put_resume(&t, &e))
		MUST(condition_is_strong(&e.message) && e.held > 0);
	return 0;
}
