/*
 * policy -- RFC 9111 for a private cache: may it be stored, may it be used,
 * what must be asked?
 *
 * Pure: the stored responses, the request and the time come in, a verdict
 * goes out.
 *
 *	i = policy_choose(stored, n, &request.fields);
 *	policy_judge(&request, i < n ? &stored[i] : NULL, n > 0, &j);
 *	switch (j.verdict) {
 *	case VERDICT_FRESH:	print it; nobody is asked
 *	...
 */
#ifndef CACHE_POLICY_H
#define CACHE_POLICY_H

#include "cache/freshness.h"
#include "http/method.h"
#include "http/range.h"

enum verdict {
	VERDICT_FRESH,    /* use it as it is */
	VERDICT_STALE,    /* use it, though stale: that is allowed here */
	VERDICT_REFRESH,  /* use it, and validate behind its back (5861 3) */
	VERDICT_VALIDATE, /* ask whether it is still good */
	VERDICT_FETCH,    /* nothing stored is of use */
	VERDICT_NONE      /* as before, but nobody may be asked: 504 */
};

/* Why a request goes to the network: RFC 9211 2.2. */
enum forward {
	FORWARD_NOT,
	FORWARD_BYPASS,
	FORWARD_METHOD,
	FORWARD_URI_MISS,
	FORWARD_VARY_MISS,
	FORWARD_REQUEST,
	FORWARD_STALE,
	FORWARD_PARTIAL
};

enum policy_reach {
	POLICY_ONLINE,
	POLICY_OFFLINE /* disconnected: stale is better than none (4.2.4) */
};

struct policy_request {
	enum method method;
	const struct fields *fields; /* as they will be sent */
	int64_t now;
	enum policy_reach reach;
	enum freshness_rule rule;
};

struct judgement {
	enum verdict verdict;
	enum forward forward;
	int64_t age, ttl; /* of the chosen one; ttl < 0 is stale */
};

/*
 * Which of n stored responses of this URI and owner the request selects: the
 * most recent whose Vary matches; n if none does (4, 4.1).
 */
size_t policy_choose(
    const struct entry *, size_t n, const struct fields *request);

/* chosen may be NULL; `others` says that the URI has responses at all. */
void policy_judge(const struct policy_request *, const struct entry *chosen,
    bool others, struct judgement *);

/* Part of a stored response that answers a request with Range (9110 14.2). */
enum policy_part {
	POLICY_WHOLE,  /* no Range, or one to be ignored */
	POLICY_PART,   /* *part is it, and is held */
	POLICY_BEYOND, /* not held, or not for a cache: ask */
};
enum policy_part policy_part(const struct fields *request, const struct entry *,
    struct byte_range *part);

enum policy_store {
	POLICY_STORE,
	POLICY_STORE_PART, /* a 206: the bytes of its range */
	POLICY_STORE_NOT
};

/* May this response to that request be kept (3)? */
enum policy_store policy_may_store(
    enum method, const struct fields *request, const struct message *response);

/*
 * May a part (POLICY_STORE_PART) take the place of that stored response?  Not
 * if more would be lost: a part without a strong validator is never combined.
 */
bool policy_may_replace(const struct entry *stored, const struct message *part);

/*
 * The server failed, by a 500, 502, 503, 504 or no answer: may the stored
 * response stand in (5861 4)?
 */
bool policy_stale_if_error(
    const struct policy_request *, const struct entry *chosen);
bool policy_is_error(int status);

/* Non-error answers to unsafe methods invalidate (4.4). */
bool policy_invalidates(enum method, int status);

/* A request with preconditions of its own passes the cache by. */
bool policy_has_precondition(const struct fields *request);

#endif
