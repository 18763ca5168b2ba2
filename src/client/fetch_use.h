/*
 * fetch_use -- how the client uses a response, decided when its head arrives.
 *
 * Pure.  The first row that holds decides:
 *
 *	facts						use
 *	an error, which a stored response may replace	FETCH_USE_STAND_IN
 *	304 to a conditional request			FETCH_USE_VALID
 *	206 with the rest of a part that is kept	FETCH_USE_CONTINUE
 *	206 or 416 that does not fit the request	FETCH_USE_PLAIN
 *	other content than the bytes printed before	FETCH_USE_CHANGED
 *	a redirect that is followed, or --fail		FETCH_USE_SILENT
 *	anything else					FETCH_USE_SHOW
 *
 *	const struct fetch_use_facts facts = { .status = 304,
 *		.conditional = true };
 *
 *	fetch_use_of(&facts);	-> FETCH_USE_VALID
 */
#ifndef CLIENT_FETCH_USE_H
#define CLIENT_FETCH_USE_H

#include <stdbool.h>

enum fetch_use {
	FETCH_USE_NONE,     /* no head has arrived */
	FETCH_USE_SHOW,     /* print it, and store it if that is allowed */
	FETCH_USE_SILENT,   /* print nothing: only the status counts */
	FETCH_USE_VALID,    /* print the stored response, which is valid */
	FETCH_USE_CONTINUE, /* append it to the part that is kept */
	FETCH_USE_STAND_IN, /* print the stored response instead */
	FETCH_USE_PLAIN,    /* ask again, without conditions */
	FETCH_USE_CHANGED   /* fail: it cannot follow what was printed */
};

/* The facts about a response and its request that decide. */
struct fetch_use_facts {
	int status;
	bool replaceable; /* stale-if-error allows the stored response (5861) */
	bool conditional; /* the request named stored responses */
	bool resuming;    /* the request asked for the rest of a kept part */
	bool is_rest;     /* the response is that rest; only if resuming */
	bool may_be_part; /* the request is no GET, or has a Range of its own */
	bool changed;     /* bytes were printed before, of other content */
	bool silent;      /* it is a redirect to follow, or an error to hide */
};

/* Returns the use of the response; never FETCH_USE_NONE. */
enum fetch_use fetch_use_of(const struct fetch_use_facts *);

#endif
