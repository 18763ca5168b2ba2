/*
 * cgi_reply -- what becomes of a script's answer.
 *
 * The plan for a script is made before it is started, without an answer;
 * these complete it.  Pure.
 */
#ifndef SITE_CGI_REPLY_H
#define SITE_CGI_REPLY_H

#include "http/cgi_head.h"
#include "site/plan.h"

enum cgi_reply_intake { CGI_REPLY_WHOLE, CGI_REPLY_PENDING };

/*
 * A script has given its head; fields is the text that cgi_head_parse made,
 * and stays the plan's.  While the request body is pending nobody knows
 * whether the script will take all of it: then the connection ends.
 */
void cgi_reply_plan(const struct asked *, const struct cgi_head *,
    struct span fields, enum cgi_reply_intake, struct plan *);

/*
 * The same for one that writes its own head (RFC 3875 5): bytes is how it
 * begins, from which the log gets its status; 200 if it does not tell.
 */
void cgi_reply_plan_nph(struct span bytes, struct plan *);

/*
 * The request that a local Location stands for (6.2.2): that for `place`, of
 * which the spans stay, without a body.  room is for its path.
 */
void cgi_reply_follow(struct request *, struct span place, struct text room);

/*
 * "cgi-bin/git: line\n" for the log, where what is not printable ASCII is
 * escaped; of at most LIMIT_LOG_LINE bytes for a line of CGI_REPLY_LINE.
 */
#define CGI_REPLY_LINE 768
void cgi_reply_put_error(struct text *, const struct request *,
    const struct cgi_script *, struct span line);

#endif
