/*
 * cgi -- which script a request is for, and what the script is told.
 *
 * RFC 3875 3.3 and 4.1.  Pure: whether a name is a file is asked outside,
 * one name after the other.
 *
 *	/cgi-bin/git/project.git/info/refs?service=git-upload-pack
 *	prefix  |script|path info         | query
 *
 *	if (cgi_claims(conf, &req->target, &script))
 *		while (cgi_next(path, &script))
 *			if (cgi_name(path, &script) is a file)
 *				cgi_put_environment(&text, &call);
 */
#ifndef SITE_CGI_H
#define SITE_CGI_H

#include "base/address.h"
#include "config/conf.h"
#include "http/request.h"

/* Lengths in the path of the target: of the prefix, and up to the script. */
struct cgi_script {
	size_t which; /* of conf->cgi */
	size_t prefix_n, n;
};

/*
 * The target lies below a CGI prefix (the longest, if there are several),
 * and so it is never a file.  Letters are compared without case: in a file
 * system that does so, too, another spelling would give the text away.
 * *script starts at the prefix; cgi_next has the first name.
 */
bool cgi_claims(
    const struct conf *, const struct target *, struct cgi_script *script);

/*
 * One name more of the path; false at its end, and at a name that begins
 * with a dot or a prefix that is spelled otherwise: nothing is there.
 */
bool cgi_next(const struct conf *, struct span path, struct cgi_script *);

/* The script so far, below the prefix: "git". */
struct span cgi_name(struct span path, const struct cgi_script *);

/* It writes its own response head: RFC 3875 5. */
bool cgi_is_nph(struct span path, const struct cgi_script *);

/*
 * Something below an Upload prefix would be executed, or the other way
 * round; such a configuration is refused.
 */
bool cgi_overlaps(const struct conf *);

/* What a script is told of. */
struct cgi_call {
	const struct conf *conf;
	const struct request *req;
	const struct cgi_script *script;
	const struct address *peer;
	struct span root;       /* the directory that the paths are beneath */
	uint16_t port;          /* that the request came to; 0: none */
	struct span auth, user; /* "Basic" and a name, or empty */
};

/*
 * "NAME=value" and NUL, one after the other, of at most LIMIT_CGI bytes.
 * CONTENT_LENGTH is not among them if the body comes in chunks; PATH is
 * never.  No name is there twice, and no value holds a NUL.
 */
void cgi_put_environment(struct text *, const struct cgi_call *);

#endif
