/*
 * cgi_guard -- what a handler may ask of the process that starts scripts.
 *
 * That process is not in the sandbox, and a handler may have been taken over:
 * it holds every job against the rules that site/cgi follows, and a program
 * that trusts its environment is told of no file but the script.
 *
 *	cgi_guard_permits(conf, &(struct cgi_guard_job){ 0, root,
 *	    SPAN("git"), environment })
 */
#ifndef SITE_CGI_GUARD_H
#define SITE_CGI_GUARD_H

#include "config/conf.h"

struct cgi_guard_job {
	size_t which; /* of conf->cgi */
	struct span
	    root; /* the directory that paths are beneath, of the host */
	struct span script;
	struct span environment; /* "NAME=value" NUL ... */
};

/*
 * The script has a name that is served, SCRIPT_NAME, SCRIPT_FILENAME and
 * DOCUMENT_ROOT are there once and are its own, PATH_INFO and PATH_TRANSLATED
 * climb nowhere, and there is no user where there is no Auth.
 */
bool cgi_guard_permits(const struct conf *, const struct cgi_guard_job *);

#endif
