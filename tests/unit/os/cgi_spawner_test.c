/*
 * The process that starts scripts, asked as a handler would ask that an
 * attacker has taken over: it executes files beneath its prefixes, with an
 * environment of CGI variables, and nothing else.
 */
#define _GNU_SOURCE
#include "os/cgi_spawner.h"

#include "os/cgi_keeper.h"
#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ENV(literal)                                                           \
	{                                                                      \
		(literal), sizeof(literal)                                     \
	}

static const struct {
	const char *why;
	struct span environment;
	bool allowed;
} environments[] = {
	{ "nothing", { "", 0 }, true },
	{ "of the list", ENV("PATH_INFO=/a\0QUERY_STRING="), true },
	{ "of a field", ENV("HTTP_X_1=a=b"), true },
	{ "httpoxy", ENV("HTTP_PROXY=a"), false },
	{ "the loader's", ENV("LD_PRELOAD=/tmp/x"), false },
	{ "the shell's", ENV("ENV=/tmp/x"), false },
	{ "the search path", ENV("PATH=/tmp"), false },
	{ "another among good ones", ENV("PATH_INFO=/a\0PERL5LIB=/tmp"),
	    false },
	{ "a function", ENV("HTTP_A()=() { :; }"), false },
	{ "small letters", ENV("HTTP_a=b"), false },
	{ "no value", ENV("PATH_INFO"), false },
	{ "no name", ENV("=a"), false },
	{ "an empty one", ENV(""), false },
	{ "no end", { "PATH_INFO=a", 11 }, false },
};

static char directory[] = "/tmp/spawner-test-XXXXXX";

static void
make_file(const char *name, mode_t mode, const char *text)
{
	char path[256];
	int fd;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	(void)!write(fd, text, strlen(text));
	(void)fchmod(fd, mode);
	close(fd);
}

static void
make_directory(const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	(void)mkdir(path, 0700);
}

#define SCRIPT "#!/bin/sh\necho ran\n"

static const struct {
	const char *why;
	size_t prefix;
	const char *script;
	struct span environment;
	int32_t fate, value;
} jobs[] = {
	{ "a script", 0, "good", ENV("PATH_INFO=a"), CGI_SPAWNER_ENDED, 0 },
	{ "further down", 0, "in/good", { "", 0 }, CGI_SPAWNER_ENDED, 0 },
	{ "of the other prefix", 1, "good", { "", 0 }, CGI_SPAWNER_ENDED, 0 },
	{ "one that is not there", 0, "absent", { "", 0 },
	    CGI_SPAWNER_NO_SCRIPT, ENOENT },
	{ "a directory", 0, "in", { "", 0 }, CGI_SPAWNER_NO_SCRIPT, EACCES },
	{ "one that may not be executed", 0, "plain", { "", 0 },
	    CGI_SPAWNER_NO_EXEC, EACCES },
	{ "no program", 0, "text", { "", 0 }, CGI_SPAWNER_NO_EXEC, ENOEXEC },
	{ "upwards", 0, "../up/good", { "", 0 }, CGI_SPAWNER_NO_SCRIPT, EXDEV },
	{ "from the root on", 0, "/bin/sh", { "", 0 }, CGI_SPAWNER_NO_SCRIPT,
	    EXDEV },
	{ "by a link that leads out", 0, "out", { "", 0 },
	    CGI_SPAWNER_NO_SCRIPT, EXDEV },
	{ "an unknown prefix", 2, "good", { "", 0 }, CGI_SPAWNER_ENDED, -1 },
	{ "no name", 0, "", { "", 0 }, CGI_SPAWNER_ENDED, -1 },
	{ "a variable of another kind", 0, "good", ENV("LD_PRELOAD=x"),
	    CGI_SPAWNER_ENDED, -1 },
};

