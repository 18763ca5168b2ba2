/* Where the programs that obtain certificates put their files. */
#define _GNU_SOURCE
#include "tls/pair.h"

#include "unit/test.h"

static const struct {
	const char *why, *path;
	bool directory;
	const char *key, *chain_file, *key_file;
} cases[] = {
	{ "certbot: a directory", "/l/a", true, "", "/l/a/fullchain.pem",
	    "/l/a/privkey.pem" },
	{ "with its slash", "/l/a/", true, "", "/l/a/fullchain.pem",
	    "/l/a/privkey.pem" },
	{ "a directory, and a key elsewhere", "/l/a", true, "/k",
	    "/l/a/fullchain.pem", "/k" },
	{ "certbot: the file", "/l/a/fullchain.pem", false, "",
	    "/l/a/fullchain.pem", "/l/a/privkey.pem" },
	{ "here", "fullchain.pem", false, "", "fullchain.pem", "privkey.pem" },
	{ "the certificate alone", "/l/cert.pem", false, "", "/l/cert.pem",
	    "/l/privkey.pem" },
	{ "lego", "/c/a.org.crt", false, "", "/c/a.org.crt", "/c/a.org.key" },
	{ "a key of one's own", "/c/a.crt", false, "/k.pem", "/c/a.crt",
	    "/k.pem" },
	{ "any other file", "/c/a.pem", false, "", "/c/a.pem", "" },
	{ "which is given its key", "/c/a.pem", false, "b", "/c/a.pem", "b" },
	{ "a name that only ends so", "/c/myfullchain.pem", false, "",
	    "/c/myfullchain.pem", "" },
	{ "an ending alone", ".crt", false, "", ".crt", "" },
	{ "nothing", "", false, "", "", "" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		char chain_room[64], key_room[64];
		struct text chain = TEXT(chain_room), key = TEXT(key_room);

		pair_names(guarded(cases[i].path), cases[i].directory,
		    guarded(cases[i].key), &chain, &key);
		OK(chain.n == strlen(cases[i].chain_file) + 1 &&
			key.n == strlen(cases[i].key_file) + 1 &&
			strcmp(chain_room, cases[i].chain_file) == 0 &&
			strcmp(key_room, cases[i].key_file) == 0,
		    "%s: %s, %s", cases[i].why, chain_room, key_room);
	}
	return DONE();
}
