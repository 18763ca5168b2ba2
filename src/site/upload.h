/*
 * upload -- requests that change files: PUT, POST and DELETE.
 *
 * Pure, as all of site/.  What can be said before the body is read is said
 * then, so that a peer that waits for 100 (Continue) is not invited to send
 * what will be refused (RFC 9110 10.1.1):
 *
 *	upload_lookup	is this place below an Upload prefix?	405 403
 *	upload_permit	may this peer write?			403 401 421
 *	upload_plan	fields, place, preconditions		400 409 411
 *								412 415 404
 *
 * and what has changed while it came, with the directory locked:
 *
 *	upload_recheck	place and preconditions again		409 412
 *	upload_settle	what was done, as the answer		201 204 200
 */
#ifndef SITE_UPLOAD_H
#define SITE_UPLOAD_H

#include "base/address.h"
#include "site/plan.h"

/* What was done. */
struct deed {
	bool created;
	const struct file_facts *facts; /* of the file stored */
	struct span name; /* that it was given, if it was for us to find one */
};

/* The methods that a target allows beside those that read it. */
unsigned upload_allowed(const struct conf *, const struct target *);

/* REFUSE_NOT fills *want; its name is the last of the path, or "". */
enum refusal upload_lookup(
    const struct conf *, const struct request *, struct file_want *want);

/*
 * By address, origin and host.  REFUSE_WRITE_AUTH: that is not enough, a user
 * name and its password are wanted too.  REFUSE_SERVER_NAME: no password is
 * wanted, and the host is none of ours; vhost is as for site/servername.
 */
enum refusal upload_permit(const struct conf *, const struct request *,
    const struct address *peer, struct span vhost);

/* Called by plan_make; REFUSE_NOT sets the plan's effect. */
enum refusal upload_plan(const struct asked *, struct plan *);

/*
 * The prefix that a target is below, for UploadQuota: that which covers it
 * most widely.  A path of the site without slashes around it.
 */
struct span upload_prefix(const struct conf *, const struct target *);

/* The content is a form; then its boundary, "" if it has none. */
bool upload_is_form(const struct request *, struct text *boundary);

/* asked->facts are as they are now. */
enum refusal upload_recheck(const struct asked *);

void upload_settle(const struct asked *, const struct deed *, struct plan *);

#endif
