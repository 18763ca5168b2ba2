/*
 * plan -- how a request is answered: the whole response, as data.
 *
 * A plan is made from values alone (request, file facts, configuration, clock),
 * so that a test can print it, a fuzzer check it and the log read it.  server/
 * carries it out: it reads the body if the plan says so, passes the outcome to
 * plan_settle, then sends reply_head(&plan.reply) and the body.
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
#include "http/form.h"
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
	CONTENT_ECHO,    /* the request itself, by http/trace */
	CONTENT_LISTING, /* the entries of the directory */
	CONTENT_UNSIZED, /* the file, until its end is read */
	CONTENT_SCRIPT,  /* the output of a script */
	CONTENT_STATUS,  /* the page of site/statuspage */
	CONTENT_FILE,    /* part[0] of the file */
	CONTENT_PARTS    /* part[0..nparts) as multipart */
};

enum plan_intake {
	INTAKE_NONE,
	INTAKE_DROP, /* read the request body, and discard it */
	INTAKE_TAKE  /* the effect uses the request body */
};

/* The action to take before the response; site/upload plans it. */
enum plan_effect {
	EFFECT_NONE,
	EFFECT_STORE, /* store the body under the target's name */
	EFFECT_ADD,   /* store it under a free name */
	EFFECT_FORM,  /* store the files of a form likewise */
	EFFECT_REMOVE,
	EFFECT_CANCEL, /* end an upload that could be resumed */
	EFFECT_RUN     /* run a script: site/cgi_reply */
};

/* With EFFECT_STORE and EFFECT_ADD: is it an upload that can be resumed? */
enum plan_part {
	PART_NOT,
	PART_NEW,  /* the request begins it */
	PART_KNOWN /* the request continues it */
};

/* More bytes than any upload has: see upload_record_stamp. */
#define UPLOAD_PART_ALL UINT64_C(999999999999999)

/* An upload that can be resumed, as far as it is known: site/upload_part. */
struct upload_part {
	enum method method; /* of the request that has begun it */
	bool complete, has_length;
	uint64_t offset, length;
	uint64_t left_s;      /* until it expires */
	struct span metadata; /* tus */
	bool has_trusted;     /* an earlier version did not note it */
	uint64_t trusted;     /* so many bytes count: upload_record_stamp */
};

/*
 * The room for a response about such an upload.  It is not in the plan, since
 * other requests shall not pay for it.
 */
struct part_room {
	struct resumable_state state;
	char query[40]; /* the query that names the upload */
	char problem[320];
};

/* Holds spans into itself: pass it by pointer, never copy it. */
struct plan {
	struct reply reply;
	enum refusal why; /* REFUSE_NOT unless refused */
	enum plan_intake intake;
	enum plan_effect effect;
	bool invites; /* the peer waits for 100 (Continue), 9110 10.1.1 */
	enum plan_content content;
	struct span text;           /* with CONTENT_TEXT */
	const struct request *echo; /* with CONTENT_ECHO */
	struct listing listing;     /* with CONTENT_LISTING */
	struct byte_range only;     /* storage for a single part */
	const struct byte_range *part;
	size_t nparts;
	const struct statuspage *status; /* with CONTENT_STATUS */
	struct span served;              /* the path of the file of Fallback */
	struct span quote; /* what the note quotes from the request */
	bool close;        /* close the connection after it */
	bool digests;      /* compute digest, of reply.digest_kind */
	unsigned char digest[SHA2_MOST]; /* the digest of the file */
	unsigned
	    verifies; /* with an effect that stores: the digests to check */
	enum plan_part resumes;
	bool part_whole;          /* all of the upload has arrived */
	bool part_is_last;        /* the content is the last of the upload */
	uint64_t part_at;         /* the offset of the content in the upload */
	uint64_t part_length;     /* of the upload; UINT64_MAX: not known */
	struct part_room *upload; /* that of asked */
	char etag[ETAG_MAX];
	char cache_control[48]; /* of an answer to a link */
	char boundary[17];
	char form_boundary[FORM_BOUNDARY_MOST + 1]; /* with EFFECT_FORM */
};

/* The request fields on which the response depends (9110 12.5.5): a set. */
enum { VARY_CODING = 1, VARY_TYPE = 2 };

struct archive;

/* The values that a plan is made from. */
struct asked {
	const struct conf *conf;
	const struct request *req;
	const struct file_facts *facts; /* NULL: no file was needed */
	int64_t now_ns;                 /* since 1970 */
	bool last;     /* the connection closes after this request */
	uint64_t room; /* bytes that UploadQuota leaves */
	const struct statuspage *status; /* NULL: not requested */
	const struct address *peer;      /* NULL: unknown */
	enum coding coding;  /* the facts are those of site/variant */
	bool not_acceptable; /* no form of the file is acceptable */
	unsigned varies;     /* VARY_... */
	bool stands_in;      /* the facts are those of Fallback */
	struct span host;    /* with VirtualHosts, its directory's name */
	struct span realm;   /* the prefix that needs a password */
	const struct cgi_script *script;  /* NULL: not a script */
	const struct conf_rule *redirect; /* NULL: no Redirect applies */
	const struct upload_part *part;   /* NULL: not for an upload */
	struct part_room *part_room;      /* NULL: no UploadExpiry */
	struct byte_range *ranges; /* room for LIMIT_RANGES; NULL: no Range */
	struct span clean;         /* by CleanURLs: "/about.html" */
	unsigned wait_s;           /* until the next password (RFC 6585 4) */
	int64_t link_until;        /* opened by a link up to then; or 0 */
	uint64_t listed; /* state of all entries of a list; or 0: unknown */
	const struct archive *archive; /* NULL: the facts are a file's own */
};

/* Makes the plan for a request.  It cannot fail: a refusal is a plan, too. */
void plan_make(const struct asked *, struct plan *);

/* Makes the plan for a refusal; the facts are not used. */
void plan_refuse(const struct asked *, enum refusal, struct plan *);

/*
 * Completes the plan with the outcome of carrying it out: REFUSE_NOT leaves the
 * plan as it is, anything else makes it a refusal that closes the connection.
 */
void plan_settle(const struct asked *, enum refusal outcome, struct plan *);

/* Makes these bytes of the file the body: CONTENT_FILE. */
void plan_send(struct plan *, uint64_t first, uint64_t length);

/*
 * Plans content of unknown length: in chunks, or for HTTP/1.0 up to the close
 * (9112 6.1, 6.3).
 */
void plan_stream(const struct asked *, struct plan *, enum plan_content);

/* Returns the parts of CONTENT_PARTS, for both site and server. */
struct multipart plan_multipart(const struct plan *);

#endif
