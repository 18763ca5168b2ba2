#define _GNU_SOURCE
#include "daemon/share.h"

#include "base/shacrypt.h"
#include "http/authority.h"
#include "os/beside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define USER "share"
#define PASSWORD 12 /* the letters of a password, with 5 bits each */
#define SALT 16
_Static_assert(2 * REACH_MOST <= LIMIT_LISTEN, "there is room for all");

static const char reading[] = "RequestMethodSupport GET HEAD";
/* A page resumes its uploads if it may ask for that by OPTIONS. */
static const char *const writing[] = {
	"RequestMethodSupport GET HEAD OPTIONS POST PUT", "Upload /",
	"UploadExpiry 24h", "MaxBodySize 16G"
};
#define WRITING (sizeof writing / sizeof *writing)

/* Returns true if no process listens at this port of the address. */
static bool
is_free(const char *host, unsigned port)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port) };
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	struct span bare = authority_bare(span_str(host));
	bool six = authority_is_literal(span_str(host)), good;
	char ip[REACH_ROOM];
	int on = 1, fd = socket(six ? AF_INET6 : AF_INET,
			SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(ip, sizeof ip, "%.*s", (int)bare.n, bare.p);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (six)
		good = inet_pton(AF_INET6, ip, &in6.sin6_addr) == 1 &&
		       bind(fd, (struct sockaddr *)&in6, sizeof in6) == 0;
	else
		good = inet_pton(AF_INET, ip, &in.sin_addr) == 1 &&
		       bind(fd, (struct sockaddr *)&in, sizeof in) == 0;
	good = good && listen(fd, 1) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

/* Returns the first port that is free at all of the addresses, or 0. */
static unsigned
find_port(const struct reach *r, unsigned from)
{
	for (unsigned port = from; port < from + SHARE_PORTS && port <= 65535;
	     port++) {
		size_t i = 0;

		while (i < r->n && is_free(r->at[i], port))
			i++;
		if (i == r->n)
			return port;
	}
	return 0;
}

/* Adds the addresses with this port; with tls, "" or " tls". */
static void
listen_on(struct share *s, struct args *a, const struct reach *r, unsigned port,
    const char *tls)
{
	for (size_t i = 0; i < r->n; i++) {
		char *name = s->listen[a->nlistens];

		(void)snprintf(
		    name, sizeof s->listen[0], "%s:%u%s", r->at[i], port, tls);
		a->listen[a->nlistens++] = name;
	}
}

/*
 * Lets minihttp-tls make a certificate for the addresses, and print its
 * fingerprint.
 */
static bool
make_certificate(const struct share *s, const struct reach *r)
{
	extern char **environ;
	char name[REACH_MOST][REACH_ROOM];
	const char *word[REACH_MOST + 4] = { s->tls, "-N", s->place.path };
	int status;
	pid_t pid;

	for (size_t i = 0; i < r->n; i++) {
		struct span bare = authority_bare(span_str(r->at[i]));

		(void)snprintf(
		    name[i], sizeof name[i], "%.*s", (int)bare.n, bare.p);
		word[3 + i] = name[i];
	}
	return posix_spawn(&pid, s->tls, NULL, NULL, (char *const *)word,
		   environ) == 0 &&
	       waitpid(pid, &status, 0) == pid && status == 0;
}

static const char *
choose_addresses(struct share *s, struct args *a)
{
	struct reach r;
	uint64_t port;
	unsigned https;

	reach_find(&r, REACH_PRIVATE);
	if (r.n == 0)
		return "no interface that is up has a private address; "
		       "-l ADDRESS:PORT in place of --share serves another";
	/* args has expanded -p PORT to 127.0.0.1:PORT */
	if (a->nlistens == 0)
		port = find_port(&r, SHARE_PORT);
	else if (!span_u64(span_str(strrchr(a->listen[0], ':') + 1), &port))
		port = 0;
	if (port == 0)
		return "none of the ports 8080 to 8119 is free; see -p";
	a->nlistens = 0;
	https = s->tls[0] != '\0' ? find_port(&r, (unsigned)port + 1) : 0;
	if (https > 0 && make_certificate(s, &r)) {
		(void)snprintf(s->certificate, sizeof s->certificate,
		    "Certificate %s", s->place.path);
		/* the first address is the one that the QR code has */
		if (a->upload)
			listen_on(s, a, &r, https, " tls");
		listen_on(s, a, &r, (unsigned)port, "");
		if (!a->upload)
			listen_on(s, a, &r, https, " tls");
		return NULL;
	}
	listen_on(s, a, &r, (unsigned)port, "");
	(void)printf(
	    "no HTTPS, because %s: others in the network can read what "
	    "is sent\n",
	    s->tls[0] == '\0' ? "minihttp-tls is not installed"
	    : https == 0      ? "no further port is free"
			      : "minihttp-tls made no certificate");
	(void)fflush(stdout);
	return NULL;
}

/* Makes letters that are not confused with each other, 5 random bits each. */
static bool
make_letters(char *letters, size_t n)
{
	static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";
	unsigned char random[PASSWORD + SALT];

	if (n > sizeof random || getrandom(random, n, 0) != (ssize_t)n)
		return false;
	for (size_t i = 0; i < n; i++)
		letters[i] = alphabet[random[i] & 31];
	return true;
}

/* Writes "user:hash" into a new file, which nobody else may read. */
static bool
write_hash(const struct share *s, struct span password)
{
	char letters[SALT], line[256], setting[SALT + 4];
	char path[sizeof s->place.path + sizeof SHARE_PLACE_HASH];
	struct text t = TEXT(line), of = TEXT(setting);
	bool good;
	int fd;

	if (!make_letters(letters, sizeof letters))
		return false;
	text_put(&of, SPAN("$5$"));
	text_put(&of, (struct span){ letters, sizeof letters });
	text_char(&of, '$');
	text_put(&t, SPAN(USER ":"));
	if (!shacrypt_put(&t, password, TEXT_SPAN(of), NULL))
		return false;
	text_char(&t, '\n');
	(void)snprintf(
	    path, sizeof path, "%s/" SHARE_PLACE_HASH, s->place.path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	good = fd >= 0 && text_fits(&t) && write(fd, line, t.n) == (ssize_t)t.n;
	return fd >= 0 && close(fd) == 0 && good;
}

/* Puts a directive before those of -o, so that those win. */
static bool
add(struct args *a, const char *directive)
{
	if (a->noverrides == ARGS_OVERRIDES)
		return false;
	memmove(
	    a->override + 1, a->override, a->noverrides * sizeof *a->override);
	a->override[0] = directive;
	a->noverrides++;
	return true;
}

static const char *
allow_uploads(struct share *s, struct args *a)
{
	char password[PASSWORD];
	bool good = true;

	if (!make_letters(password, sizeof password) ||
	    !write_hash(s, (struct span){ password, sizeof password }))
		return "the password of the uploads cannot be stored";
	(void)snprintf(s->write_auth, sizeof s->write_auth,
	    "WriteAuth %s/" SHARE_PLACE_HASH, s->place.path);
	for (size_t i = 0; i < WRITING; i++)
		good = add(a, writing[i]) && good;
	if (!add(a, s->write_auth) || !good)
		return "too many directives";
	(void)printf(
	    "uploads: user " USER ", password %.*s\n", PASSWORD, password);
	(void)fflush(stdout);
	explicit_bzero(password, sizeof password);
	return NULL;
}

const char *
share_begin(struct share *s, struct args *a)
{
	const char *why;

	if (!args_by_hand(a))
		return "is for a start by hand, without -c and without an "
		       "address";
	if (beside_find("minihttp-tls", s->tls, sizeof s->tls) != 0)
		s->tls[0] = '\0';
	if ((s->tls[0] != '\0' || a->upload) && !share_place_make(&s->place))
		return "there is no directory for its files, in "
		       "XDG_RUNTIME_DIR or /tmp";
	why = choose_addresses(s, a);
	if (why == NULL && s->certificate[0] != '\0' && !add(a, s->certificate))
		why = "too many directives";
	if (why == NULL && a->upload)
		why = allow_uploads(s, a);
	else if (why == NULL && !add(a, reading))
		why = "too many directives";
	return why;
}

void
share_end(struct share *s)
{
	share_place_remove(&s->place);
}
