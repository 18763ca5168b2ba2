#define _GNU_SOURCE
#include "daemon/holder.h"

#include "base/span.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The state of a listening socket in /proc/net/tcp, proc(5). */
#define STATE_LISTEN 0x0a

/* Returns the inode of a socket that listens on the port, or 0. */
static unsigned long
find_socket(const char *table, unsigned port)
{
	FILE *f = fopen(table, "re");
	unsigned long inode = 0, found = 0;
	char line[512];
	unsigned p, state;

	while (f != NULL && found == 0 && fgets(line, sizeof line, f) != NULL)
		if (sscanf(line,
			" %*u: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x %*s %*s %*s %*u "
			"%*u %lu",
			&p, &state, &inode) == 3 &&
		    p == port && state == STATE_LISTEN)
			found = inode;
	if (f != NULL)
		(void)fclose(f);
	return found;
}

static bool
has(const char *pid, const char *socket)
{
	char path[PATH_MAX], target[64];
	struct dirent *entry;
	bool found = false;
	ssize_t n;
	DIR *dir;

	(void)snprintf(path, sizeof path, "/proc/%s/fd", pid);
	dir = opendir(path);
	while (dir != NULL && !found && (entry = readdir(dir)) != NULL) {
		n = readlinkat(
		    dirfd(dir), entry->d_name, target, sizeof target - 1);
		target[n > 0 ? n : 0] = '\0';
		found = strcmp(target, socket) == 0;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return found;
}

static void
read_name(const char *pid, char *name, size_t room)
{
	char path[PATH_MAX];
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%s/comm", pid);
	(void)snprintf(name, room, "a process");
	f = fopen(path, "re");
	if (f != NULL && fgets(name, (int)room, f) != NULL)
		name[strcspn(name, "\n")] = '\0';
	if (f != NULL)
		(void)fclose(f);
}

pid_t
holder_find(unsigned port, char *name, size_t room)
{
	unsigned long inode = find_socket("/proc/net/tcp", port);
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	char socket[64];
	uint64_t pid;
	pid_t found = 0;

	if (inode == 0)
		inode = find_socket("/proc/net/tcp6", port);
	(void)snprintf(socket, sizeof socket, "socket:[%lu]", inode);
	/*
	 * Examines processes in the order of their numbers, so that minihttpd
	 * is found before its workers.
	 */
	while (dir != NULL && inode != 0 && found == 0 &&
	       (entry = readdir(dir)) != NULL)
		if (span_u64(span_str(entry->d_name), &pid) &&
		    has(entry->d_name, socket)) {
			read_name(entry->d_name, name, room);
			found = (pid_t)pid;
		}
	if (dir != NULL)
		(void)closedir(dir);
	return found;
}
