/*
 * cgi_run -- a request that a script answers (CGI).
 *
 *	cgi_run_prepare	at the start, before the handler is confined
 *	cgi_run_find	before plan_make: which file on the path is it?
 *	cgi_run_send	instead of transfer_answer: it runs, and is relayed
 *
 * An answer that is somewhere else on the site (RFC 3875 6.2.2) is left in
 * c->local, and then nothing has been sent.
 */
#ifndef SERVER_CGI_RUN_H
#define SERVER_CGI_RUN_H

#include "server/conn.h"

/*
 * Starts the spawner.  room is for the root's name, which scripts are told
 * and s keeps; most: scripts at once.  False after a complaint.
 */
bool cgi_run_prepare(struct service *s, struct text room, size_t most);

/* For -T, as comments: what scripts may, and their handler may not. */
void cgi_run_put_rights(struct text *, const struct conf *);

/* The target is below a CGI prefix.  REFUSE_NOT fills c->script. */
enum refusal cgi_run_find(struct conn *);

/* REFUSE_NOT, or how the answer broke off; one that did not begin is sent. */
enum refusal cgi_run_send(struct conn *, const struct asked *);

#endif
