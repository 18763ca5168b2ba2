#include "site/cgi_reply.h"

#include "base/escape.h"

void
cgi_reply_plan(const struct asked *a, const struct cgi_head *head,
    struct span fields, enum cgi_reply_intake intake, struct plan *p)
{
	struct reply *r = &p->reply;
	bool bare = cgi_head_is_bare(head->status);
	bool empty = bare || a->req->method == METHOD_HEAD;

	r->status = head->status;
	r->passed = fields;
	p->content = empty ? CONTENT_NONE : CONTENT_SCRIPT;
	/* 9110 8.6: the length in a response to HEAD is that for GET */
	if (head->has_length && !bare) {
		r->has_length = true;
		r->length = head->length;
	} else if (!empty && a->req->minor >= 1)
		r->chunked = true;
	else if (!empty)
		/* 9112 6.3: the close of the connection ends the content */
		p->close = true;
	if (intake == CGI_REPLY_PENDING)
		p->close = true;
	if (p->close)
		r->connection = REPLY_CLOSES;
}

void
cgi_reply_plan_nph(struct span bytes, struct plan *p)
{
	struct span version, rest, code;
	uint64_t status;

	p->close = true;
	p->content = CONTENT_SCRIPT;
	if (span_starts(bytes, SPAN("HTTP/")) &&
	    span_cut(bytes, ' ', &version, &rest) && rest.n >= 3) {
		code = (struct span){ rest.p, 3 };
		if (span_u64(code, &status) && status >= 100)
			p->reply.status = (int)status;
	}
}

void
cgi_reply_follow(struct request *req, struct span place, struct text room)
{
	if (req->method != METHOD_HEAD) {
		req->method = METHOD_GET;
		req->method_token = SPAN("GET");
	}
	req->framing.body = FRAMING_NONE;
	req->framing.length = 0;
	req->raw_target = place;
	req->target_why = target_parse(place, req->method, room, &req->target);
}

void
cgi_reply_put_error(struct text *t, const struct request *req,
    const struct cgi_script *script, struct span line)
{
	struct span name = { req->target.path.p,
		script->n < 200 ? script->n : 200 };
	struct span part[] = { name, SPAN(": "), line };

	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		for (size_t j = 0; j < part[i].n; j++) {
			unsigned char c = (unsigned char)part[i].p[j];

			if (c == '\t')
				c = ' ';
			if (c >= ' ' && c <= '~') {
				text_char(t, (char)c);
				continue;
			}
			escape_x(t, (char)c);
		}
	text_char(t, '\n');
}
