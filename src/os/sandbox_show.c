#define _GNU_SOURCE
#include "os/sandbox_show.h"

#include "base/escape.h"
#include "os/kernel.h"
#include "os/sandbox_parts.h"

#include <sys/resource.h>
#include <unistd.h>

#define PUT(t, literal) text_put((t), SPAN(literal))

/* Arrays of characters: pointers would have to be relocated at each start. */
static const struct {
	char name[20], needed_by[56];
} call[] = {
#define CALL(name, roles, check, needed_by) { #name, needed_by },
#include "os/sandbox.def"
#undef CALL
};

static const char meaning[][56] = {
#define CHECK(name, meaning) meaning,
#include "os/sandbox_check.def"
#undef CHECK
};

/* The index of a name is its bit in linux/landlock.h. */
static const char file_right[][12] = { "execute", "write_file", "read_file",
	"read_dir", "remove_dir", "remove_file", "make_char", "make_dir",
	"make_reg", "make_sock", "make_fifo", "make_block", "make_sym", "refer",
	"truncate", "ioctl_dev" };
static const char tcp_right[][12] = { "bind", "connect" };
static const char scope_right[][24] = { "abstract_unix_socket", "signal" };

/* The index of a name is its bit in enum sandbox_role. */
static const char role[][12] = { "stream", "socket", "listener", "write",
	"list", "cgi", "hash", "handed" };

/*
 * Puts a list of the names whose bits are set; the names are `width` bytes
 * apart.
 */
static void
put_names(struct text *t, uint64_t bits, const char *name, size_t width)
{
	bool any = false;

	text_char(t, '[');
	for (size_t i = 0; bits >> i != 0; i++) {
		if (!(bits >> i & 1))
			continue;
		text_put(t, any ? SPAN(", \"") : SPAN("\""));
		text_put(t, span_str(name + i * width));
		text_char(t, '"');
		any = true;
	}
	text_char(t, ']');
}

#define PUT_NAMES(t, bits, names)                                              \
	put_names((t), (bits), (names)[0], sizeof(names)[0])

long
sandbox_show_abi(void)
{
	long abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION);

	return abi < 0 ? 0 : abi;
}

const char *
sandbox_show_machine(void)
{
#if defined __x86_64__ && !defined __ILP32__
	return "x86_64";
#elif defined __aarch64__ && defined __AARCH64EL__
	return "aarch64";
#else
	return "unknown";
#endif
}

void
sandbox_show_denied(struct text *t, long abi)
{
	struct sandbox_rights rights;

	sandbox_rights_of(abi, &rights);
	PUT(t, "\"files\": ");
	PUT_NAMES(t, rights.files, file_right);
	PUT(t, ", \"tcp\": ");
	PUT_NAMES(t, rights.tcp, tcp_right);
	PUT(t, ", \"scope\": ");
	PUT_NAMES(t, rights.scope, scope_right);
}

void
sandbox_show_rights(struct text *t, long abi, bool writing)
{
	struct sandbox_rights rights;

	sandbox_rights_of(abi, &rights);
	PUT_NAMES(t, writing ? rights.writing : rights.reading, file_right);
}

void
sandbox_show_roles(struct text *t, unsigned roles)
{
	PUT_NAMES(t, roles, role);
}

static struct span
limit_name(int what)
{
	switch (what) {
	case RLIMIT_CORE:
		return SPAN("core");
	case RLIMIT_DATA:
		return SPAN("data");
	case RLIMIT_NOFILE:
		return SPAN("nofile");
	case RLIMIT_FSIZE:
		return SPAN("fsize");
	case RLIMIT_NPROC:
		return SPAN("nproc");
	}
	return SPAN("other");
}

static void
put_limit(struct text *t, const struct sandbox_limit *limit)
{
	text_char(t, '"');
	text_put(t, limit_name(limit->what));
	PUT(t, "\": ");
	text_u64(t, limit->most);
}

void
sandbox_show_limits(
    struct text *t, const struct sandbox_limit *limits, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			PUT(t, ", ");
		put_limit(t, &limits[i]);
	}
}

/* Puts the value that a condition wants. */
static void
put_value(struct text *t, const struct sandbox_condition *c)
{
	switch (c->source) {
	case SANDBOX_CONSTANT:
		PUT(t, "\"0x");
		text_hex(t, c->value);
		break;
	case SANDBOX_PASSWORD_LOW:
	case SANDBOX_PASSWORD_HIGH:
		PUT(t, "\"password");
		break;
	case SANDBOX_SPAWNER:
		PUT(t, "\"spawner");
		break;
	case SANDBOX_CHANNEL:
		PUT(t, "\"channel");
		break;
	}
	text_char(t, '"');
}

/* Puts one comparison of the filter: half an argument, its mask and value. */
static void
put_condition(struct text *t, const struct sandbox_condition *c)
{
	uint32_t at = c->at - SECCOMP_ARGUMENT(0);

	PUT(t, "{\"argument\": ");
	text_u64(t, at / 8);
	PUT(t, ", \"half\": ");
	text_put(t, at % 8 == 0 ? SPAN("\"low\"") : SPAN("\"high\""));
	PUT(t, ", \"mask\": \"0x");
	text_hex(t, c->mask);
	PUT(t, "\", \"equals\": ");
	put_value(t, c);
	text_char(t, '}');
}

void
sandbox_show_conditions(struct text *t,
    const struct sandbox_condition condition[SANDBOX_CONDITIONS])
{
	text_char(t, '[');
	for (size_t i = 0; i < SANDBOX_CONDITIONS && condition[i].mask != 0;
	     i++) {
		if (i > 0)
			PUT(t, ", ");
		put_condition(t, &condition[i]);
	}
	text_char(t, ']');
}

static void
put_conditions(struct text *t, const struct sandbox_rule *rule)
{
	PUT(t, ", \"conditions\": ");
	sandbox_show_conditions(t, rule->condition);
	PUT(t, ", \"opened_in_sandbox\": ");
	text_put(t, rule->opened_here ? SPAN("true") : SPAN("false"));
}

bool
sandbox_show_call(struct text *t, unsigned roles, size_t i)
{
	struct sandbox_rule rule;

	if (!sandbox_rule(i, roles, &rule))
		return false;
	if (!(rule.roles & roles))
		return true;
	PUT(t, "{\"call\": \"");
	text_put(t, span_str(call[i].name));
	PUT(t, "\", \"roles\": ");
	sandbox_show_roles(t, rule.roles);
	PUT(t, ", \"needed_by\": \"");
	escape_json(t, span_str(call[i].needed_by));
	PUT(t, "\", \"only\": ");
	if (meaning[rule.check][0] == '\0') {
		PUT(t, "null");
	} else {
		text_char(t, '"');
		escape_json(t, span_str(meaning[rule.check]));
		text_char(t, '"');
		put_conditions(t, &rule);
	}
	text_char(t, '}');
	return true;
}
