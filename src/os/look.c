#define _GNU_SOURCE
#include "os/look.h"

#include "base/limits.h"
#include "os/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum file_kind
look_kind(struct docroot *root, const char *path, bool symlinks)
{
	struct file_facts facts = { .kind = FILE_BROKEN };
	int fd = docroot_open_beneath(root, path, O_PATH | O_CLOEXEC, symlinks);
	struct stat st;

	if (fd < 0)
		return docroot_kind_of_error(fd);
	if (fstat(fd, &st) == 0)
		docroot_describe(&st, &facts);
	docroot_close(&fd);
	return facts.kind;
}

int
look_absolute(struct span path, struct text *t)
{
	char here[LIMIT_PATH];

	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	if (path.n > 0 && *path.p != '/') {
		if (syscall(SYS_getcwd, here, sizeof here) < 0)
			return -errno;
		text_put(t, span_str(here));
		if (!span_eq(path, SPAN(".")))
			text_char(t, '/');
	}
	if (!span_eq(path, SPAN(".")))
		text_put(t, path);
	return text_fits(t) ? 0 : -ENAMETOOLONG;
}

uint16_t
look_port(int fd)
{
	union socket_name name;
	socklen_t n = sizeof name;
	struct address self;

	if (getsockname(fd, &name.any, &n) < 0)
		return 0;
	socket_address(&name, &self);
	return self.port;
}