/* Waits for the keeper's word, for ten seconds at most. */
static struct cgi_spawner_word
hear(struct cgi_spawned *script)
{
	struct cgi_spawner_word word = { 0, 0 };
	struct pollfd p = { .fd = script->told, .events = POLLIN };

	if (poll(&p, 1, 10000) > 0)
		(void)cgi_spawner_hear(script, &word);
	return word;
}

static void
test_job(int spawner, size_t i)
{
	struct cgi_spawner_job job = { .prefix = jobs[i].prefix,
		.script = span_str(jobs[i].script),
		.environment = jobs[i].environment };
	struct cgi_spawner_word word;
	struct cgi_spawned script;
	char buf[16];
	int64_t n;

	if (cgi_spawner_run(spawner, &job, &script) < 0) {
		OK(false, "%s: it is taken", jobs[i].why);
		return;
	}
	word = hear(&script);
	n = cgi_spawner_read(script.out, buf, sizeof buf);
	OK(word.fate == jobs[i].fate && word.value == jobs[i].value &&
		(word.value == 0) == (n == 4),
	    "%s: %s: fate %d, value %d, %d bytes", jobs[i].why, jobs[i].script,
	    (int)word.fate, (int)word.value, (int)n);
	cgi_spawner_end(&script);
}

static bool
only_good(const void *arg, const struct cgi_spawner_job *job)
{
	return arg == directory && span_eq(job->script, SPAN("good"));
}

/*
 * A handler that was taken over asks again and again, and asks for a
 * script that it may not run.
 */
static void
test_bounds(const struct cgi_spawner_setup *setup)
{
	struct cgi_spawner_setup bounded = *setup;
	struct cgi_spawner_job job = { .script = SPAN("sleeps") },
			       hidden = { .script = SPAN("in/good") };
	struct cgi_spawned script[CGI_SPAWNER_EACH + 1];
	struct cgi_spawner_word word;
	int spawner, err = cgi_spawner_start(&bounded, &spawner);

	for (size_t i = 0; i <= CGI_SPAWNER_EACH && err == 0; i++)
		err = cgi_spawner_run(spawner, &job, &script[i]);
	OK(err == 0, "jobs are taken");
	word = hear(&script[CGI_SPAWNER_EACH]);
	OK(word.fate == CGI_SPAWNER_NO_EXEC && word.value == EAGAIN,
	    "one handler has %d scripts at once", CGI_SPAWNER_EACH);
	for (size_t i = 0; i <= CGI_SPAWNER_EACH; i++)
		cgi_spawner_end(&script[i]);
	close(spawner);
	bounded.most = 1;
	err = cgi_spawner_start(&bounded, &spawner);
	for (size_t i = 0; i <= 1 && err == 0; i++)
		err = cgi_spawner_run(spawner, &job, &script[i]);
	word = hear(&script[1]);
	OK(err == 0 && word.fate == CGI_SPAWNER_NO_EXEC && word.value == EAGAIN,
	    "all of them have what is said");
	cgi_spawner_end(&script[0]);
	cgi_spawner_end(&script[1]);
	close(spawner);
	bounded = *setup;
	bounded.permits = only_good;
	bounded.arg = directory;
	err = cgi_spawner_start(&bounded, &spawner);
	if (err == 0)
		err = cgi_spawner_run(spawner, &hidden, &script[0]);
	word = hear(&script[0]);
	OK(err == 0 && word.fate == CGI_SPAWNER_NO_SCRIPT &&
		word.value == ENOENT,
	    "what is not permitted is not there");
	cgi_spawner_end(&script[0]);
	close(spawner);
}

/* Sends a job with these four ends, which no handler of ours would send. */
static bool
send_ends(int spawner, const char *script, bool stages,
    const int end[CGI_KEEPER_ENDS])
{
	struct cgi_keeper_job head = { .stages = stages,
		.script_n = (uint32_t)strlen(script) };
	char bytes[sizeof head + 64] = { 0 };
	struct iovec part = { bytes, sizeof head + 1 + head.script_n + 1 };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(CGI_KEEPER_ENDS * sizeof(int))];
	} control = { .head = {
			  .cmsg_len = CMSG_LEN(CGI_KEEPER_ENDS * sizeof(int)),
			  .cmsg_level = SOL_SOCKET,
			  .cmsg_type = SCM_RIGHTS } };
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };

	memcpy(bytes, &head, sizeof head);
	memcpy(bytes + sizeof head + 1, script, head.script_n);
	memcpy(CMSG_DATA(&control.head), end, CGI_KEEPER_ENDS * sizeof(int));
	return sendmsg(spawner, &message, MSG_NOSIGNAL) > 0;
}

