#define _GNU_SOURCE
#include "client/jar.h"

#include "client/follow.h"
#include "client/messages.h"
#include "client/part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char title[] = "# Netscape HTTP Cookie File\n"
			    "# https://curl.se/docs/http-cookies.html\n\n";

static int
put(int fd, struct span lines)
{
	return messages_write(fd, SPAN(title)) && messages_write(fd, lines)
		   ? 0
		   : -errno;
}

/* Writes into a device or a FIFO, which cannot be replaced by a file. */
static int
write_through(const char *path, struct span lines)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = fd < 0 ? -errno : put(fd, lines);

	if (fd >= 0)
		close(fd);
	return err;
}

int
jar_write(const char *path, struct span lines)
{
	char temp[4096], target[FOLLOW_ROOM];
	struct stat st;
	bool there = stat(path, &st) == 0;
	int fd =
	    strcmp(path, "-") == 0 ? STDOUT_FILENO : follow_descriptor(path);
	int err;

	if (fd >= 0)
		return put(fd, lines);
	if (there && !S_ISREG(st.st_mode))
		return write_through(path, lines);
	fd = follow_links(path, target) ? part_create(target, temp, sizeof temp)
					: -ENAMETOOLONG;
	if (fd < 0)
		return fd;
	/*
	 * Cookies are secrets, so that a new file is readable by its owner
	 * alone.
	 */
	err = fchmod(fd, there ? st.st_mode & 0777 : 0600) < 0 ? -errno
							       : put(fd, lines);
	if (close(fd) < 0 && err == 0)
		err = -errno;
	if (err == 0 && rename(temp, target) < 0)
		err = -errno;
	if (err < 0)
		/* an error is ignored: the failure is reported already */
		(void)unlink(temp);
	return err;
}
