/*
 * fetch_state -- what the parts of client/fetch share, and nobody else.
 *
 *	fetch		verdict, flight, redirects: one request after another
 *	fetch_ask	the request and its preconditions
 *	fetch_take	the response as it comes
 *	fetch_settle	what came of it: stored, freshened, invalidated
 *	fetch_show	what is printed
 */
#ifndef CLIENT_FETCH_STATE_H
#define CLIENT_FETCH_STATE_H

#include "cache/condition.h"
#include "cache/storing.h"
#include "client/decode.h"
#include "client/fetch.h"
#include "shelf/keep.h"
#include "shelf/shelf.h"

/* The use of the response whose head has come. */
enum mode {
	MODE_NONE,     /* no head yet */
	MODE_SHOW,     /* printed, and kept if k.state says so */
	MODE_SILENT,   /* neither shown nor stored: its status is enough */
	MODE_VALID,    /* a 304: what is stored is good */
	MODE_CONTINUE, /* a 206: the rest of what is kept already */
	MODE_STAND_IN, /* an error: the stored response is shown instead */
	MODE_PLAIN     /* it does not fit what was asked: ask plainly */
};

struct fetch {
	struct fetch_setup s;
	struct fetch_result *r;
	struct transport_request request;
	struct policy_request policy;
	struct fields fields; /* of the request, without preconditions */
	int64_t started, sent, received;
	enum mode mode;
	bool bypass;    /* the shelf is not for this one */
	bool read_only; /* no-store: nothing of it is written */
	bool plain;     /* no preconditions: they led nowhere */
	bool stores;    /* what comes is to be stored */
	bool bodiless;  /* a redirect made a GET of it: no body any more */
	bool unguarded; /* --if-match, and no tag is known */
	unsigned coded; /* ENTRY_CODED, of what is shown */
	struct decode decode;
	size_t chosen;    /* of the shelf; shelf.n if none */
	size_t nominated; /* by the preconditions that were sent */
	struct flight flight;
	struct keep keep;
	struct entry partial; /* what an earlier process left, or a slot has */
	bool resuming;        /* its rest was asked for */
	struct message head;  /* of the response */
	struct message last;  /* of what was shown */
	struct condition_range range;
	int64_t upload_from; /* offset of its first byte; -1: a pipe */
	uint64_t skip; /* bytes that were printed before damage was found */
	struct span url, origin;
	struct shelf shelf;
	/* Text that the spans above point into. */
	char lines[LIMIT_MESSAGE], head_room[LIMIT_MESSAGE];
	char note[LIMIT_ENTRY], note_room[LIMIT_ENTRY];
	char stored[LIMIT_MESSAGE], shown[LIMIT_MESSAGE];
	char skipped[LIMIT_MESSAGE];
	size_t skipped_n;
	char first_url[LIMIT_URI + 1];
};

static inline bool
fetch_has(const struct fetch *f, enum fetch_flag flag)
{
	return (f->s.flags & flag) != 0;
}

/* The stored response that the request selects, or NULL. */
static inline const struct entry *
fetch_chosen(const struct fetch *f)
{
	return f->chosen < f->shelf.n ? &f->shelf.entry[f->chosen] : NULL;
}

/* fetch_ask: false if the fields are too many. */
bool fetch_start_request(struct fetch *);
void fetch_load(struct fetch *);
void fetch_judge(struct fetch *, struct judgement *);
void fetch_add_conditions(struct fetch *);

/* fetch_take: a transport's events. */
bool fetch_on_head(void *fetch, struct span head);
bool fetch_on_body(void *fetch, struct span);
enum storing_body fetch_body_of(const struct fetch *);

/* Sets the owner whose responses the request may have: see cache/vary. */
void fetch_owner(const struct fetch *, unsigned char owner[SHA2_256_BYTES]);

/* An entry of what is coming, without its body; false if it cannot be one. */
bool fetch_make_entry(struct fetch *, struct entry *, enum storing_body);

/* fetch_settle: true if that was all, false to ask again, plainly. */
bool fetch_conclude(struct fetch *, enum transport_answer);
void fetch_end_flight(struct fetch *);

/* fetch_show: a redirect that is followed; one, or an error, not printed. */
bool fetch_follows(const struct fetch *, const struct message *);
bool fetch_is_silent(const struct fetch *, const struct message *);
bool fetch_show_head(struct fetch *, const struct message *, struct text lines,
    enum fetch_origin, uint64_t whole);
bool fetch_show_body(void *fetch, struct span);
/* After the body; false, and r->why, if its coding is cut short. */
bool fetch_show_end(struct fetch *);
void fetch_put_report(struct text *, const struct fetch *);

/*
 * Prints the chosen response, which there must be.  False if it is damaged:
 * it is gone then, and the network is next.
 */
bool fetch_serve(struct fetch *, const struct entry *chosen, int64_t age);

#endif
