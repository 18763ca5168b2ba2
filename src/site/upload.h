/*
 * upload -- requests that change files: PUT, POST and DELETE.
 *
 * Pure, as all of site/.  Everything that can be decided before the body is
 * read is decided then, so that a peer that waits for 100 (Continue) is not
 * invited to send a body that will be refused (RFC 9110 10.1.1):
 *
 *	upload_lookup	is this place below an Upload prefix?	405 403
 *	upload_permit	may this peer write?			403 401 421
 *	upload_plan	fields, place, preconditions		400 409 411
 *								412 415 404
 *
 * Once the body has arrived, the state of the directory is checked again, with
 * the directory locked:
 *
 *	upload_recheck	place and preconditions again		409 412
 *	upload_settle	what was done, as the answer		201 204 200
 */
#ifndef SITE_UPLOAD_H
#define SITE_UPLOAD_H

#include "base/address.h"
#include "site/plan.h"

/* The outcome of an effect. */
struct deed {
	bool created;
	const struct file_facts *facts; /* of the stored file */
	struct span name;   /* the name chosen, if the server chose it */
	struct span stored; /* of a form: a query with the names chosen */
};

/* Returns the writing methods that a target allows. */
unsigned upload_allowed(const struct conf *, const struct target *);

/*
 * Sets *want with REFUSE_NOT; want->name is the last name of the path, or "".
 */
enum refusal upload_lookup(
    const struct conf *, const struct request *, struct file_want *want);

/*
 * Checks address, origin and host.  REFUSE_WRITE_AUTH means that a user name
 * and password are needed as well.  REFUSE_SERVER_NAME means that no password
 * is required, and that the request does not name a host of this server; vhost
 * is as for site/servername.
 */
enum refusal upload_permit(const struct conf *, const struct request *,
    const struct address *peer, struct span vhost);

/* Called by plan_make.  Sets the plan's effect with REFUSE_NOT. */
enum refusal upload_plan(const struct asked *, struct plan *);

/*
 * Returns the prefix whose UploadQuota applies to a target: the shortest that
 * covers it.  It is a path of the site without outer slashes.
 */
struct span upload_prefix(const struct conf *, const struct target *);

/* Checks place and preconditions again; asked->facts are the current ones. */
enum refusal upload_recheck(const struct asked *);

/* Completes the plan with what was done. */
void upload_settle(const struct asked *, const struct deed *, struct plan *);

#endif
