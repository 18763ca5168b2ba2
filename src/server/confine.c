#define _GNU_SOURCE
#include "server/confine.h"

#include "base/prefix.h"
#include "config/user.h"
#include "http/method.h"
#include "os/privilege.h"
#include "server/archive_gather.h"
#include "server/upload_store.h"
#include "site/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PASSWD "/etc/passwd"

/*
 * The most that a log grows while a process serves a connection, including the
 * lines of all other processes: 8000 a second for four hours.
 */
#define LOG_GROWTH (UINT64_C(1) << 34)

/*
 * Descriptors for a file and the directories on its path that os/walk opens.
 * An upload needs its directory, that of its prefix, all levels below that are
 * counted, and both files of one that can be resumed.
 */
#define DESCRIPTORS 8
#define UPLOAD_DESCRIPTORS (9 + LIMIT_DEPTH)

/* Descriptors for four pipes, of which both ends are open for a moment. */
#define SCRIPT_DESCRIPTORS 8

/*
 * Reads as much of /etc/passwd as there is room for, or nothing if it does not
 * exist.
 */
static struct span
read_passwd(struct text room)
{
	int fd = openat(AT_FDCWD, PASSWD, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t n = 0;

	if (fd < 0)
		return SPAN("");
	while (room.n < room.room &&
	       (n = read(fd, room.p + room.n, room.room - room.n)) > 0)
		room.n += (size_t)n;
	close(fd);
	return TEXT_SPAN(room);
}

static const char *
become(struct span user, struct text scratch)
{
	struct user_ids ids;
	int err;

	if (!user_parse(user, &ids) &&
	    !user_find(read_passwd(scratch), user, &ids))
		return "no such user in " PASSWD;
	err = privilege_become(ids.uid, ids.gid);
	return err < 0 ? strerror(-err) : NULL;
}

const char *
confine_user(struct span user, struct text scratch, bool *held)
{
	const char *why = become(user, scratch);

	*held =
	    why != NULL && privilege_become(CONFINE_NOBODY, CONFINE_NOBODY) < 0;
	return why;
}

static uint64_t
longer(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

bool
confine_writes(const struct conf *conf)
{
	return conf->upload.n > 0 && (conf->methods & METHODS_WRITING);
}

/*
 * Returns how long the longest file may become.  Two kinds of processes have no
 * limit: one that answers a request on stdin may write to a file of any length,
 * and a listener logs for as long as it lives.
 */
static uint64_t
file_size(const struct confine *c, unsigned roles)
{
	uint64_t log = longer(log_size(c->error), log_size(c->access));

	if (roles & (SANDBOX_STREAM | SANDBOX_LISTENER))
		return SANDBOX_ENDLESS;
	return longer(log + LOG_GROWTH,
	    confine_writes(c->conf) ? c->conf->max_body_size : 0);
}

/*
 * Returns the descriptors of a listener: epoll, parked connections, and a
 * channel to each child.
 */
static uint64_t
listener_descriptors(const struct confine *c)
{
	return 2 + DOOR_PARKED +
	       (c->channel >= 0 ? c->conf->max_connections : 0);
}

/* Returns true if minihttp-tls hands connections over. */
static bool
is_handed(const struct confine *c, unsigned roles)
{
	return (roles & SANDBOX_LISTENER) && c->sockets->handing > 0;
}

/* Returns how many descriptors are needed in addition to those to keep. */
static uint64_t
descriptors(const struct confine *c, unsigned roles)
{
	/* one for the root of a host, one for the connection beside its channel
	 */
	uint64_t n = DESCRIPTORS + (c->conf->virtual_hosts.n > 0 ? 1u : 0u) +
		     (is_handed(c, roles) ? 1u : 0u);

	if (roles & SANDBOX_LISTENER)
		n += listener_descriptors(c);
	if (confine_writes(c->conf))
		n += UPLOAD_DESCRIPTORS;
	if (c->spawner >= 0)
		n += SCRIPT_DESCRIPTORS;
	return n;
}

/*
 * The memory for a listing or the list of an archive, and for what is mapped
 * already: a connection, a configuration and libc.  Without these nothing more
 * is mapped.
 */
#define MEMORY (UINT64_C(4) * 1024 * 1024)

static uint64_t
memory(const struct conf *conf)
{
	uint64_t most = conf->directory_listing ? LIMIT_LISTING : 0;

	if (conf->archive)
		most = longer(most, archive_gather_room(conf));
	return most > 0 ? most + MEMORY : 0;
}

void
confine_wants(
    const struct confine *c, unsigned roles, struct sandbox_wants *wants)
{
	*wants = (struct sandbox_wants){
		.roles = roles |
			 (confine_writes(c->conf) ? SANDBOX_WRITE : 0u) |
			 (c->conf->directory_listing || c->conf->archive
				 ? SANDBOX_LIST
				 : 0u) |
			 (c->spawner >= 0 ? SANDBOX_CGI : 0u) |
			 (conf_has_passwords(c->conf) ? SANDBOX_HASH : 0u) |
			 (is_handed(c, roles) ? SANDBOX_HANDED : 0u),
		.spawner = c->spawner,
		.channel = c->channel,
		.descriptors = descriptors(c, roles),
		.file_size = file_size(c, roles),
		.memory = memory(c->conf),
	};
	wants->keep[wants->nkeep++] = c->root->fd;
	wants->keep[wants->nkeep++] = c->access->fd;
	wants->keep[wants->nkeep++] = c->passwords;
	wants->keep[wants->nkeep++] = c->spawner;
	for (size_t i = 0; c->auth != NULL && i < c->conf->auth.n; i++)
		wants->keep[wants->nkeep++] = c->auth[i];
	wants->read[wants->nread++] = c->root->fd;
	if (!(roles & SANDBOX_LISTENER))
		return;
	wants->keep[wants->nkeep++] = c->channel;
	wants->keep[wants->nkeep++] = c->ready;
	for (unsigned i = 0; i < c->sockets->n; i++)
		wants->keep[wants->nkeep++] = c->sockets->fd[i];
	wants->nshut = c->sockets->n + 2;
}

_Static_assert(DOOR_SOCKETS + LIMIT_CONF_AUTHS + 6 <= SANDBOX_KEEP,
    "there is room for all");

int
confine_open_prefix(const struct confine *c, size_t i)
{
	const struct conf *conf = c->conf;
	struct file_want want = { .parent = prefix_bare(conf->upload.at[i]) };
	int fd = docroot_open_parent(c->root, &want);
	unsigned made;

	if (fd == -ENOENT && conf->upload_make_directories &&
	    docroot_make_parent(
		c->root, &want, upload_store_directory_mode(conf), &made) == 0)
		fd = docroot_open_parent(c->root, &want);
	return fd;
}

static void
open_prefixes(const struct confine *c, struct sandbox_wants *wants)
{
	const struct conf *conf = c->conf;

	if (conf->virtual_hosts.n > 0) { /* hosts may be added later, too */
		wants->write[wants->nwrite++] = c->root->fd;
		return;
	}
	for (size_t i = 0; i < conf->upload.n; i++)
		wants->write[wants->nwrite++] = confine_open_prefix(c, i);
}

_Static_assert(LIMIT_CONF_PREFIXES <= SANDBOX_ROOTS, "there is room for all");

void
confine_close(struct confine *c, unsigned roles)
{
	struct sandbox_wants wants;

	if (c->conf->sandbox == CONF_SANDBOX_NO)
		return;
	confine_wants(c, roles, &wants);
	sandbox_close(&c->sandbox, &wants);
}

/* Logs "sandbox: not on this system: landlock", and the consequence. */
static __attribute__((noinline)) void
complain(const struct confine *c, bool refused)
{
	char buf[320];
	struct text t = TEXT(buf);

	text_put(&t, SPAN("not on this system:"));
	confine_put_parts(&t, c->sandbox.missing);
	if (refused)
		text_put(&t, SPAN("; with Sandbox require nothing is served, "
				  "Sandbox yes does without"));
	text_char(&t, '\0');
	if (text_fits(&t))
		log_complain(c->error, SPAN("sandbox"), buf);
}

bool
confine_enter(struct confine *c, unsigned roles)
{
	struct sandbox_wants wants;
	bool refused;

	if (c->conf->sandbox == CONF_SANDBOX_NO)
		return true;
	confine_wants(c, roles, &wants);
	if (confine_writes(c->conf))
		open_prefixes(c, &wants);
	sandbox_enter(&c->sandbox, &wants);
	refused = c->conf->sandbox == CONF_SANDBOX_REQUIRE &&
		  (c->sandbox.missing & SANDBOX_REQUIRED);
	if (refused || (c->sandbox.missing && (roles & SANDBOX_LISTENER)))
		complain(c, refused);
	return !refused;
}

bool
confine_child(const struct confine *c, int connection, int channel)
{
	struct sandbox_wants wants;
	bool closed;

	confine_wants(c, SANDBOX_SOCKET, &wants);
	wants.keep[wants.nkeep++] = connection;
	wants.keep[wants.nkeep++] = channel;
	closed =
	    c->sandbox.active & SANDBOX_CLOSED && sandbox_close_child(&wants);
	if (c->sandbox.active & SANDBOX_LIMITS)
		sandbox_enter_child(&wants);
	return closed;
}

void
confine_put_parts(struct text *t, unsigned parts)
{
	for (unsigned part = 1; part <= parts; part <<= 1)
		if (parts & part) {
			text_char(t, ' ');
			text_put(t, span_str(sandbox_part_name(
					(enum sandbox_part)part)));
		}
}
