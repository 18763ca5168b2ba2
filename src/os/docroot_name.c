#define _GNU_SOURCE
#include "os/docroot.h"

#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum file_kind
docroot_kind(struct docroot *root, const char *path, bool symlinks)
{
	struct file_facts facts = { .kind = FILE_BROKEN };
	int fd = docroot_open_beneath(root, path, O_PATH | O_CLOEXEC, symlinks);
	struct stat st;

	if (fd < 0)
		return docroot_kind_of_error(fd);
	if (fstat(fd, &st) == 0)
		docroot_facts(&st, &facts);
	docroot_close(&fd);
	return facts.kind;
}

int
docroot_absolute(struct span path, struct text *t)
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
