/*
 * cgi_run -- answers a request through a script (CGI).
 *
 *	cgi_run_prepare	at the start, before the handler is confined
 *	cgi_run_find	before plan_make: which file on the path is it?
 *	cgi_run_send	instead of transfer_answer: it runs, and is relayed
 *
 * If the script refers to another path of the site (RFC 3875 6.2.2), that path
 * is left in c->local, and nothing has been sent.
 */
#ifndef SERVER_CGI_RUN_H
#define SERVER_CGI_RUN_H

#include "server/conn.h"

/*
 * Starts the spawner.  room is for the path of the root, which is passed to
 * scripts and kept in s, so it must outlive s.  most is the number of scripts
 * at once.  Returns false after logging an error.
 */
bool cgi_run_prepare(struct service *s, struct text room, size_t most);

/*
 * Puts the rights that scripts have beyond their handler, as comments for -T.
 */
void cgi_run_put_rights(struct text *, const struct conf *);

/*
 * Finds the script for a target below a CGI prefix.  Returns REFUSE_NOT and
 * completes c->found.script, or returns the refusal.
 */
enum refusal cgi_run_find(struct conn *);

/*
 * Runs the script and relays its answer.  Returns REFUSE_NOT, or how the answer
 * broke off; an answer that did not begin is sent as a refusal.
 */
enum refusal cgi_run_send(struct conn *);

#endif