/* True if other handlers still get their scripts, and hear of it in time. */
static bool
serves(int spawner)
{
	struct cgi_spawner_job job = { .script = SPAN("good") };
	struct cgi_spawner_word word;
	struct cgi_spawned script;

	if (cgi_spawner_run(spawner, &job, &script) < 0)
		return false;
	word = hear(&script);
	cgi_spawner_end(&script);
	return word.fate == CGI_SPAWNER_ENDED && word.value == 0;
}

/*
 * The spawner's word finds no room and never will, for the spawner holds both
 * ends of the pipe.
 */
static void
test_full_pipe(int spawner)
{
	char bytes[4096] = { 0 };
	int fd[2], one[2], end[CGI_KEEPER_ENDS];

	(void)!pipe2(fd, O_CLOEXEC | O_NONBLOCK);
	(void)!pipe2(one, O_CLOEXEC);
	while (write(fd[1], bytes, sizeof bytes) > 0)
		;
	(void)fcntl(fd[1], F_SETFL, 0);
	end[CGI_KEEPER_IN] = fd[0];
	end[CGI_KEEPER_OUT] = end[CGI_KEEPER_ERR] = one[1];
	end[CGI_KEEPER_TELL] = fd[1];
	OK(send_ends(spawner, "in/good", false, end) && serves(spawner),
	    "a word that nobody takes holds up nobody else");
	close(fd[0]);
	close(fd[1]);
	close(one[0]);
	close(one[1]);
}

/*
 * An end is a log that other processes write to, whose flags must not change.
 */
static void
test_file_as_end(int spawner)
{
	char path[256];
	int fd, one[2], end[CGI_KEEPER_ENDS];

	make_file("log", 0600, "");
	snprintf(path, sizeof path, "%s/log", directory);
	fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	(void)!pipe2(one, O_CLOEXEC);
	end[CGI_KEEPER_IN] = end[CGI_KEEPER_ERR] = one[0];
	end[CGI_KEEPER_OUT] = fd;
	end[CGI_KEEPER_TELL] = one[1];
	OK(send_ends(spawner, "good", false, end) && serves(spawner) &&
		serves(spawner) && (fcntl(fd, F_GETFL) & O_APPEND),
	    "a file is no end, and keeps its flags");
	close(fd);
	close(one[0]);
	close(one[1]);
}

/* Two scripts wait for each other's input after their handler has gone. */
static void
test_circle(int spawner)
{
	int a[2], b[2], witness[2];
	struct pollfd p = { .events = POLLIN };
	pid_t pid;

	(void)!pipe2(a, O_CLOEXEC);
	(void)!pipe2(b, O_CLOEXEC);
	(void)!pipe2(witness, O_CLOEXEC);
	pid = fork();
	if (pid == 0) {
		int end[CGI_KEEPER_ENDS] = { a[0], b[1], witness[1], b[1] };
		int other[CGI_KEEPER_ENDS] = { b[0], a[1], witness[1], a[1] };

		(void)send_ends(spawner, "good", true, end);
		(void)send_ends(spawner, "good", true, other);
		_exit(0);
	}
	(void)waitpid(pid, NULL, 0);
	close(witness[1]);
	for (int i = 0; i < 2; i++) {
		close(a[i]);
		close(b[i]);
	}
	p.fd = witness[0];
	OK(serves(spawner) && poll(&p, 1, 10000) == 1,
	    "no keeper outlives its handler for long");
	close(witness[0]);
}

