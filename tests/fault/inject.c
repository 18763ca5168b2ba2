/*
 * inject -- runs a program and lets one of its system calls fail.
 *
 *	inject -t
 *		prints the table: each call, and the errors it may fail with
 *	inject -o REPORT COMMAND...
 *		runs COMMAND and writes each call to REPORT
 *	inject -o REPORT -f PROCESS:CALL:NTH:ERROR COMMAND...
 *		does that too, but the NTH such call of that process is not
 *		made: it fails with this error
 *	inject -o REPORT -f PROCESS:CALL:NTH:short COMMAND...
 *		makes that call with a length of 1
 *
 * With -b CALL, calls before the first CALL are not counted: those of a
 * dynamic linker are not ours.
 *
 * Processes are numbered from 0 in the order of their birth; a thread counts
 * as a process.  The report has a line for each event:
 *
 *	call 0 openat2 1		the process, the call, how often by now
 *	unknown 0 311			a call that the table does not have
 *	hit				the call failed, or was cut short
 *	exit 0 71			a process ended by itself
 *	killed 1 31			a signal ended a process
 *	late				all were killed after -s seconds (10)
 *
 * strace can inject errors too, but it does so by an invalid call number,
 * which seccomp forbids.  inject turns the call into close(-1), which every
 * process may make, so that the sandbox stays on.  It is also ten times as
 * fast.
 *
 * This works on x86-64 only, whose registers it names.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define ERRORS 36
#define CALLS 512
#define PROCESSES 64

static const struct row {
	const char *name;
	int number;
	int length; /* which argument is one, from 1; 0 for none */
	int error[ERRORS];
} table[] = {
#define CALL(name, length, ...) { #name, SYS_##name, length, { __VA_ARGS__ } },
#include "inject.def"
#undef CALL
};

#define ROWS (sizeof table / sizeof *table)

static struct process {
	pid_t pid;
	bool executed; /* it runs COMMAND, no longer inject */
	bool begun;    /* its calls count, see -b */
	bool injured;  /* it is in the call that we change */
	unsigned made[CALLS];
	struct user_regs_struct before;
} process[PROCESSES];
static unsigned nprocesses;

static struct fault {
	unsigned process, nth;
	int call, error; /* error 0: a short call */
	int length;
} fault = { .call = -1 };

static int first = -1; /* the call of -b */
static FILE *report;
static volatile sig_atomic_t late;

static void
on_alarm(int number)
{
	(void)number;
	late = 1;
}

static _Noreturn void
fail(const char *what)
{
	perror(what);
	exit(125);
}

static const struct row *
row_of(const char *name, int number)
{
	for (size_t i = 0; i < ROWS; i++)
		if (name != NULL ? strcmp(table[i].name, name) == 0
				 : table[i].number == number)
			return &table[i];
	return NULL;
}

static void
print_table(void)
{
	for (size_t i = 0; i < ROWS; i++) {
		printf("%s", table[i].name);
		for (const int *e = table[i].error; *e != 0; e++)
			printf(" %s", strerrorname_np(*e));
		printf("%s\n", table[i].length > 0 ? " short" : "");
	}
}

/* An errno by its name, as the table prints it; 0 for "short", or -1. */
static int
error_of(const char *name)
{
	if (strcmp(name, "short") == 0)
		return 0;
	for (int e = 1; e < 134; e++)
		if (strerrorname_np(e) != NULL &&
		    strcmp(strerrorname_np(e), name) == 0)
			return e;
	return -1;
}

static bool
parse_fault(char *word)
{
	char *who = strtok(word, ":"), *call = strtok(NULL, ":");
	char *nth = strtok(NULL, ":"), *error = strtok(NULL, ":");
	const struct row *row;

	if (error == NULL)
		return false;
	row = row_of(call, 0);
	if (row == NULL)
		return false;
	fault = (struct fault){ (unsigned)atoi(who), (unsigned)atoi(nth),
		row->number, error_of(error), row->length };
	return fault.error > 0 || (fault.error == 0 && fault.length > 0);
}

static struct process *
find(pid_t pid)
{
	for (unsigned i = 0; i < nprocesses; i++)
		if (process[i].pid == pid)
			return &process[i];
	if (nprocesses == PROCESSES)
		fail("too many processes");
	process[nprocesses].pid = pid;
	process[nprocesses].executed = process[nprocesses].begun =
	    nprocesses > 0;
	return &process[nprocesses++];
}

static unsigned long long *
argument(struct user_regs_struct *r, int which)
{
	switch (which) {
	case 1:
		return &r->rdi;
	case 2:
		return &r->rsi;
	case 3:
		return &r->rdx;
	case 4:
		return &r->r10;
	case 5:
		return &r->r8;
	}
	return &r->r9;
}

static void
spoil(struct process *p)
{
	struct user_regs_struct r;

	if (ptrace(PTRACE_GETREGS, p->pid, 0, &r) < 0)
		return;
	p->before = r;
	if (fault.call == SYS_brk) {
		r.rdi = 0; /* brk(2) fails by returning the old break */
	} else if (fault.error > 0) {
		r.orig_rax = SYS_close;
		r.rdi = (unsigned long long)-1;
	} else if (*argument(&r, fault.length) > 1) {
		*argument(&r, fault.length) = 1;
	} else {
		return; /* the call is as short as it can be */
	}
	if (ptrace(PTRACE_SETREGS, p->pid, 0, &r) < 0)
		fail("PTRACE_SETREGS");
	p->injured = true;
	fprintf(report, "hit\n");
}

