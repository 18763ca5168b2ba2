/*
 * policy -- the rules of RFC 9111 for a private cache: which response may be
 * stored, which may be used, and when the server must be asked.
 *
 * Pure: it makes a verdict from the stored responses, the request and the time.
 *
 *	i = policy_choose(stored, n, &request.fields);
 *	policy_judge(&request, i < n ? &stored[i] : NULL, n > 0, &j);
 *	switch (j.verdict) {
 *	case VERDICT_FRESH:	print it without asking the server
 *	...
 */
#ifndef CACHE_POLICY_H
#define CACHE_POLICY_H

#include "cache/freshness.h"
#include "http/method.h"
#include "http/range.h"

enum verdict {
	VERDICT_FRESH, /* use the stored response as it is */
	VERDICT_STALE, /* use it although it is stale, which is allowed here */
	VERDICT_REFRESH,  /* use it, and validate it afterwards (5861 3) */
	VERDICT_VALIDATE, /* validate it with the server */
	VERDICT_FETCH,    /* no stored response can be used: fetch */
	VERDICT_NONE      /* the same, but without a network: 504 */
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
	POLICY_OFFLINE /* offline: a stale response is better than none (4.2.4)
			*/
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
	int64_t age,
	    ttl; /* of the chosen response; a ttl below 0 means stale */
};

/*
 * Returns the index of the stored response that the request selects among the n
 * of this URI and owner: the most recent one whose Vary matches; n if none does
 * (4, 4.1).
 */
size_t policy_choose(
    const struct entry *, size_t n, const struct fields *request);

/*
 * Decides how the request is answered.  chosen may be NULL; `others` tells
 * whether the URI has stored responses at all.
 */
void policy_judge(const struct policy_request *, const struct entry *chosen,
    bool others, struct judgement *);

/*
 * Decides which part of a stored response answers a request with Range (9110
 * 14.2).
 */
enum policy_part {
	POLICY_WHOLE,  /* there is no Range, or it is to be ignored */
	POLICY_PART,   /* *part is the range, and is stored */
	POLICY_BEYOND, /* not stored, or not for a cache: ask the server */
};
enum policy_part policy_part(const struct fields *request, const struct entry *,
    struct byte_range *part);

enum policy_store {
	POLICY_STORE,
	POLICY_STORE_PART, /* a 206: store the bytes of its range */
	POLICY_STORE_NOT
};

/* Decides whether the response to this request may be stored (3). */
enum policy_store policy_may_store(
    enum method, const struct fields *request, const struct message *response);

/*
 * Decides whether a part (POLICY_STORE_PART) may replace that stored response.
 * It may not if more would be lost than gained: a part without a strong
 * validator is never combined with others.
 */
bool policy_may_replace(const struct entry *stored, const struct message *part);

/*
 * Decides whether the stored response may be used because the server failed: it
 * answered with 500, 502, 503 or 504, or not at all (5861 4).
 */
bool policy_stale_if_error(
    const struct policy_request *, const struct entry *chosen);
bool policy_is_error(int status);

/*
 * Returns true if a response with this status to this method invalidates what
 * is stored: the method is unsafe, and the status is not an error (4.4).
 */
bool policy_invalidates(enum method, int status);

/*
 * Returns true if the caller's own fields contain a precondition, so that the
 * request bypasses the cache.
 */
bool policy_has_precondition(const struct fields *request);

#endif
