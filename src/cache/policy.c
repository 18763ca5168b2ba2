#include "cache/policy.h"

#include "cache/condition.h"
#include "cache/vary.h"

#include <string.h>

bool
policy_has_precondition(const struct fields *request)
{
	return field_count(request, SPAN("If-Match")) > 0 ||
	       field_count(request, SPAN("If-None-Match")) > 0 ||
	       field_count(request, SPAN("If-Modified-Since")) > 0 ||
	       field_count(request, SPAN("If-Unmodified-Since")) > 0 ||
	       field_count(request, SPAN("If-Range")) > 0;
}

static bool
varies(const struct entry *e)
{
	return field_count(&e->message.fields, SPAN("Vary")) > 0;
}

/* 4.1: the later entry comes first, and one with Vary before one without. */
static bool
is_better(const struct entry *a, const struct entry *b)
{
	int64_t date_a = freshness_date(a), date_b = freshness_date(b);

	if (varies(a) != varies(b))
		return varies(a);
	if (date_a != date_b)
		return date_a > date_b;
	return a->response_time > b->response_time;
}

size_t
policy_choose(
    const struct entry *stored, size_t n, const struct fields *request)
{
	size_t best = n;

	for (size_t i = 0; i < n; i++) {
		unsigned char select[SHA2_256_BYTES];

		if (!vary_select(request, &stored[i].message.fields, select) ||
		    memcmp(select, stored[i].select, SHA2_256_BYTES) != 0)
			continue;
		if (best == n || is_better(&stored[i], &stored[best]))
			best = i;
	}
	return best;
}

enum policy_part
policy_part(
    const struct fields *request, const struct entry *e, struct byte_range *out)
{
	struct byte_range part[LIMIT_RANGES];
	bool whole = entry_is_complete(e);
	struct span value;
	size_t n;

	if (field_count(request, SPAN("Range")) == 0)
		return whole ? POLICY_WHOLE : POLICY_BEYOND;
	/*
	 * Offsets count coded bytes, but a plain request asks for decoded ones.
	 */
	if (e->flags & ENTRY_CODED || e->whole == ENTRY_UNKNOWN ||
	    (e->message.status != 200 && e->message.status != 206) ||
	    !field_only(request, SPAN("Range"), &value))
		return POLICY_BEYOND;
	switch (range_parse(value, e->whole, part, &n)) {
	case RANGE_WHOLE:
		return whole ? POLICY_WHOLE : POLICY_BEYOND;
	case RANGE_UNSAT:
		return POLICY_BEYOND;
	case RANGE_SOME:
		break;
	}
	if (n != 1 || part->first < e->first ||
	    part->first - e->first > e->held ||
	    part->length > e->held - (part->first - e->first))
		return POLICY_BEYOND;
	*out = *part;
	return POLICY_PART;
}

/*
 * Judges an entry that is stale: some requests and responses allow its use
 * (4.2.4).
 */
static enum verdict
judge_stale(const struct policy_request *r, const struct control *asked,
    const struct freshness *f)
{
	int64_t staleness = f->age - f->lifetime;

	if (control_has(&f->control, CONTROL_MUST_REVALIDATE))
		/* 5.2.2.2: forbids it in all circumstances */
		return VERDICT_VALIDATE;
	if (r->reach == POLICY_OFFLINE)
		return VERDICT_STALE;
	if (control_has(asked, CONTROL_MAX_STALE) &&
	    staleness <= asked->seconds[CONTROL_MAX_STALE])
		return VERDICT_STALE; /* 5.2.1.2 */
	if (!control_has(asked, CONTROL_MAX_AGE) &&
	    !control_has(asked, CONTROL_MIN_FRESH) &&
	    control_has(&f->control, CONTROL_STALE_WHILE_REVALIDATE) &&
	    staleness <= f->control.seconds[CONTROL_STALE_WHILE_REVALIDATE])
		return VERDICT_REFRESH;
	return VERDICT_VALIDATE;
}

/* Returns whether the request accepts this fresh entry (5.2.1). */
static bool
request_accepts(const struct control *asked, const struct freshness *f)
{
	bool immutable =
	    control_has(&f->control, CONTROL_IMMUTABLE) && f->lifetime > f->age;

	if (control_has(asked, CONTROL_NO_CACHE)) /* 5.2.1.4 */
		return false;
	/*
	 * 8246 2: a reload does not ask for content that cannot change while it
	 * is fresh.
	 */
	if (control_has(asked, CONTROL_MAX_AGE) && !immutable &&
	    f->age > asked->seconds[CONTROL_MAX_AGE])
		return control_has(asked, CONTROL_MAX_STALE) &&
		       f->lifetime <= f->age;
	return !control_has(asked, CONTROL_MIN_FRESH) ||
	       f->lifetime - f->age >= asked->seconds[CONTROL_MIN_FRESH];
}

static void
judge_chosen(const struct policy_request *r, const struct control *asked,
    const struct entry *e, struct judgement *j)
{
	struct byte_range part;
	struct freshness f;
	bool fresh;

	freshness_of(e, r->now, r->rule, &f);
	j->age = f.age;
	j->ttl = f.lifetime - f.age;
	fresh = f.lifetime > f.age &&
		!control_has(&f.control, CONTROL_NO_CACHE) && /* 5.2.2.4 */
		!(e->flags & ENTRY_STALE);
	j->verdict = VERDICT_VALIDATE;
	j->forward = fresh ? FORWARD_REQUEST : FORWARD_STALE;
	if (r->method != METHOD_HEAD &&
	    policy_part(r->fields, e, &part) == POLICY_BEYOND) {
		j->forward = FORWARD_PARTIAL;
		return;
	}
	if (!request_accepts(asked, &f))
		return;
	if (fresh)
		j->verdict = VERDICT_FRESH;
	else if (!control_has(&f.control, CONTROL_NO_CACHE) &&
		 !(e->flags & ENTRY_STALE))
		j->verdict = judge_stale(r, asked, &f);
	if (j->verdict != VERDICT_VALIDATE)
		j->forward = FORWARD_NOT;
}

