#include "client/ask.h"
#include "client/curl.h"
#include "client/fence_once.h"
#include "client/messages.h"
#include "client/upload_bar.h"
#include "client/url_fetch_state.h"

/* Asks the network.  The process is confined before libcurl is loaded. */
static enum transport_answer
ask_network(void *self, const struct transport_request *request,
    const struct transport_events *events, struct transport_outcome *outcome)
{
	struct url_fetch *u = self;

	fence_allow(u->out.how.path); /* the output of -O may be a link */
	url_list_each_file(u->all->urls, fence_allow);
	fence_allow(u->o->dump);
	fence_allow(u->o->etag_save);
	fence_allow(ask_setting(u->o, TRANSPORT_COOKIE_JAR));
	if (u->resumption.wanted && u->resumption.store != NULL)
		/* the fence lets nobody make it later */
		(void)store_make(u->store);
	fence_once(u->store);
	return curl_run(NULL, request, events, outcome);
}

static void
tell_resumption(uint64_t offset, const char *url)
{
	char buf[64];
	struct text t = TEXT(buf);

	text_put(&t, SPAN("going on after "));
	text_u64(&t, offset);
	text_put(&t, SPAN(" bytes"));
	text_char(&t, '\0');
	messages_about(buf, url);
}

/* Shows how much of an upload has been sent, and resumes it. */
static enum transport_answer
ask_for_upload(void *self, const struct transport_request *request,
    const struct transport_events *events, struct transport_outcome *outcome)
{
	struct url_fetch *u = self;
	struct transport_events shown = *events;
	enum transport_answer answer;

	if (request->upload >= 0 && u->place == NULL &&
	    place_wants_bar(u->o, true)) {
		upload_bar_begin(request->upload_n);
		shown.sent = upload_bar_draw;
	}
	answer = resumption_run(&u->resumption, request, &shown, outcome);
	upload_bar_end();
	return answer;
}

void
url_fetch_init_network(struct url_fetch *u)
{
	u->network = (struct transport){ .self = u, .run = ask_network };
	u->transport = (struct transport){ .self = u, .run = ask_for_upload };
}

/* Decides whether the upload of this URL is to go on after a broken line. */
void
url_fetch_begin_network(struct url_fetch *u)
{
	struct resumption_run *r = &u->resumption;

	resumption_run_reset(r);
	r->next = &u->network;
	r->store = url_fetch_has(u, FLAG_NO_STORE) ? NULL : u->store;
	r->remembered = url_fetch_has(u, FLAG_CONTINUE);
	r->wanted =
	    u->o->upload != NULL && (u->o->retries > 0 || r->remembered);
	r->tell = url_fetch_has(u, FLAG_QUIET) ? NULL : tell_resumption;
}
