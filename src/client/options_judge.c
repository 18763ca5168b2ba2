#include "client/options_state.h"

#include <string.h>

static bool
is_port(const char *s)
{
	uint64_t port;

	return span_u64(span_str(s), &port) && port > 0 && port <= 65535;
}

static void
shift(struct options *o, size_t at, size_t n)
{
	o->nwords -= n;
	for (size_t i = at; i < o->nwords; i++)
		o->word[i] = o->word[i + n];
}

/* Removes the -O that named a PUT; an -o beside it receives the response. */
static void
drop_remote_name(struct options *o)
{
	size_t kept = 0;

	for (size_t i = 0; i < o->noutputs; i++)
		if (o->outputs[i] != NULL)
			o->outputs[kept++] = o->outputs[i];
	o->noutputs = kept;
}

/* Takes HOST PORT [GET] FILE and HOST PORT PUT FILE. */
static const char *
judge_host(struct options_state *s)
{
	struct options *o = s->o;
	bool put = false;

	if (o->nwords == 5 && s->name_at < 5) { /* -O NAME belongs to a PUT */
		o->name = o->word[s->name_at];
		shift(o, s->name_at, 1);
		put = strcmp(o->word[2], "PUT") == 0;
		o->wrong = span_str(o->name);
		if (!put || !is_port(o->word[1]))
			return "too many words; see --help";
		o->flags &= ~(unsigned)FLAG_REMOTE_NAME;
	}
	if ((o->nwords != 3 && o->nwords != 4) || !is_port(o->word[1]))
		return NULL;
	if (o->name != NULL)
		drop_remote_name(o);
	o->mode = OPTIONS_HOST;
	o->host = o->word[0];
	o->port = o->word[1];
	o->file = o->word[o->nwords - 1];
	if (o->nwords == 3)
		return NULL;
	put = strcmp(o->word[2], "PUT") == 0;
	o->wrong = span_str(o->word[2]);
	if (put) {
		o->uploads[0] = o->file;
		o->nuploads = 1;
	}
	return put || strcmp(o->word[2], "GET") == 0 ? NULL
						     : "neither GET nor PUT";
}

static const char *
judge_cache(struct options *o)
{
	static const struct {
		char name[8];
		enum options_mode mode;
	} commands[] = {
		{ "ls", OPTIONS_LS },
		{ "info", OPTIONS_INFO },
		{ "purge", OPTIONS_PURGE },
		{ "verify", OPTIONS_VERIFY },
		{ "gc", OPTIONS_GC },
		{ "dir", OPTIONS_DIR },
		{ "why", OPTIONS_WHY },
	};
	bool urls;

	o->wrong = SPAN("cache");
	if (o->nwords < 2)
		return "expected ls, info, why, purge, verify, gc or dir";
	o->wrong = span_str(o->word[1]);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(o->word[1], commands[i].name) == 0)
			o->mode = commands[i].mode;
	if (o->mode == OPTIONS_URLS)
		return "expected ls, info, why, purge, verify, gc or dir";
	shift(o, 0, 2);
	urls = o->mode == OPTIONS_INFO || o->mode == OPTIONS_PURGE ||
	       o->mode == OPTIONS_LS || o->mode == OPTIONS_WHY;
	if (urls && o->mode != OPTIONS_LS && o->nwords == 0 &&
	    (o->mode != OPTIONS_PURGE || !(o->flags & FLAG_ALL)))
		return "a URL is missing";
	return !urls && o->nwords > 0 ? "one word too many" : NULL;
}

static bool
has_form(const struct options *o)
{
	for (size_t i = 0; i < o->nsettings; i++)
		if (o->setting[i].key == TRANSPORT_FORM ||
		    o->setting[i].key == TRANSPORT_FORM_STRING)
			return true;
	return false;
}

static const char *
judge_body(const struct options *o)
{
	if (has_form(o) && (o->ndata > 0 || o->nuploads > 0))
		return "-F does not go together with -d and -T";
	if ((o->flags & FLAG_HEAD) && !(o->flags & FLAG_GET) &&
	    (o->ndata > 0 || o->nuploads > 0 || has_form(o)))
		return "-I sends no body; give the method by -X HEAD";
	if ((o->flags & FLAG_HEAD) && (o->flags & FLAG_SHA256))
		return "-I and --sha256 do not go together: no body comes";
	return NULL;
}

static const char *
judge_continue(const struct options *o)
{
	if (!(o->flags & FLAG_CONTINUE) && o->offset == 0)
		return NULL;
	if (o->offset == 0 && o->noutputs == 0 && !o->name_all &&
	    o->nuploads == 0)
		return "-C - needs -o, -O or -T";
	if (o->flags & FLAG_SHA256)
		return "-C and --sha256 do not go together";
	if (o->range != NULL)
		return "-C and -r do not go together; -r N- has the bytes "
		       "from N on";
	return o->nuploads > 0 && o->offset > 0
		   ? "-C N is for downloads: with -T, -C - goes on where the "
		     "server has got to"
		   : NULL;
}

/*
 * Returns true if -O is followed by a name, which wget takes as a file, but
 * which would be fetched here.
 */
static bool
is_wget_name(const struct options_state *s)
{
	const struct options *o = s->o;

	if (!(o->flags & FLAG_REMOTE_NAME) || o->nwords < 2 ||
	    s->name_at >= o->nwords ||
	    strstr(o->word[s->name_at], "://") != NULL)
		return false;
	for (size_t i = 0; i < o->nwords; i++)
		if (strstr(o->word[i], "://") != NULL)
			return true;
	return false;
}

/* Returns true if options in front of --next need a URL of their own. */
static bool
has_unused(const struct options *o)
{
	return (o->flags & ~(unsigned)OPTIONS_GLOBAL) != 0 || o->ndata > 0 ||
	       o->nfields > 0 || o->nuploads > 0 || o->noutputs > 0 ||
	       o->nsettings > 0 || o->ncookies > 0 || o->nqueries > 0 ||
	       o->method != NULL || o->user != NULL || o->dump != NULL ||
	       o->range != NULL || o->write_out != NULL;
}

const char *
options_judge(struct options_state *s)
{
	struct options *o = s->o;
	const char *why;

	if (o->mode != OPTIONS_URLS)
		return NULL;
	if (o->nwords > 0 && strcmp(o->word[0], "cache") == 0)
		return judge_cache(o);
	why = judge_host(s);
	if (why != NULL)
		return why;
	o->wrong = SPAN("-O");
	if (is_wget_name(s))
		return "it takes no file name: -o FILE names the output";
	o->wrong = SPAN("");
	if (o->nwords == 0)
		return o->next == 0 ? "a URL is missing"
		       : has_unused(o)
			   ? "the options before --next need a URL of their own"
			   : NULL;
	if (o->nwords > 1 && o->mode == OPTIONS_URLS &&
	    (o->etag_save != NULL || o->etag_compare != NULL))
		return "--etag-save and --etag-compare allow one URL only";
	if (o->nuploads > 0 && o->ndata > 0)
		return "-d and an upload do not go together";
	if (o->mode == OPTIONS_URLS && o->nuploads > o->nwords)
		return "each -T needs a URL of its own";
	why = judge_continue(o);
	return why == NULL ? judge_body(o) : why;
}

const char *
options_judge_curl(struct options *o)
{
	if (!o->silenced)
		o->flags &= ~(unsigned)FLAG_QUIET;
	if (!(o->flags & FLAG_VERBOSE))
		return NULL;
	return options_push_setting(o, TRANSPORT_VERBOSE, "");
}