void
policy_judge(const struct policy_request *r, const struct entry *chosen,
    bool others, struct judgement *j)
{
	struct control asked;

	control_parse_request(r->fields, &asked);
	*j = (struct judgement){ VERDICT_FETCH, FORWARD_NOT, 0, 0 };
	if (r->method != METHOD_GET && r->method != METHOD_HEAD)
		j->forward = FORWARD_METHOD;
	else if (policy_has_precondition(r->fields))
		j->forward = FORWARD_BYPASS;
	else if (chosen == NULL)
		j->forward = others ? FORWARD_VARY_MISS : FORWARD_URI_MISS;
	else
		judge_chosen(r, &asked, chosen, j);
	if ((j->verdict == VERDICT_FETCH || j->verdict == VERDICT_VALIDATE) &&
	    control_has(&asked, CONTROL_ONLY_IF_CACHED)) /* 5.2.1.7 */
		j->verdict = VERDICT_NONE;
}

/*
 * Returns whether the caching of this status is implemented here (5.2.2.3): the
 * statuses of 9110 15 are.
 */
static bool
is_understood(int status)
{
	return (status >= 200 && status <= 206) ||
	       (status >= 300 && status <= 308 && status != 304 &&
		   status != 306) ||
	       (status >= 400 && status <= 417) || status == 421 ||
	       status == 422 || status == 426 ||
	       (status >= 500 && status <= 505);
}

/*
 * Returns whether the response is a 206 of one range that can be stored.  A
 * part without a strong validator can neither be combined with others (3.4) nor
 * validated, so it is useful only while it is fresh.
 */
static bool
is_part(const struct message *m, const struct control *c)
{
	struct condition_range range;
	bool lasts = control_has(c, CONTROL_MAX_AGE)
			 ? c->seconds[CONTROL_MAX_AGE] > 0
			 : field_count(&m->fields, SPAN("Expires")) > 0;

	return condition_content_range(&m->fields, &range) &&
	       (condition_is_strong(m) ||
		   (lasts && range.whole != ENTRY_UNKNOWN));
}

bool
policy_may_replace(const struct entry *stored, const struct message *part)
{
	return condition_is_strong(part) ||
	       (!entry_is_complete(stored) &&
		   !condition_is_strong(&stored->message));
}

enum policy_store
policy_may_store(
    enum method method, const struct fields *request, const struct message *m)
{
	unsigned char select[SHA2_256_BYTES];
	struct control c, asked;

	control_parse(&m->fields, &c);
	control_parse_request(request, &asked);
	if (method != METHOD_GET || m->status < 200 || m->status == 304 ||
	    control_has(&asked, CONTROL_NO_STORE) || /* 5.2.1.5 */
	    policy_has_precondition(request))
		return POLICY_STORE_NOT;
	if (control_has(&c, CONTROL_MUST_UNDERSTAND)) { /* 5.2.2.3 */
		if (!is_understood(m->status))
			return POLICY_STORE_NOT;
	} else if (control_has(&c, CONTROL_NO_STORE)) {
		return POLICY_STORE_NOT;
	}
	if (!control_has(&c, CONTROL_PUBLIC) &&
	    !control_has(&c, CONTROL_PRIVATE) &&
	    !control_has(&c, CONTROL_MAX_AGE) &&
	    field_count(&m->fields, SPAN("Expires")) == 0 &&
	    !freshness_is_heuristic_status(m->status))
		return POLICY_STORE_NOT;
	/* 4.1: a Vary of "*" never matches */
	if (!vary_select(request, &m->fields, select))
		return POLICY_STORE_NOT;
	if (m->status == 206)
		return is_part(m, &c) ? POLICY_STORE_PART : POLICY_STORE_NOT;
	/* The server ignored the Range, so this is the whole content. */
	return POLICY_STORE;
}

bool
policy_is_error(int status)
{
	return status == 500 || (status >= 502 && status <= 504);
}

bool
policy_stale_if_error(const struct policy_request *r, const struct entry *e)
{
	struct byte_range part;
	struct control asked;
	struct freshness f;
	int64_t stale;

	freshness_of(e, r->now, r->rule, &f);
	control_parse_request(r->fields, &asked);
	stale = f.age - f.lifetime;
	if (control_has(&f.control, CONTROL_MUST_REVALIDATE) ||
	    control_has(&f.control, CONTROL_NO_CACHE) ||
	    control_has(&asked, CONTROL_NO_CACHE) || e->flags & ENTRY_STALE ||
	    (r->method != METHOD_HEAD &&
		policy_part(r->fields, e, &part) == POLICY_BEYOND))
		return false;
	return (control_has(&f.control, CONTROL_STALE_IF_ERROR) &&
		   stale <= f.control.seconds[CONTROL_STALE_IF_ERROR]) ||
	       (control_has(&asked, CONTROL_STALE_IF_ERROR) &&
		   stale <= asked.seconds[CONTROL_STALE_IF_ERROR]);
}

bool
policy_invalidates(enum method method, int status)
{
	unsigned safe = METHODS_READING | METHOD_BIT(METHOD_TRACE);

	return (METHOD_BIT(method) & safe) == 0 && status >= 200 &&
	       status < 400;
}
