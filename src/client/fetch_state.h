/*
 * fetch_state -- the state that the parts of client/fetch share.
 *
 *	fetch		verdict, flight, redirects: one request after another
 *	fetch_ask	the request and its preconditions
 *	fetch_take	the response as it arrives
 *	fetch_use	how a response is used, given its head
 *	fetch_settle	its effect on the cache: stored, freshened, invalidated
 *	fetch_show	the output
 */
#ifndef CLIENT_FETCH_STATE_H
#define CLIENT_FETCH_STATE_H

#include "cache/condition.h"
#include "cache/storing.h"
#include "client/decode.h"
#include "client/fetch.h"
#include "client/fetch_use.h"
#include "shelf/keep.h"
#include "shelf/shelf.h"

struct fetch {
	struct fetch_setup s;
	struct fetch_result *r;
	struct transport_request request;
	struct policy_request policy;
	struct fields fields; /* of the request, without preconditions */
	int64_t started, sent, received;
	enum fetch_use use;
	bool bypass;    /* the cache is not used for this request */
	bool read_only; /* no-store: nothing of it is written */
	bool plain;     /* without preconditions, since they failed before */
	bool stores;    /* the response is to be stored */
	bool bodiless;  /* a redirect changed the method to GET */
	bool unguarded; /* --if-match, and no tag is known */
	unsigned coded; /* ENTRY_CODED of the response that is shown */
	struct decode decode;
	size_t chosen;    /* index in the shelf; shelf.n if none */
	size_t nominated; /* how many the preconditions nominate */
	struct flight flight;
	struct keep keep;
	struct entry
	    partial;   /* a part that an earlier process or the entry left */
	bool resuming; /* the rest of that part was requested */
	bool spared;   /* the flight's file has that part, and keeps it */
	struct message head; /* of the response */
	struct message last; /* of the response shown before */
	struct condition_range range;
	int64_t upload_from; /* offset of its first byte; -1: a pipe */
	/* The bytes that were printed before damage was found, from skip_at. */
	uint64_t skip, skip_at;
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

/* Returns the stored response that the request selects, or NULL. */
static inline const struct entry *
fetch_chosen(const struct fetch *f)
{
	return f->chosen < f->shelf.n ? &f->shelf.entry[f->chosen] : NULL;
}

/*
 * In fetch_ask.  fetch_start_request returns false if there are too many
 * fields.
 */
bool fetch_start_request(struct fetch *);
void fetch_load(struct fetch *);
void fetch_judge(struct fetch *, struct judgement *);
void fetch_add_conditions(struct fetch *);

/*
 * In fetch_take: the events of the transport.  They return false to end the
 * transfer.
 */
bool fetch_on_head(void *fetch, struct span head);
bool fetch_on_body(void *fetch, struct span);
enum storing_body fetch_body_of(const struct fetch *);

/* Computes the owner whose responses the request may use: see cache/vary. */
void fetch_owner(const struct fetch *, unsigned char owner[SHA2_256_BYTES]);

/*
 * Makes the entry of the response that is arriving, without its body.  Returns
 * false if it cannot be stored.
 */
bool fetch_make_entry(struct fetch *, struct entry *, enum storing_body);

/*
 * In fetch_settle.  fetch_conclude returns true at the end, or false if the
 * request is to be sent again without conditions.
 */
bool fetch_conclude(struct fetch *, enum transport_answer);
void fetch_end_flight(struct fetch *);

/*
 * In fetch_show.  fetch_follows returns true if the response is a redirect that
 * is followed.  fetch_is_silent returns true if the response is not printed: it
 * is such a redirect, or an error that --fail hides.  The others return false
 * if the output cannot continue.
 */
bool fetch_follows(const struct fetch *, const struct message *);
bool fetch_is_silent(const struct fetch *, const struct message *);
bool fetch_show_head(struct fetch *, const struct message *, struct text lines,
    enum fetch_origin, uint64_t whole);
bool fetch_show_body(void *fetch, struct span);

/* Ends the body.  Returns false and sets r->why if its coding is cut short. */
bool fetch_show_end(struct fetch *);
void fetch_put_report(struct text *, const struct fetch *);

/*
 * Prints the chosen response, which has to exist.  Returns false if it is
 * damaged: it has then been removed, and the network is asked next.
 */
bool fetch_serve(struct fetch *, const struct entry *chosen, int64_t age);

/*
 * Recovers from damage of the chosen response e, which was found after `done`
 * bytes from offset `first` on were printed.  Removes the response, and starts
 * the output again if it can; otherwise the network continues from there, if it
 * has the same content.
 */
void fetch_recover(
    struct fetch *, const struct entry *e, uint64_t first, uint64_t done);

#endif