static void (*const hostile[])(
    int spawner) = { test_full_pipe, test_file_as_end, test_circle };

/* Each host has the prefixes beneath its own directory. */
static void
test_hosts(const struct cgi_spawner_setup *setup)
{
	static const struct {
		const char *why;
		struct span host;
		int32_t fate, value;
	} hosts[] = {
		{ "a host", { "up", 2 }, CGI_SPAWNER_ENDED, 0 },
		{ "one without scripts", { "cgi-bin", 7 },
		    CGI_SPAWNER_NO_SCRIPT, ENOENT },
		{ "none", { "", 0 }, CGI_SPAWNER_ENDED, -1 },
		{ "above", { "..", 2 }, CGI_SPAWNER_ENDED, -1 },
		{ "the root itself", { ".", 1 }, CGI_SPAWNER_ENDED, -1 },
		{ "a host's inside", { "cgi-bin/in", 10 }, CGI_SPAWNER_ENDED,
		    -1 },
		{ "half a name", { "up\0p", 4 }, CGI_SPAWNER_ENDED, -1 },
	};
	int spawner;

	if (cgi_spawner_start(setup, &spawner) < 0)
		return;
	for (size_t i = 0; i < COUNT(hosts); i++) {
		struct cgi_spawner_job job = { .host = hosts[i].host,
			.script = SPAN("good") };
		struct cgi_spawner_word word = { 0, 0 };
		struct cgi_spawned script;

		if (cgi_spawner_run(spawner, &job, &script) == 0) {
			word = hear(&script);
			cgi_spawner_end(&script);
		}
		OK(word.fate == hosts[i].fate && word.value == hosts[i].value,
		    "%s: fate %d, value %d", hosts[i].why, (int)word.fate,
		    (int)word.value);
	}
	close(spawner);
}

int
main(void)
{
	static const struct span prefix[] = { { "/cgi-bin/", 9 },
		{ "/up", 3 } };
	struct cgi_spawner_setup setup = { .prefix = prefix,
		.n = COUNT(prefix),
		.symlinks = true,
		.max_ms = 10000,
		.most_input = 1000 };
	char path[256];
	int spawner, err;

	for (size_t i = 0; i < COUNT(environments); i++)
		OK(cgi_keeper_allows(guarded_n(environments[i].environment.p,
		       environments[i].environment.n)) ==
			environments[i].allowed,
		    "%s: %s", environments[i].why,
		    shown(environments[i].environment));
	if (mkdtemp(directory) == NULL)
		return 1;
	make_directory("cgi-bin");
	make_directory("cgi-bin/in");
	make_directory("up");
	make_file("cgi-bin/good", 0700, SCRIPT);
	make_file("cgi-bin/in/good", 0700, SCRIPT);
	make_file("up/good", 0700, SCRIPT);
	make_file("cgi-bin/plain", 0600, SCRIPT);
	make_file("cgi-bin/text", 0700, "text\n");
	snprintf(path, sizeof path, "%s/cgi-bin/out", directory);
	(void)!symlink("../up/good", path);
	setup.root = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	err = cgi_spawner_start(&setup, &spawner);
	OK(err == 0, "it starts");
	for (size_t i = 0; i < COUNT(jobs) && err == 0; i++)
		test_job(spawner, i);
	make_file("cgi-bin/sleeps", 0700, "#!/bin/sh\nexec sleep 60\n");
	test_bounds(&setup);
	setup.permits = only_good;
	setup.arg = directory;
	for (size_t i = 0; i < COUNT(hostile); i++)
		if (cgi_spawner_start(&setup, &spawner) == 0) {
			hostile[i](spawner);
			close(spawner);
		}
	setup.permits = NULL;
	make_directory("up/cgi-bin");
	make_file("up/cgi-bin/good", 0700, SCRIPT);
	setup.hosts = true;
	test_hosts(&setup);
	snprintf(path, sizeof path, "rm -r %s", directory);
	(void)!system(path);
	return DONE();
}
