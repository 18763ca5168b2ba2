/*
 * Runs a fuzz target, built by any compiler, over saved inputs: those in the
 * directory CORPUS, or the files that are named.  A failure is an abort.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, sigaction */
#include "unit/test.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/uio.h>

#define INPUT_MAX (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static char input[INPUT_MAX];
static const int deadly[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
static struct sigaction before[COUNT(deadly)];
static const char *volatile current; /* the input that is being run */

/* Prints the name of the input, then calls the handler that was set before. */
static void
on_death(int sig)
{
	struct iovec out[] = {
		{ (char[]){ "# input: " }, 9 },
		{ (char *)(uintptr_t)current, strlen(current) },
		{ (char[]){ "\n" }, 1 },
	};

	(void)!writev(STDOUT_FILENO, out, COUNT(out));
	for (size_t i = 0; i < COUNT(deadly); i++)
		if (deadly[i] == sig)
			sigaction(sig, &before[i], NULL);
}

static bool
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct span s;

	if (f == NULL) {
		perror(path);
		return false;
	}
	s = guarded_n(input, fread(input, 1, sizeof input, f));
	fclose(f);
	current = path;
	LLVMFuzzerTestOneInput((const uint8_t *)s.p, s.n);
	return true;
}

/* Returns how many inputs there are; 0 is an error too. */
static size_t
replay_directory(const char *directory)
{
	DIR *d = opendir(directory);
	struct dirent *e;
	size_t n = 0;

	if (d == NULL) {
		perror(directory);
		return 0;
	}
	while ((e = readdir(d)) != NULL) {
		char path[512];

		if (*e->d_name == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", directory, e->d_name);
		if (!replay_file(path)) {
			n = 0;
			break;
		}
		n++;
	}
	closedir(d);
	return n;
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(CORPUS, '/');
	struct sigaction name = { .sa_handler = on_death };
	size_t inputs = 0;

	for (size_t i = 0; i < COUNT(deadly); i++)
		sigaction(deadly[i], &name, &before[i]);
	if (argc == 1)
		inputs = replay_directory(CORPUS);
	for (int i = 1; i < argc && replay_file(argv[i]); i++)
		inputs++;
	OK(argc == 1 ? inputs > 0 : inputs == (size_t)argc - 1,
	    "corpus %s: %zu inputs", slash + 1, inputs);
	return DONE();
}
