#include "client/ask.h"
#include "client/curl.h"
#include "client/exit.h"
#include "client/messages.h"
#include "client/outcome.h"
#include "client/upload_bar.h"
#include "client/url_fetch_state.h"
#include "shelf/shelf.h"

#include <string.h>

bool
url_fetch_choose_output(struct url_fetch *u, struct output_how *how)
{
	const char *what = u->url,
		   *why = place_output(u->o, &what, u->name, how);

	if (why != NULL)
		messages_error(span_str(what), why);
	else if (u->place == NULL && place_wants_bar(u->o, how->path != NULL))
		how->flags |= OUTPUT_PROGRESS;
	return why == NULL;
}

/* Takes a head, and shows it to the output and to the files beside it. */
static bool
take_head(void *self, const struct fetch_head *h)
{
	struct url_fetch *u = self;
	int err = heads_take_head(&u->heads, u->o, h);

	upload_bar_end();
	u->troubled = err < 0 ? u->o->dump : NULL;
	if (err < 0)
		u->trouble = strerror(-err);
	else if (h->last && url_fetch_has(u, FLAG_HEADER_NAME) &&
		 url_fetch_has(u, FLAG_REMOTE_NAME) && h->status == 200)
		u->trouble =
		    place_take_name(h->lines, u->name, &u->out.how.path);
	if (u->trouble != NULL)
		return false;
	if (h->last && heads_is_untimely(u->o, h)) {
		u->untimely = u->out.bodiless = true;
		return (u->out.how.flags & OUTPUT_INCLUDE) == 0 ||
		       output_head(&u->out, h);
	}
	if (h->last && u->retry && heads_is_retried(u->o, h->status)) {
		u->retry = url_fetch_has_time(u);
		if (u->retry)
			/* another try follows, so this body is not wanted */
			return true;
	}
	return output_head(&u->out, h);
}

static bool
take_body(void *self, struct span s)
{
	struct url_fetch *u = self;
	bool good = u->untimely || output_body(&u->out, s);

	if (u->place != NULL) {
		u->place->whole = u->out.whole;
		u->place->n = u->out.n;
	}
	return good;
}

static bool
restart(void *self)
{
	struct url_fetch *u = self;

	return output_restart(&u->out);
}

void
url_fetch_init_output(struct url_fetch *u)
{
	u->sink = (struct fetch_sink){ u, take_head, take_body, restart };
}

/* Reports an error, unless -s or -q forbids that. */
static void
complain(const struct url_fetch *u, struct span what, const char *why)
{
	if (!url_fetch_has(u, FLAG_QUIET) || url_fetch_has(u, FLAG_SHOW_ERROR))
		messages_error(what, why);
}

static int
finish_output(struct url_fetch *u, int code)
{
	/*
	 * A refusal may come with a page, which is complete and gives the
	 * reason.
	 */
	enum output_end end =
	    code == EXIT_DONE ||
		    (code == EXIT_STATUS && u->result.end == FETCH_DONE)
		? OUTPUT_WHOLE
		: OUTPUT_BROKEN;
	struct span what = span_str(
	    u->out.how.path != NULL ? u->out.how.path : "standard output");

	if (u->trouble != NULL) {
		(void)output_finish(&u->out, OUTPUT_BROKEN);
		complain(u, u->troubled != NULL ? span_str(u->troubled) : what,
		    u->trouble);
		return EXIT_LOCAL;
	}
	switch (output_finish(&u->out, end)) {
	case OUTPUT_GOOD:
		return code;
	case OUTPUT_MISMATCH:
		if (u->store != NULL && !u->out.bodiless)
			u->result.keeps_error =
			    shelf_invalidate(u->store, span_str(u->result.url));
		complain(u, what, "the SHA-256 differs");
		return EXIT_NETWORK;
	case OUTPUT_FAILED:
		break;
	}
	complain(u, what, u->out.error);
	return EXIT_LOCAL;
}

static void
write_out(const struct url_fetch *u, int code)
{
	struct writeout w = { .result = &u->result,
		.method = u->setup.method,
		.file = u->out.how.path,
		.referer = u->o->referer,
		.number = u->number,
		.asked = u->url,
		.body = u->out.n,
		.code = code };

	if (u->o->write_out != NULL)
		heads_write_out(&u->heads, u->o->write_out, &w);
}

int
url_fetch_conclude(struct url_fetch *u)
{
	const struct outcome_how how_told = { u->o->flags, u->setup.method,
		u->all->started_ns };
	const char *jar = ask_setting(u->o, TRANSPORT_COOKIE_JAR);
	int code;

	if (u->out.kept && u->result.status == 416)
		u->result.end = FETCH_DONE; /* the file was complete before */
	code = finish_output(u, outcome_tell(&u->result, &how_told));
	if (jar != NULL)
		u->result.times.jar_error =
		    curl_save_jar(jar, u->result.end == FETCH_NETWORK_FAILED);
	code = outcome_judge_file(code, u->o->flags, &u->result, &u->out);
	if (code == EXIT_DONE &&
	    !heads_save_tag(&u->heads, u->o, u->result.status))
		code = EXIT_LOCAL;
	if (url_fetch_has(u, FLAG_CURL))
		code =
		    outcome_curls_code(code, u->o->flags, &u->result, &u->out);
	write_out(u, code);
	return code;
}
