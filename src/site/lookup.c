#include "site/lookup.h"

#include "site/archive.h"
#include "site/cgi.h"
#include "site/hidden.h"
#include "site/rules.h"
#include "site/upload.h"
#include "site/upload_part.h"

/* 9110 10.1.1: in HTTP/1.0, an expectation of 100-continue is ignored. */
static bool
expects_more(const struct request *req)
{
	struct span list, item;

	if (req->minor < 1)
		return false;
	for (size_t i = 0; field_next(&req->fields, SPAN("Expect"), &i, &list);)
		while (field_list_next(&list, &item))
			if (!span_eq_nocase(item, SPAN("100-continue")))
				return true;
	return false;
}

static enum refusal
judge(const struct conf *conf, const struct request *req)
{
	struct span token;

	if (req->method == METHOD_UNKNOWN)
		return REFUSE_METHOD_INVALID;
	if (!(conf->methods & METHOD_BIT(req->method)) &&
	    !upload_part_asked(conf, req, &token))
		return REFUSE_METHOD_OFF;
	if (req->target_why != REFUSE_NOT)
		return req->target_why;
	/*
	 * 9110 7.4: a request for https over plain HTTP is misdirected, unless
	 * a trusted proxy may have handled the TLS.
	 */
	if (req->target.secure && !req->secure && conf->proxies.n == 0)
		return REFUSE_MISDIRECTED;
	if (expects_more(req))
		return REFUSE_EXPECTATION;
	if (req->framing.body == FRAMING_LENGTH &&
	    req->framing.length > conf->max_body_size)
		return REFUSE_BODY_LARGE;
	return REFUSE_NOT;
}

/* A directory that is sent as an archive: its index is one of the members. */
static __attribute__((noinline)) void
want_archive(const struct target *target, struct file_want *want)
{
	if (!target->directory || archive_asked(target->query) == ARCHIVE_NOT)
		return;
	want->lists = true;
	want->nindex = 0;
}

enum refusal
lookup_make(
    const struct conf *conf, const struct request *req, struct lookup *found)
{
	enum refusal why = judge(conf, req);
	struct file_want *want = &found->want;
	struct span token;

	if (why != REFUSE_NOT)
		return why;
	found->redirect = (conf->nrules > 0 || conf->redirect_to_https) &&
				  req->target.form != TARGET_ASTERISK
			      ? rules_redirect(conf, req)
			      : NULL;
	if (req->target.form == TARGET_ASTERISK || found->redirect != NULL) {
		*want = (struct file_want){ .any = false };
		return REFUSE_NOT;
	}
	if (req->method == METHOD_TRACE) {
		*want = (struct file_want){ .any = false };
		return req->framing.body == FRAMING_NONE
			   ? REFUSE_NOT
			   : REFUSE_TRACE_CONTENT; /* 9110 9.3.8 */
	}
	if (conf->cgi.n > 0 && cgi_claims(conf, &req->target, &found->script)) {
		*want = (struct file_want){ .any = true, .runs = true };
		return REFUSE_NOT;
	}
	if ((METHODS_WRITING & METHOD_BIT(req->method)) ||
	    (req->method != METHOD_OPTIONS &&
		upload_part_asked(conf, req, &token)))
		return upload_lookup(conf, req, want);
	if (!(METHODS_READING & METHOD_BIT(req->method)))
		return REFUSE_METHOD_HERE;
	if (hidden_path(conf, req->target.path))
		return REFUSE_HIDDEN;
	*want = (struct file_want){
		.any = true,
		.path = req->target.path,
		.directory = req->target.directory,
		.symlinks = conf->symlinks,
		.lists = conf->directory_listing,
		.index = conf->directory_index.at,
		.nindex = conf->directory_index.n,
	};
	if (conf->archive)
		want_archive(&req->target, want);
	return REFUSE_NOT;
}

unsigned
lookup_allowed(const struct conf *conf, const struct request *req)
{
	struct cgi_script script;
	struct span token;

	if (upload_part_asked(conf, req, &token))
		return upload_part_allowed();
	if (conf->cgi.n > 0 && cgi_claims(conf, &req->target, &script))
		return conf->methods;
	return (conf->methods & (METHODS_READING | METHOD_BIT(METHOD_TRACE))) |
	       upload_allowed(conf, &req->target);
}

struct request_bounds
lookup_bounds(const struct conf *conf)
{
	return (struct request_bounds){
		.target = (size_t)conf->max_target,
		.fields_size = (size_t)conf->max_fields_size,
		.fields = (size_t)conf->max_fields,
	};
}
