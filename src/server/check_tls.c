#define _GNU_SOURCE
#include "server/check_tls.h"

#include "config/listen.h"
#include "os/beside.h"
#include "server/conf_load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Runs the program with the names of the certificates.  Without a certificate
 * there is nothing to test.
 */
static bool
run(const char *program, const struct conf *conf, const struct log *log)
{
	char bytes[LIMIT_CONF];
	struct text room = TEXT(bytes);
	const char *word[2 + LISTEN_WORDS + 1] = { program, "-t" };
	int status = 0;
	pid_t pid;

	word[2 + listen_words(conf, &room, word + 2)] = NULL;
	if (!text_fits(&room)) {
		log_complain(
		    log, SPAN("Certificate"), "the paths are too long");
		return false;
	}
	pid = fork();
	if (pid == 0) {
		/* its output is dropped: minihttp -t itself reports success */
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

		if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0)
			execv(program, (char *const *)(uintptr_t)word);
		log_complain(log, span_str(program), strerror(errno));
		_exit(127);
	}
	if (pid < 0)
		log_complain(log, SPAN("fork"), strerror(errno));
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/*
 * Names the directive and its line for a file that cannot be found;
 * minihttp-tls knows the path alone.
 */
static bool
check_paths(const struct conf *conf, const struct log *log)
{
	char path[4096];
	bool good = true;

	for (size_t i = 0; i < 2 * conf->certificates.n; i++) {
		const struct conf_certificate *c =
		    &conf->certificates.at[i / 2];
		struct span name = i % 2 == 0 ? c->path : c->key;
		struct text t = TEXT(path);

		text_put(&t, name);
		text_char(&t, '\0');
		if (name.n == 0 || !text_fits(&t) ||
		    faccessat(AT_FDCWD, path, F_OK, 0) == 0)
			continue;
		conf_complain(conf, log, "Certificate", name, strerror(errno));
		good = false;
	}
	return good;
}

bool
check_tls(const struct conf *conf, const struct log *log)
{
	const char *wrong = listen_wrong(conf);
	char program[4096];

	if (wrong != NULL) {
		log_complain(log, SPAN("HTTPS"), wrong);
		return false;
	}
	if (conf->certificates.n == 0)
		return true;
	if (beside_find("minihttp-tls", program, sizeof program) < 0) {
		log_complain(log, SPAN("HTTPS"), LISTEN_NO_PROGRAM);
		return false;
	}
	return check_paths(conf, log) && run(program, conf, log);
}
