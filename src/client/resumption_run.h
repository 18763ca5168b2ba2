/*
 * resumption_run -- a transport that resumes an upload which broke off.
 *
 * It stands in front of the transport that reaches the network.  A PUT of a
 * file is sent as an upload of the draft (client/resumption).  If the server
 * offers resumption and the line breaks, the next run of the same PUT asks how
 * much has arrived, and sends the rest; what calls run decides whether and when
 * that is.  The answer looks like that to the PUT.
 *
 *	struct resumption_run r = { .next = &t, .store = store };
 *	struct transport resuming = { &r, resumption_run };
 */
#ifndef CLIENT_RESUMPTION_RUN_H
#define CLIENT_RESUMPTION_RUN_H

#include "client/resumption.h"
#include "client/transport.h"
#include "shelf/store.h"

struct resumption_run {
	const struct transport *next;
	/* Where the upload is noted for later processes; NULL: nowhere. */
	const struct store *store;
	bool wanted;     /* uploads are to be resumed */
	bool remembered; /* those of earlier processes too: -C - */
	void (*tell)(uint64_t offset, const char *url); /* it goes on there */
	/* The rest belongs to this module. */
	bool known; /* the upload has a URL */
	bool live;  /* this process has seen that it is there */
	struct resumption_file file;
	char url[LIMIT_URI + 1], location[LIMIT_URI + 1];
};

/* Before another URL. */
void resumption_run_reset(struct resumption_run *);

/* The `run` of a transport.  self is a struct resumption_run. */
enum transport_answer resumption_run(void *self,
    const struct transport_request *, const struct transport_events *,
    struct transport_outcome *);

#endif
