#define _GNU_SOURCE
#include "daemon/start.h"

#include "base/span.h"
#include "os/beside.h"
#include "os/kernel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

int
start_find_handler(const char *named, char *buf, size_t room)
{
	if (named == NULL)
		return beside_find("minihttp", buf, room);
	(void)snprintf(buf, room, "%s", named);
	return access(buf, X_OK) < 0 ? -errno : 0;
}

void
start_close_others(void)
{
	int given = sd_listen_fds(0);
	unsigned from = SD_LISTEN_FDS_START + (given > 0 ? (unsigned)given : 0);

	(void)syscall(SYS_close_range, from, ~0u, 0);
}

/* See systemd.exec(5), sd_notify(3), sd_listen_fds(3). */
bool
start_is_managed(void)
{
	const char *pid = getenv("SYSTEMD_EXEC_PID");
	uint64_t n;

	return getenv("NOTIFY_SOCKET") != NULL || sd_listen_fds(0) > 0 ||
	       (pid != NULL && span_u64(span_str(pid), &n) &&
		   n == (uint64_t)getpid());
}
