/* Users, by name in the text of passwd(5) and by number. */
#define _GNU_SOURCE
#include "config/user.h"

#include "unit/test.h"

static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\n"
			     "\n"
			     "# a comment\n"
			     "short:x:7\n"
			     "letters:x:1a:1::/:\n"
			     "huge:x:4294967295:1::/:\n"
			     "www:x:33:34:web:/srv:/bin/false\n"
			     "www:x:35:36:another:/srv:/bin/false\n"
			     "+nis::::::\n"
			     "bare:x:5:6\n"
			     "cut:x:8:9";

static const struct {
	const char *user;
	bool is, found, number;
	uint32_t uid, gid;
	const char *why;
} cases[] = {
	{ "root", 1, 1, 0, 0, 0, "a name" },
	{ "www", 1, 1, 0, 33, 34, "the first of two lines" },
	{ "ww", 1, 0, 0, 0, 0, "the start of a name is none" },
	{ "wwww", 1, 0, 0, 0, 0, "nor is one that is longer" },
	{ "short", 1, 0, 0, 0, 0, "a line without ids" },
	{ "letters", 1, 0, 0, 0, 0, "ids that are no numbers" },
	{ "huge", 1, 0, 0, 0, 0, "-1 leaves ids as they are: setresuid(2)" },
	{ "+nis", 1, 0, 0, 0, 0, "an entry of NIS has no ids" },
	{ "bare", 1, 0, 0, 0, 0, "a line that ends with its ids" },
	{ "cut", 1, 0, 0, 0, 0, "the last line may be cut short" },
	{ "#", 1, 0, 0, 0, 0, "a comment is nobody" },
	{ "33:34", 1, 0, 1, 33, 34, "numbers" },
	{ "0:0", 1, 0, 1, 0, 0, "root's numbers" },
	{ "4294967294:1", 1, 0, 1, 4294967294u, 1, "the largest" },
	{ "4294967295:1", 0, 0, 0, 0, 0, "-1" },
	{ "1:4294967295", 0, 0, 0, 0, 0, "-1 as a group" },
	{ "33", 0, 0, 0, 0, 0, "a number alone: a name, or a uid?" },
	{ "33:", 0, 0, 0, 0, 0, "no group" },
	{ ":33", 0, 0, 0, 0, 0, "no user" },
	{ "1:2:3", 0, 0, 0, 0, 0, "three numbers" },
	{ "", 0, 0, 0, 0, 0, "nothing" },
	{ "a b", 0, 0, 0, 0, 0, "a blank" },
	{ "a/b", 0, 0, 0, 0, 0, "a slash" },
};

int
main(void)
{
	struct span text = guarded(passwd);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span user = guarded(cases[i].user);
		struct user_ids a = { 1, 1 };
		bool number = user_parse(user, &a);
		bool found = !number && user_find(text, user, &a);

		OK(user_is_valid(user) == cases[i].is &&
			number == cases[i].number && found == cases[i].found,
		    "%s: %s", cases[i].why, cases[i].user);
		if (number || found)
			OK(a.uid == cases[i].uid && a.gid == cases[i].gid,
			    "%s: %s: its ids", cases[i].why, cases[i].user);
		else
			OK(a.uid == 1 && a.gid == 1, "%s: %s: no ids",
			    cases[i].why, cases[i].user);
	}
	return DONE();
}
