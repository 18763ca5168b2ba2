#include "config/user.h"

/*
 * Reads a user's or group's id.  An id of all ones belongs to nobody, since
 * setresuid(2) takes it for "unchanged".
 */
static bool
parse_id(struct span s, uint32_t *out)
{
	uint64_t v;

	if (!span_u64(s, &v) || v >= UINT32_MAX)
		return false;
	*out = (uint32_t)v;
	return true;
}

bool
user_parse(struct span user, struct user_ids *out)
{
	struct span uid, gid;
	struct user_ids a;

	if (!span_cut(user, ':', &uid, &gid) || !parse_id(uid, &a.uid) ||
	    !parse_id(gid, &a.gid))
		return false;
	*out = a;
	return true;
}

/*
 * Returns whether s can be a name.  A word that looks like a number is not a
 * name, because it might be meant as an id.
 */
static bool
is_name(struct span s)
{
	bool number = true;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c <= ' ' || c == ':' || c == '/' || c == 0x7f)
			return false;
		number = number && c >= '0' && c <= '9';
	}
	return !number; /* a number or an empty word is not a name */
}

bool
user_is_valid(struct span user)
{
	struct user_ids a;

	return is_name(user) || user_parse(user, &a);
}

/* name:password:UID:GID:... */
static bool
parse_line(struct span line, struct span user, struct user_ids *out)
{
	struct span field, rest;
	struct user_ids a;

	if (!span_cut(line, ':', &field, &rest) || !span_eq(field, user) ||
	    !span_cut(rest, ':', &field, &rest) ||
	    !span_cut(rest, ':', &field, &rest) || !parse_id(field, &a.uid) ||
	    !span_cut(rest, ':', &field, &rest) || !parse_id(field, &a.gid))
		return false;
	*out = a;
	return true;
}

bool
user_find(struct span passwd, struct span user, struct user_ids *out)
{
	struct span line;
	bool more;

	do {
		more = span_cut(passwd, '\n', &line, &passwd);
		if (more && parse_line(line, user, out))
			return true; /* a truncated line is ignored */
	} while (more);
	return false;
}
