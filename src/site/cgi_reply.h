/*
 * cgi_reply -- turns a script's output into the response.
 *
 * The plan for a script is made before the script starts, without a response;
 * these functions complete it.  Pure.
 */
#ifndef SITE_CGI_REPLY_H
#define SITE_CGI_REPLY_H

#include "http/cgi_head.h"
#include "site/plan.h"

enum cgi_reply_intake { CGI_REPLY_WHOLE, CGI_REPLY_PENDING };

/*
 * Completes the plan from the head of a script.  fields is the text that
 * cgi_head_parse made; the plan keeps pointing into it.  While the request body
 * is pending, nobody knows whether the script will read all of it: then the
 * connection is closed.
 */
void cgi_reply_plan(const struct asked *, const struct cgi_head *,
    struct span fields, enum cgi_reply_intake, struct plan *);

/*
 * Does the same for a script that writes its own head (RFC 3875 5).  bytes is
 * the beginning of its output; the log takes the status from it, or 200 if it
 * has none.
 */
void cgi_reply_plan_nph(struct span bytes, struct plan *);

/*
 * Turns the request into that for a local Location (6.2.2): for `place`, whose
 * bytes must outlive the request, and without a body.  Its path is stored in
 * room.
 */
void cgi_reply_follow(struct request *, struct span place, struct text room);

/*
 * Appends "cgi-bin/git: line\n" for the log, and escapes what is not printable
 * ASCII.  For a line of CGI_REPLY_LINE it is at most LIMIT_LOG_LINE bytes.
 */
#define CGI_REPLY_LINE 768
void cgi_reply_put_error(struct text *, const struct request *,
    const struct cgi_script *, struct span line);

#endif
