/*
 * cgi_guard -- checks what a handler asks of the process that starts scripts.
 *
 * That process is not in the sandbox, and an attacker may control a handler. So
 * it checks every job against the rules that site/cgi follows.  A script that
 * trusts its environment then finds no file named there but itself.
 *
 *	cgi_guard_permits(conf, &(struct cgi_guard_job){ 0, root,
 *	    SPAN("git"), environment })
 */
#ifndef SITE_CGI_GUARD_H
#define SITE_CGI_GUARD_H

#include "config/conf.h"

struct cgi_guard_job {
	size_t which; /* index in conf->cgi */
	struct span
	    root; /* the host's directory, which all paths are beneath */
	struct span script;
	struct span environment; /* "NAME=value" NUL ... */
};

/*
 * Returns true if the job is one that a request could have led to: the script
 * has a name that may be served, SCRIPT_NAME, SCRIPT_FILENAME and DOCUMENT_ROOT
 * occur once and belong to it, PATH_INFO and PATH_TRANSLATED have no "..", and
 * a user is named only if there is an Auth.
 */
bool cgi_guard_permits(const struct conf *, const struct cgi_guard_job *);

#endif