/* Restores the registers that the caller had before its call was changed. */
static void
mend(struct process *p)
{
	struct user_regs_struct r, *before = &p->before;

	p->injured = false;
	if (ptrace(PTRACE_GETREGS, p->pid, 0, &r) < 0)
		return;
	r.rdi = before->rdi;
	r.rsi = before->rsi;
	r.rdx = before->rdx;
	r.r10 = before->r10;
	r.r8 = before->r8;
	r.r9 = before->r9;
	if (fault.error > 0 && fault.call != SYS_brk)
		r.rax = (unsigned long long)-fault.error;
	if (ptrace(PTRACE_SETREGS, p->pid, 0, &r) < 0)
		fail("PTRACE_SETREGS");
}

static bool
is_wake(const struct __ptrace_syscall_info *info)
{
	return info->entry.nr == SYS_futex && (info->entry.args[1] & 127) == 1;
}

static void
enter_call(struct process *p, int number)
{
	unsigned who = (unsigned)(p - process);
	const struct row *row = row_of(NULL, number);

	if (number == first && p->executed)
		p->begun = true;
	if (!p->begun || number < 0 || number >= CALLS)
		return;
	p->made[number]++;
	if (row == NULL)
		fprintf(report, "unknown %u %d\n", who, number);
	else
		fprintf(
		    report, "call %u %s %u\n", who, row->name, p->made[number]);
	if (number == fault.call && who == fault.process &&
	    p->made[number] == fault.nth)
		spoil(p);
}

/* Returns the signal to pass on to the process. */
static int
stopped(struct process *p, int status, bool born)
{
	struct __ptrace_syscall_info info;
	int number = WSTOPSIG(status);

	if (number == (SIGTRAP | 0x80)) {
		if (ptrace(PTRACE_GET_SYSCALL_INFO, p->pid, sizeof info,
			&info) < 0)
			return 0;
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY && !is_wake(&info))
			enter_call(p, (int)info.entry.nr);
		else if (info.op == PTRACE_SYSCALL_INFO_EXIT && p->injured)
			mend(p);
		return 0;
	}
	if (number == SIGTRAP && status >> 16 != 0) {
		if (status >> 16 == PTRACE_EVENT_EXEC) {
			p->executed = true;
			p->begun = first < 0;
		}
		return 0;
	}
	return born && number == SIGSTOP ? 0 : number;
}

static void
follow(void)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, __WALL)) > 0 ||
	       (pid < 0 && errno == EINTR && !late)) {
		unsigned known = nprocesses;
		struct process *p;

		if (pid < 0)
			continue;
		p = find(pid);
		if (WIFEXITED(status)) {
			fprintf(report, "exit %u %d\n", (unsigned)(p - process),
			    WEXITSTATUS(status));
			p->pid = -1;
		} else if (WIFSIGNALED(status)) {
			fprintf(report, "killed %u %d\n",
			    (unsigned)(p - process), WTERMSIG(status));
			p->pid = -1;
		} else {
			int pass = stopped(p, status, nprocesses > known);

			(void)ptrace(PTRACE_SYSCALL, pid, 0, pass);
		}
	}
	if (!late)
		return;
	fprintf(report, "late\n");
	for (unsigned i = 0; i < nprocesses; i++)
		if (process[i].pid > 0)
			(void)kill(process[i].pid, SIGKILL);
}

static void
begin(char **command)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL |
			     PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			     PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
	pid_t pid = fork();
	int status;

	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
			fail("PTRACE_TRACEME");
		(void)raise(SIGSTOP);
		execv(*command, command);
		fail(*command);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		fail("waitpid");
	(void)find(pid);
	if (ptrace(PTRACE_SETOPTIONS, pid, 0, options) < 0)
		fail("PTRACE_SETOPTIONS");
	if (ptrace(PTRACE_SYSCALL, pid, 0, 0) < 0)
		fail("PTRACE_SYSCALL");
}

int
main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_alarm };
	unsigned seconds = 10;
	int c;

	while ((c = getopt(argc, argv, "+to:b:f:s:")) != -1)
		switch (c) {
		case 't':
			print_table();
			return 0;
		case 'o':
			report = fopen(optarg, "we");
			break;
		case 'b':
			if (row_of(optarg, 0) == NULL)
				fail(optarg);
			first = row_of(optarg, 0)->number;
			break;
		case 'f':
			if (!parse_fault(optarg))
				fail(optarg);
			break;
		case 's':
			seconds = (unsigned)atoi(optarg);
			break;
		default:
			return 125;
		}
	if (report == NULL || optind == argc)
		fail("usage: inject -o REPORT [-f FAULT] COMMAND...");
	(void)sigaction(SIGALRM, &action, NULL);
	begin(argv + optind);
	(void)alarm(seconds);
	follow();
	return fclose(report) == 0 ? 0 : 125;
}
