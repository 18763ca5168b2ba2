#define _GNU_SOURCE
#include "client/output_state.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads all of a regular file into *hash.  Returns false if there is none. */
static bool
feed_file(struct sha2 *hash, const char *path)
{
	static char buf[65536];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool good = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);

	for (ssize_t got = 1; good && got != 0;) {
		got = read(fd, buf, sizeof buf);
		if (got > 0)
			sha2_feed(hash, (struct span){ buf, (size_t)got });
		good = got >= 0 || errno == EINTR;
	}
	if (fd >= 0)
		close(fd);
	return good;
}

bool
output_matches(struct output *o)
{
	unsigned char digest[SHA2_256_BYTES];

	if (!(o->how.flags & OUTPUT_HASH))
		return true;
	if (o->bodiless) {
		sha2_init(&o->hash, SHA2_256);
		if (o->how.path == NULL || !feed_file(&o->hash, o->how.path))
			return true;
	}
	(void)sha2_end(&o->hash, digest);
	return memcmp(digest, o->how.sha256, sizeof digest) == 0;
}
