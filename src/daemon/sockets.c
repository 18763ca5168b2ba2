#define _GNU_SOURCE
#include "daemon/sockets.h"

#include "config/listen.h"
#include "daemon/holder.h"
#include "http/authority.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

/* The kernel limits this further, by net.core.somaxconn. */
#define BACKLOG 4096

static bool
fail(struct sockets_error *e, const char *name, const char *why)
{
	(void)snprintf(e->text, sizeof e->text, "%s: %s", name, why);
	return false;
}

struct span
sockets_address(const char *name)
{
	struct span all = span_str(name), tls = SPAN(" tls");

	if (all.n > tls.n && span_eq(span_from(all, all.n - tls.n), tls))
		all.n -= tls.n;
	return all;
}

static bool
is_for_tls(const char *name)
{
	return name[sockets_address(name).n] != '\0';
}

static void
add(struct sockets *s, int fd, const char *name)
{
	s->fd[s->n] = fd;
	s->tls[s->n] = is_for_tls(name);
	s->name[s->n] = strdup(name);
	s->n++;
}

bool
sockets_take(struct sockets *s, struct sockets_error *e)
{
	char **names = NULL;
	int n = sd_listen_fds_with_names(1, &names);

	*s = (struct sockets){ .given = n > 0 };
	e->text[0] = '\0';
	for (int i = 0; i < n; i++) {
		int fd = SD_LISTEN_FDS_START + i;
		const char *name = names != NULL ? names[i] : "unknown";

		if (sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
			(void)fail(e, name, "is not a listening stream socket");
		else if (s->n == LIMIT_LISTEN)
			(void)fail(e, name,
			    "is one socket too many: at most 16 can be used");
		else
			add(s, fd, name);
		if (names != NULL)
			free(names[i]);
	}
	free(names);
	return n > 0;
}

/* Removes a socket on which no process listens any more. */
static int
open_unix(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (strlen(path) >= sizeof sun.sun_path) {
		close(fd);
		return -ENAMETOOLONG;
	}
	memcpy(sun.sun_path, path, strlen(path) + 1);
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode) &&
	    connect(fd, (struct sockaddr *)&sun, sizeof sun) < 0 &&
	    errno == ECONNREFUSED)
		(void)unlink(path);
	close(fd);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&sun, sizeof sun) == 0 &&
	    /* Every user may connect, as to a port. */
	    chmod(path, 0666) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -errno;
}

static int
open_one(const struct addrinfo *at, bool both)
{
	int on = 1, only = !both;
	int fd =
	    socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, at->ai_protocol);

	if (fd < 0)
		return -errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (at->ai_family == AF_INET6)
		(void)setsockopt(
		    fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
	if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	on = errno;
	close(fd);
	return -on;
}

/*
 * Opens a socket.  A port without an address means all addresses, IPv6 and IPv4
 * by one socket if possible.
 */
static const char *
open_port(const char *host, const char *port, int *fd)
{
	struct addrinfo want = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	int err;

	want.ai_family = host == NULL ? AF_INET6 : AF_UNSPEC;
	err = getaddrinfo(host, port, &want, &found);
	if (err != 0)
		return gai_strerror(err);
	*fd = open_one(found, host == NULL);
	freeaddrinfo(found);
	if (*fd == -EAFNOSUPPORT && host == NULL) {
		want.ai_family = AF_INET;
		err = getaddrinfo(NULL, port, &want, &found);
		if (err != 0)
			return gai_strerror(err);
		*fd = open_one(found, false);
		freeaddrinfo(found);
	}
	return NULL;
}

/* Explains "Address already in use" by the process, and how to get port 80. */
static const char *
explain(int err, uint64_t port, char *buf, size_t room)
{
	char name[32];
	pid_t pid = 0;

	*buf = '\0';
	if (err == -EADDRINUSE)
		pid = holder_find((unsigned)port, name, sizeof name);
	if (pid == getpid())
		(void)snprintf(buf, room,
		    "%s: minihttpd was told twice to listen there",
		    strerror(-err));
	else if (pid > 0)
		(void)snprintf(buf, room, "%s, by %s (pid %d)", strerror(-err),
		    name, (int)pid);
	else if (err == -EADDRINUSE)
		(void)snprintf(buf, room,
		    "%s; as root, ss -ltnp shows the process", strerror(-err));
	else if (err == -EACCES)
		(void)snprintf(buf, room,
		    "%s: ports below 1024 need root; use a higher port, "
		    "minihttpd.socket, or CAP_NET_BIND_SERVICE",
		    strerror(-err));
	else
		return strerror(-err);
	return buf;
}

