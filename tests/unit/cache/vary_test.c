#define _GNU_SOURCE
#include "cache/vary.h"

#include "unit/cache/stored.h"

static const struct {
	const char *why, *vary, *a, *b;
	bool same;
} cases[] = {
	{ "no Vary", "", "X: 1\r\n", "X: 2\r\n", true },
	{ "another value", "Vary: X\r\n", "X: 1\r\n", "X: 2\r\n", false },
	{ "names without case", "Vary: x\r\n", "X: 1\r\n", "x: 1\r\n", true },
	{ "values with case", "Vary: X\r\n", "X: a\r\n", "X: A\r\n", false },
	{ "white space at commas", "Vary: X\r\n", "X: a,b\r\n",
	    "X:  a ,\tb \r\n", true },
	{ "several lines are one list", "Vary: X\r\n", "X: a\r\nX: b\r\n",
	    "X: a, b\r\n", true },
	{ "the order counts", "Vary: X\r\n", "X: a, b\r\n", "X: b, a\r\n",
	    false },
	{ "absent is not empty", "Vary: X\r\n", "", "X:\r\n", false },
	{ "absent in both", "Vary: X\r\n", "Y: 1\r\n", "Y: 2\r\n", true },
	{ "one of two", "Vary: X, Y\r\n", "X: 1\r\nY: 1\r\n",
	    "X: 1\r\nY: 2\r\n", false },
	{ "no value moves to the next field", "Vary: X, Y\r\n", "X: 1\r\n",
	    "Y: 1\r\n", false },
	{ "Vary in several lines", "Vary: X\r\nVary: Y\r\n", "Y: 1\r\n",
	    "Y: 2\r\n", false },
	{ "other fields do not matter", "Vary: X\r\n", "X: 1\r\nY: 1\r\n",
	    "Y: 2\r\nX: 1\r\n", true },
};

static bool
same_owner(const char *a, enum vary_trust ta, const char *b, enum vary_trust tb)
{
	unsigned char x[SHA2_256_BYTES], y[SHA2_256_BYTES];

	vary_owner(request(a), ta, SPAN(""), x);
	vary_owner(request(b), tb, SPAN(""), y);
	return memcmp(x, y, sizeof x) == 0;
}

static bool
is_zero(const unsigned char *digest)
{
	static const unsigned char zero[SHA2_256_BYTES];

	return memcmp(digest, zero, sizeof zero) == 0;
}

int
main(void)
{
	unsigned char a[SHA2_256_BYTES], b[SHA2_256_BYTES];

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool good =
		    vary_select(
			request(cases[i].a), request(cases[i].vary), a) &&
		    vary_select(request(cases[i].b), request(cases[i].vary), b);

		OK(good && (memcmp(a, b, sizeof a) == 0) == cases[i].same,
		    "9111 4.1: %s", cases[i].why);
	}
	OK(!vary_select(request(""), request("Vary: *\r\n"), a),
	    "9111 4.1: * never matches");
	OK(!vary_select(request(""), request("Vary: a, *\r\n"), a),
	    "9111 4.1: not among others either");
	vary_owner(request("X: 1\r\n"), VARY_VERIFIED, SPAN(""), a);
	OK(is_zero(a), "no credentials, no owner");
	OK(!same_owner(
	       "Authorization: a\r\n", VARY_VERIFIED, "", VARY_VERIFIED),
	    "with a password or without");
	OK(!same_owner("Authorization: a\r\n", VARY_VERIFIED,
	       "Authorization: b\r\n", VARY_VERIFIED),
	    "with one or another");
	OK(!same_owner(
	       "Cookie: a\r\n", VARY_VERIFIED, "Cookie: b\r\n", VARY_VERIFIED),
	    "with one cookie or another");
	OK(!same_owner("Cookie: a\r\n", VARY_VERIFIED, "Authorization: a\r\n",
	       VARY_VERIFIED),
	    "a cookie is no password");
	OK(!same_owner("", VARY_VERIFIED, "", VARY_UNVERIFIED),
	    "what came unverified is kept apart");
	return DONE();
}
