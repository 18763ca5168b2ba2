/*
 * cgi -- finds the script of a request, and makes its environment.
 *
 * RFC 3875 3.3 and 4.1.  Pure: the caller checks whether a name is a file, one
 * name after the other.
 *
 *	/cgi-bin/git/project.git/info/refs?service=git-upload-pack
 *	prefix  |script|path info         | query
 *
 *	if (cgi_claims(conf, &req->target, &script))
 *		while (cgi_next(conf, path, &script))
 *			if (cgi_name(path, &script) is a file)
 *				cgi_put_environment(&text, &call);
 */
#ifndef SITE_CGI_H
#define SITE_CGI_H

#include "base/address.h"
#include "config/conf.h"
#include "http/proxy.h"
#include "http/request.h"

/*
 * Where the script is in the path of the target: the length of the prefix, and
 * the length up to the end of the script's name.
 */
struct cgi_script {
	size_t which; /* index in conf->cgi */
	size_t prefix_n, n;
};

/*
 * Returns true if the target lies below a CGI prefix (the longest, if there are
 * several), so that it is never served as a file.  Letters are compared without
 * case: on a file system that ignores case, another spelling would reveal the
 * script's text.  *script starts at the prefix; cgi_next adds the first name.
 */
bool cgi_claims(
    const struct conf *, const struct target *, struct cgi_script *script);

/*
 * Adds one more name of the path.  Returns false at the end of the path, at a
 * name that starts with a dot, and for a prefix in another case: there is no
 * script.
 */
bool cgi_next(const struct conf *, struct span path, struct cgi_script *);

/* Returns the name of the script so far, below the prefix: "git". */
struct span cgi_name(struct span path, const struct cgi_script *);

/* Returns true if the script writes its own response head (RFC 3875 5). */
bool cgi_is_nph(struct span path, const struct cgi_script *);

/*
 * Returns true if an Upload prefix and a CGI prefix overlap.  Uploads could
 * then be executed, so such a configuration is refused.
 */
bool cgi_overlaps(const struct conf *);

/* The values that the environment of a script is made from. */
struct cgi_call {
	const struct conf *conf;
	const struct request *req;
	const struct cgi_script *script;
	const struct address *peer;
	struct span root;       /* the directory that all paths are beneath */
	uint16_t port;          /* the port of this server; 0: none */
	struct span auth, user; /* "Basic" and a name, or empty */
	const struct proxy_tls *tls; /* of the connection; NULL: none */
};

/*
 * Appends "NAME=value" and NUL for each variable, at most LIMIT_CGI bytes.
 * CONTENT_LENGTH is missing if the body comes in chunks, and PATH always.  No
 * name occurs twice, and no value contains a NUL.
 */
void cgi_put_environment(struct text *, const struct cgi_call *);

#endif
