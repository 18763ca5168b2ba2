#include "os/write_all.h"

#include <errno.h>
#include <unistd.h>

int
write_all(int fd, struct span s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		s = span_from(s, (size_t)n);
	}
	return 0;
}