/* Opens [ADDRESS:]PORT.  Returns NULL, or the reason why not. */
static const char *
open_tcp(struct span at, int *fd, char *text, size_t room)
{
	char host[512], port[8];
	struct authority a;
	uint64_t number;
	const char *why;

	if (!listen_port(at, &number) || !authority_cut(at, &a))
		return LISTEN_WANTS;
	(void)snprintf(port, sizeof port, "%u", (unsigned)number);
	a.host = authority_bare(a.host);
	(void)snprintf(host, sizeof host, "%.*s", (int)a.host.n, a.host.p);
	why = open_port(a.has_port ? host : NULL, port, fd);
	return why == NULL && *fd < 0 ? explain(*fd, number, text, room) : why;
}

static bool
open_named(struct sockets *s, const char *name, struct sockets_error *e)
{
	const char *why = NULL;
	char text[512];
	int fd = -1;

	if (strncmp(name, "unix:", 5) == 0) {
		fd = open_unix(name + 5);
		why = fd < 0 ? strerror(-fd) : NULL;
	} else
		why = open_tcp(sockets_address(name), &fd, text, sizeof text);
	e->err = fd;
	if (why != NULL)
		return fail(e, name, why);
	add(s, fd, name);
	return true;
}

static int
find(const struct sockets *s, const char *name)
{
	struct span address = sockets_address(name);

	for (unsigned i = 0; s != NULL && i < s->n; i++)
		if (span_eq(sockets_address(s->name[i]), address))
			return s->fd[i];
	return -1;
}

bool
sockets_open(struct sockets *s, const struct conf_listens *listens,
    const struct sockets *old, struct sockets_error *e)
{
	*s = (struct sockets){ 0 };
	e->err = 0;
	e->tls[0] = '\0';
	for (size_t i = 0; i < listens->n; i++) {
		struct span at = listens->at[i];
		char name[512];
		int fd;

		(void)snprintf(name, sizeof name, "%.*s%s", (int)at.n, at.p,
		    listens->tls[i] ? " tls" : "");
		fd = find(old, name);
		if (fd >= 0)
			add(s, fd, name);
		else if (open_named(s, name, e))
			continue;
		else if (is_for_tls(name) && listens->n > 1)
			memcpy(e->tls, e->text, sizeof e->tls);
		else {
			sockets_close(s, old);
			return false;
		}
	}
	if (s->n > 0)
		return true;
	if (e->tls[0] != '\0') /* the only reason, which e->text has */
		return false;
	return fail(e, "Listen",
	    "there is nothing to listen on; -p PORT, -l ADDRESS:PORT or a "
	    "Listen line says where");
}

static uint16_t
port_of(int fd)
{
	struct sockaddr_storage name;
	socklen_t n = sizeof name;
	const void *p = &name;

	if (getsockname(fd, (struct sockaddr *)&name, &n) < 0)
		return 0;
	if (name.ss_family == AF_INET)
		return ntohs(((const struct sockaddr_in *)p)->sin_port);
	if (name.ss_family == AF_INET6)
		return ntohs(((const struct sockaddr_in6 *)p)->sin6_port);
	return 0;
}

void
sockets_match(struct sockets *s, const struct conf_listens *listens)
{
	for (unsigned i = 0; i < s->n; i++) {
		uint16_t port = port_of(s->fd[i]);

		s->tls[i] = false;
		for (size_t k = 0; port != 0 && k < listens->n; k++) {
			uint64_t wanted;

			if (listens->tls[k] &&
			    listen_port(listens->at[k], &wanted))
				s->tls[i] = s->tls[i] || wanted == port;
		}
	}
}

bool
sockets_have_tls(const struct sockets *s)
{
	for (unsigned i = 0; i < s->n; i++)
		if (s->tls[i])
			return true;
	return false;
}

void
sockets_share(struct sockets *s, const struct sockets *old)
{
	if (old->given) {
		*s = *old;
		return;
	}
	*s = (struct sockets){ .channel = old->channel };
	for (unsigned i = 0; i < old->n; i++)
		add(s, old->fd[i], old->name[i]);
}

void
sockets_close(struct sockets *s, const struct sockets *kept)
{
	for (unsigned i = 0; i < s->n; i++) {
		if (find(kept, s->name[i]) < 0) {
			close(s->fd[i]);
			/*
			 * Closes a socket and removes its file, unless systemd
			 * made it.
			 */
			if (!s->given && strncmp(s->name[i], "unix:", 5) == 0)
				(void)unlink(s->name[i] + 5);
		}
		free(s->name[i]);
	}
	s->n = 0;
}
