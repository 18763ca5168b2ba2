/*
 * worker_link -- lets a child of a listener ask the listener through its
 * channel (os/crew).
 */
#ifndef SERVER_WORKER_LINK_H
#define SERVER_WORKER_LINK_H

#include "server/conn.h"

struct worker_link {
	int channel;
	bool *spent; /* set when the process is not to serve again */
	bool deaf;   /* an answer is overdue: nothing is asked any more */
};

/*
 * Gives the service the functions that ask.  The link must outlive the service.
 */
void worker_link_join(struct worker_link *, struct service *);

#endif
