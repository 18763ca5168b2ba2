/*
 * confined -- bare, but confined before it reads: no new privileges, one rule
 * of Landlock, and the shortest filter of seccomp, which is a list of the two
 * calls that follow and the end.  It is the floor for a handler that confines
 * itself.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define ALLOW(call)                                                            \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1),                     \
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static char in[4096];
static const char out[1024 + 256] =
    "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n"
    "Content-Length: 1024\r\n\r\n";

static int
landlock(const char *root)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE
	};
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
		.parent_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC)
	};
	int set =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);

	return set < 0 || rule.parent_fd < 0 ||
	       syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH,
		   &rule, 0) < 0 ||
	       syscall(SYS_landlock_restrict_self, set, 0) < 0;
}

static int
seccomp(void)
{
	struct sock_filter filter[] = { BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
					    offsetof(struct seccomp_data, nr)),
		ALLOW(SYS_read), ALLOW(SYS_write), ALLOW(SYS_exit_group),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS) };
	const struct sock_fprog program = { COUNT(filter), filter };

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0;
}

int
main(int argc, char **argv)
{
	if (argc != 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    landlock(argv[1]) || seccomp())
		return 1;
	if (read(0, in, sizeof in) > 0)
		return write(1, out, sizeof out) < 0;
	return 0;
}
