#define _GNU_SOURCE
#include "client/trust.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/*
 * The directories of systems, with the names of c_rehash, as OpenSSL looks for
 * them.
 */
static const char *const directories[] = { "/etc/ssl/certs",
	"/etc/pki/tls/certs" };

static const char *
environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* Returns true for a name such as "1a2b3c4d.0". */
static bool
is_hashed(const char *name)
{
	return strspn(name, "0123456789abcdef") == 8 && name[8] == '.' &&
	       name[9] >= '0' && name[9] <= '9';
}

static bool
has_hashed(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	bool found = false;

	if (d == NULL)
		return false;
	while (!found && (e = readdir(d)) != NULL)
		found = is_hashed(e->d_name);
	closedir(d);
	return found;
}

void
trust_find(struct trust *t)
{
	*t = (struct trust){ environment("CURL_CA_BUNDLE"), NULL };
	if (t->file != NULL)
		return;
	t->directory = environment("SSL_CERT_DIR");
	if (t->directory != NULL)
		return;
	t->file = environment("SSL_CERT_FILE");
	if (t->file != NULL)
		return;
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
		if (has_hashed(directories[i])) {
			t->directory = directories[i];
			return;
		}
}
