/*
 * user -- whose rights a process that was started as root goes on with.
 *
 * A user is written as a name, which is looked up in the text of passwd(5),
 * or as UID:GID, for a system without that file.
 *
 *	struct user_ids ids;
 *
 *	if (!user_parse(user, &ids) &&
 *	    !user_find(passwd_text, user, &ids))
 *		there is no such user
 */
#ifndef CONFIG_USER_H
#define CONFIG_USER_H

#include "base/span.h"

struct user_ids {
	uint32_t uid, gid;
};

/* What either of the others could make something of. */
bool user_is_valid(struct span user);

/* UID:GID. */
bool user_parse(struct span user, struct user_ids *);

/* The first line of that name; lines that are not of passwd(5) are passed. */
bool user_find(struct span passwd, struct span user, struct user_ids *);

#endif
