/*
 * plan -- what is done about a request: the whole answer, as data.
 *
 * Made from values alone (request, file facts, configuration, clock), so
 * that a test can print it, a fuzzer check it and the log read it.  server/
 * carries it out: take in the body if the plan says so, plan_settle with
 * what came of that, then send reply_head(&plan.reply) and the body.
 *
 *	plan_make(&asked, &plan);
 *	if (plan.intake != INTAKE_NONE)
 *		plan_settle(&asked, drop_body(), &plan);
 */
#ifndef SITE_PLAN_H
#define SITE_PLAN_H

#include "base/file.h"
#include "config/conf.h"
#include "http/coding.h"
#include "http/multipart.h"
#include "http/reply.h"
#include "http/request.h"
#include "site/cgi.h"
#include "site/listing.h"
#include "site/statuspage.h"

enum plan_content {
	CONTENT_NONE,
	CONTENT_NOTE,    /* the page of site/note */
	CONTENT_TEXT,    /* the plan's text */
	CONTENT_ECHO,    /* the request itself, of http/trace */
	CONTENT_LISTING, /* the entries of the directory */
	CONTENT_UNSIZED, /* the file, to an end that only reading finds */
	CONTENT_SCRIPT,  /* what a script writes */
	CONTENT_STATUS,  /* the page of site/statuspage */
	CONTENT_FILE,    /* part[0] of the file */
	CONTENT_PARTS    /* part[0..nparts) as multipart */
};

enum plan_intake {
	INTAKE_NONE,
	INTAKE_DROP, /* read the request body to its end, use none of it */
	INTAKE_TAKE  /* it is what the effect is about */
};

/* What is done before the answer; site/upload has the plan for it. */
enum plan_effect {
	EFFECT_NONE,
	EFFECT_STORE, /* the request body, under the name of the target */
	EFFECT_ADD,   /* the same, under a name that is free */
	EFFECT_FORM,  /* the files of a form, in the same way */
	EFFECT_REMOVE,
	EFFECT_RUN /* a script, which makes the answer: site/cgi_reply */
};

/* Holds spans into itself: pass it by pointer, never copy it. */
struct plan {
	struct reply reply;
	enum refusal why; /* REFUSE_NOT unless we refused */
	enum plan_intake intake;
	enum plan_effect effect;
	bool invites; /* the peer waits for 100 (Continue), 9110 10.1.1 */
	enum plan_content content;
	struct span text;           /* with CONTENT_TEXT */
	const struct request *echo; /* with CONTENT_ECHO */
	struct listing listing;     /* with CONTENT_LISTING */
	struct byte_range only;     /* what part is, unless there are several */
	const struct byte_range *part;
	size_t nparts;
	const struct statuspage *status; /* with CONTENT_STATUS */
	struct span served;              /* by Fallback: the path of its file */
	struct span quote; /* what the note quotes from the request */
	bool close;        /* and then hang up */
	bool digests; /* the file's digest of reply.digest_kind is wanted */
	unsigned char digest[SHA2_MOST]; /* and is put here */
	char etag[ETAG_MAX];
	char boundary[17];
};

/* On what fields of the request the answer depends (9110 12.5.5): a set. */
enum { VARY_CODING = 1, VARY_TYPE = 2 };

/* What a plan is made from. */
struct asked {
	const struct conf *conf;
	const struct request *req;
	const struct file_facts *facts; /* NULL: no file was wanted */
	int64_t now_ns;                 /* since 1970 */
	bool last;     /* on this connection, whatever the peer asks for */
	uint64_t room; /* bytes that UploadQuota leaves for an upload */
	const struct statuspage *status; /* NULL: it was not wanted */
	const struct address *peer;      /* NULL: nobody that could be known */
	enum coding coding;  /* the facts are those of site/variant */
	bool not_acceptable; /* and so is no other form of the file */
	unsigned varies;     /* VARY_... */
	bool stands_in;      /* the facts are those of Fallback */
	struct span host;    /* with VirtualHosts, its directory's name */
	struct span realm;   /* of the prefix that wants a password */
	const struct cgi_script *script; /* NULL: it is no script */
	struct byte_range *ranges; /* room for LIMIT_RANGES, used if asked for;
				      NULL: Range is ignored */
	struct span clean;         /* by CleanURLs: the path, "/about.html" */
	unsigned wait_s;           /* before the next password (RFC 6585 4) */
};

void plan_make(const struct asked *, struct plan *);

/* facts are not looked at. */
void plan_refuse(const struct asked *, enum refusal, struct plan *);

/*
 * What came of carrying it out: REFUSE_NOT leaves the plan as it is, any
 * other makes it a refusal that closes.
 */
void plan_settle(const struct asked *, enum refusal outcome, struct plan *);

/* The body is these bytes of the file: CONTENT_FILE. */
void plan_send(struct plan *, uint64_t first, uint64_t length);

/*
 * The length is not known before the end: content in chunks, or for HTTP/1.0
 * up to the close (9112 6.1, 6.3).
 */
void plan_stream(const struct asked *, struct plan *, enum plan_content);

/* The parts of CONTENT_PARTS, for site and server alike. */
struct multipart plan_multipart(const struct plan *);

#endif
