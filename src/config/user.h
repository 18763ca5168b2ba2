/*
 * user -- the user to which a process started as root switches.
 *
 * A user is written as a name, which is looked up in the text of passwd(5), or
 * as UID:GID, for systems without that file.
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

/* Returns true if the span has the form of a name or of UID:GID. */
bool user_is_valid(struct span user);

/* Reads UID:GID.  Returns false if the user is not of that form. */
bool user_parse(struct span user, struct user_ids *);

/*
 * Finds the first line of the text with that name; malformed lines, and a last
 * line without a newline, are ignored.  Returns false if there is none.
 */
bool user_find(struct span passwd, struct span user, struct user_ids *);

#endif
