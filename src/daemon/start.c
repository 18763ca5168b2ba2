#define _GNU_SOURCE
#include "daemon/start.h"

#include "base/span.h"
#include "os/kernel.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

int
start_find_handler(const char *named, char *buf, size_t room)
{
	char self[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (named != NULL) {
		(void)snprintf(buf, room, "%s", named);
	} else {
		if (n < 0)
			return -errno;
		self[n] = '\0';
		slash = strrchr(self, '/');
		(void)snprintf(buf, room, "%.*s/minihttp",
		    slash != NULL ? (int)(slash - self) : 0, self);
	}
	return access(buf, X_OK) < 0 ? -errno : 0;
}

void
start_close_others(void)
{
	int given = sd_listen_fds(0);
	unsigned from = SD_LISTEN_FDS_START + (given > 0 ? (unsigned)given : 0);

	(void)syscall(SYS_close_range, from, ~0u, 0);
}

/* systemd.exec(5), sd_notify(3), sd_listen_fds(3) */
bool
start_is_managed(void)
{
	const char *pid = getenv("SYSTEMD_EXEC_PID");
	uint64_t n;

	return getenv("NOTIFY_SOCKET") != NULL || sd_listen_fds(0) > 0 ||
	       (pid != NULL && span_u64(span_str(pid), &n) &&
		   n == (uint64_t)getpid());
}
