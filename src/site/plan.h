/*
 * plan -- what is done about a request: the whole answer, as data.
 *
 * Made from values alone (request, file facts, configuration, clock), so
 * that a test can print it, a fuzzer check it and the log read it.  server/
 * carries it out: take in the body if the plan says so, plan_settle with
 * what came of that, then send reply_head(&plan.reply) and the body.
 *
 *	plan_make(conf, &req, &facts, now_ns, &plan);
 *	if (plan.intake != INTAKE_NONE)
 *		plan_settle(&plan, &req, drop_body());
 */
#ifndef SITE_PLAN_H
#define SITE_PLAN_H

#include "base/file.h"
#include "config/conf.h"
#include "http/multipart.h"
#include "http/reply.h"
#include "http/request.h"

enum plan_body {
	BODY_NONE,
	BODY_NOTE, /* the page of site/note */
	BODY_FILE, /* part[0] of the file */
	BODY_PARTS /* part[0..nparts) as multipart */
};

enum plan_intake {
	INTAKE_NONE,
	INTAKE_DROP /* read the request body to its end, use none of it */
};

/* Holds spans into itself: pass it by pointer, never copy it. */
struct plan {
	struct reply reply;
	enum refusal why; /* REFUSE_NOT unless we refused */
	enum plan_intake intake;
	enum plan_body body;
	struct byte_range part[LIMIT_RANGES];
	size_t nparts;
	struct span quote; /* what the note quotes from the request */
	bool close;        /* and then hang up */
	char etag[ETAG_MAX];
	char boundary[17];
};

/* facts is NULL where no file was wanted.  now_ns is since 1970. */
void plan_make(const struct conf *, const struct request *,
    const struct file_facts *facts, int64_t now_ns, struct plan *);

/* req is NULL if none could be read; the plan then closes. */
void plan_refuse(const struct conf *, const struct request *, enum refusal,
    int64_t now_ns, struct plan *);

/* The outcome of the intake: REFUSE_NOT leaves the plan as it is. */
void plan_settle(struct plan *, const struct conf *, const struct request *,
    enum refusal outcome, int64_t now_ns);

/* The parts of BODY_PARTS, for site and server alike. */
struct multipart plan_multipart(const struct plan *);

#endif
