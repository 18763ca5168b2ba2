#define _GNU_SOURCE
#include "os/obituary_parts.h"

#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The tables contain no pointers, which would have to be relocated at every
 * start.
 */
static const struct {
	uint16_t number;
	char name[24];
} call[] = {
#define CALL(name) { SYS_##name, #name },
#include "os/call.def"
#undef CALL
};

static const struct {
	uint8_t number;
	char name[10];
} signal_name[] = {
#define NAME(name)                                                             \
	{                                                                      \
		name, #name                                                    \
	}
	NAME(SIGHUP), NAME(SIGINT), NAME(SIGQUIT), NAME(SIGILL), NAME(SIGTRAP),
	NAME(SIGABRT), NAME(SIGBUS), NAME(SIGFPE), NAME(SIGKILL), NAME(SIGUSR1),
	NAME(SIGSEGV), NAME(SIGUSR2), NAME(SIGPIPE), NAME(SIGALRM),
	NAME(SIGTERM), NAME(SIGXCPU), NAME(SIGXFSZ), NAME(SIGSYS)
#undef NAME
};

void
obituary_put_signal(struct text *t, int number)
{
	for (size_t i = 0; i < sizeof signal_name / sizeof *signal_name; i++)
		if (signal_name[i].number == number) {
			text_put(t, span_str(signal_name[i].name));
			return;
		}
	text_put(t, SPAN("signal "));
	text_u64(t, (uint64_t)number);
}

const char *
obituary_of_status(int status, char buf[OBITUARY_END])
{
	struct text t = { buf, OBITUARY_END, 0 };

	if (WIFSIGNALED(status)) {
		text_put(&t, SPAN("was ended by "));
		obituary_put_signal(&t, WTERMSIG(status));
	} else {
		text_put(&t, SPAN("ended with status "));
		text_u64(&t, (uint64_t)WEXITSTATUS(status));
	}
	text_char(&t, '\0');
	return buf;
}

void
obituary_put_call(struct text *t, int number)
{
	size_t i = 0;

	while (i < sizeof call / sizeof *call && call[i].number != number)
		i++;
	if (i == sizeof call / sizeof *call) {
		text_put(t, SPAN("number "));
		text_u64(t, (uint32_t)number);
		return;
	}
	text_put(t, span_str(call[i].name));
	text_put(t, SPAN(" ("));
	text_u64(t, (uint32_t)number);
	text_char(t, ')');
}

/* si_code of siginfo_t: the signal comes from a seccomp filter. */
#define OF_SECCOMP 1

/*
 * Ends the process by the same signal, or by another one if that fails.  In the
 * sandbox kill(2) is forbidden and, since SIGSYS is blocked, deadly.
 */
static _Noreturn void
die(int number)
{
	volatile uintptr_t nowhere = 0;
	uint64_t all = ~UINT64_C(0);

	if (number != SIGSEGV && number != SIGBUS) {
		(void)syscall(SYS_kill, (int)syscall(SYS_getpid), number);
		(void)syscall(
		    SYS_rt_sigprocmask, SIG_UNBLOCK, &all, NULL, sizeof all);
	}
	for (;;)
		/* cppcheck-suppress nullPointer */
		*(volatile char *)nowhere = 0;
}

/* Returns true for calls of abort(3), which the sandbox does not allow. */
static bool
is_abort(int number)
{
	return number == SYS_rt_sigprocmask || number == SYS_tgkill ||
	       number == SYS_tkill;
}

void
obituary_write(const struct log *log, int number, const siginfo_t *info)
{
	const char *why = "this process has crashed";
	char buf[96];
	struct text t = TEXT(buf);

	if (number == SIGSYS && info->si_code == OF_SECCOMP) {
		text_put(&t, SPAN("system call "));
		obituary_put_call(&t, info->si_syscall);
		if (is_abort(info->si_syscall))
			text_put(&t, SPAN(", as abort(3) begins"));
		why = "the sandbox forbids it and ends this process by SIGSYS";
	} else {
		obituary_put_signal(&t, number);
	}
	log_complain(log, TEXT_SPAN(t), why);
	die(number);
}
