#define _GNU_SOURCE
#include "tls/cage_show.h"

#include "os/sandbox_show.h"
#include "tls/cage.h"

#include <sys/syscall.h>

#define PUT(t, literal) text_put((t), SPAN(literal))

static const struct {
	const char *name;
	enum cage who;
} process[] = { { "handshake", CAGE_HANDSHAKE }, { "key", CAGE_KEY },
	{ "service", CAGE_SERVICE }, { "key of the service", CAGE_KEY_SERVICE },
	{ "handshake of several", CAGE_REUSED },
	{ "service of several", CAGE_REUSING } };

#define PROCESSES (sizeof process / sizeof *process)

static const char *const call[] = {
#define CALL(name, who, check) #name,
#include "tls/cage.def"
#undef CALL
};

void
cage_show_begin(struct text *t)
{
	long abi = sandbox_show_abi();

	PUT(t, "{\n\"machine\": \"");
	text_put(t, span_str(sandbox_show_machine()));
	PUT(t, "\",\n\"no_new_privs\": true,\n\"landlock\": {\"abi\": ");
	text_u64(t, (uint64_t)abi);
	PUT(t, ", \"denied\": {");
	sandbox_show_denied(t, abi);
	PUT(t, "}, \"allowed\": []},\n\"processes\": [");
}

static void
put_limits(struct text *t, enum cage who)
{
	struct sandbox_limit limits[SANDBOX_LIMIT_MOST];

	sandbox_show_limits(t, limits, cage_limits_of(who, limits));
}

static void
put_calls(struct text *t, enum cage who)
{
	struct cage_rule rule;
	bool any = false;

	for (size_t i = 0; cage_rule(i, &rule); i++) {
		if (!(rule.who & who))
			continue;
		text_put(t, any ? SPAN(",\n\t{") : SPAN("\n\t{"));
		PUT(t, "\"call\": \"");
		text_put(t, span_str(call[i]));
		PUT(t, "\", \"conditions\": ");
		sandbox_show_conditions(t, rule.condition);
		text_char(t, '}');
		any = true;
	}
}

bool
cage_show_process(struct text *t, size_t i)
{
	if (i >= PROCESSES)
		return false;
	text_put(t, i > 0 ? SPAN(",\n") : SPAN("\n"));
	PUT(t, "{\"process\": \"");
	text_put(t, span_str(process[i].name));
	PUT(t, "\", \"limits\": {");
	put_limits(t, process[i].who);
	PUT(t, "}, \"calls\": [");
	put_calls(t, process[i].who);
	PUT(t, "]}");
	return true;
}

void
cage_show_end(struct text *t)
{
	PUT(t, "\n]\n}\n");
}
