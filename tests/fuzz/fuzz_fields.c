/*
 * The values of single fields: Accept, Cache-Control, Content-Type and
 * -Disposition, the digests, Authorization.  The input is field lines, without
 * choices.
 */
#include "base/base64.h"
#include "cache/control.h"
#include "cache/message.h"
#include "http/accept.h"
#include "http/basic.h"
#include "http/digest.h"
#include "http/parameter.h"

#include "fuzz/lines.h"

static const struct span types[] = { { "text/html", 9 },
	{ "application/json", 16 } };

/* 9110 5.3: a list may be in one line or in several. */
static void
check_lists(const struct fields *fields)
{
	struct control c, d;
	struct fields apart;

	control_parse(fields, &c);
	for (unsigned i = 0; i < CONTROL_SECONDS; i++)
		if (control_has(&c, (enum control_directive)i))
			MUST(c.seconds[i] >= 0);
	for (size_t i = 0; i < COUNT(types); i++)
		MUST(accept_media(fields, types[i]) <= 1000);
	if (!spread(fields, &apart))
		return;
	control_parse(&apart, &d);
	MUST(c.set == d.set);
	for (size_t i = 0; i < COUNT(types); i++)
		MUST(accept_media(fields, types[i]) ==
		     accept_media(&apart, types[i]));
}

static void
check_parameter(struct span value)
{
	char buf[64], same[64];
	struct text t = TEXT(buf), u = TEXT(same);
	struct span type = parameter_main(value);

	MUST(type.n == 0 || inside(type, value));
	if (parameter_find(value, SPAN("boundary"), &t))
		MUST(t.n <= value.n);
	t.n = 0;
	if (parameter_find(value, SPAN("filename"), &t)) {
		/* a name has no case */
		MUST(parameter_find(value, SPAN("FileName"), &u));
		MUST(t.n == u.n);
		MUST(!text_fits(&t) || memcmp(buf, same, t.n) == 0);
	}
	t.n = 0;
	if (parameter_find_extended(value, SPAN("filename"), &t))
		MUST(t.n <= value.n);
}

/* Credentials that were read encode as the same value again. */
static void
check_basic(struct span value)
{
	struct basic b;
	char plain[LIMIT_USER + 2], coded[2 * LIMIT_USER];
	struct text p = TEXT(plain), c = TEXT(coded);
	struct span scheme, rest;

	if (!basic_parse(value, &b))
		return;
	text_put(&p, span_str(b.user));
	text_char(&p, ':');
	text_put(&p, span_str(b.password));
	MUST(text_fits(&p) && p.n <= LIMIT_USER);
	MUST(strchr(b.user, ':') == NULL); /* 7617 2 */
	for (size_t i = 0; i < p.n; i++)
		MUST((unsigned char)plain[i] >= ' ' && plain[i] != 0x7f);
	base64_put(&c, TEXT_SPAN(p));
	MUST(span_cut(value, ' ', &scheme, &rest));
	while (rest.n > 0 && (*rest.p == ' ' || *rest.p == '\t'))
		rest = span_from(rest, 1);
	MUST(span_eq(TEXT_SPAN(c), rest));
}

/* A digest that we make agrees with itself, and with no other. */
static void
check_digest(const struct fields *fields)
{
	unsigned set = 0;
	enum sha2_kind kind;
	struct digest_values v = { { { 0 } } };

	if (digest_preferred(fields, &kind))
		MUST(kind == SHA2_256 || kind == SHA2_512);
	if (!digest_wanted(fields, &set))
		return;
	MUST(set < 4);
	if (set == 0)
		MUST(digest_agrees(fields, &v));
	else if (digest_agrees(fields, &v)) {
		v.of[SHA2_256][0] ^= 1;
		v.of[SHA2_512][0] ^= 1;
		MUST(!digest_agrees(fields, &v));
	}
}

/* A head that a transport delivered; it is read leniently. */
static void
check_message(struct span in)
{
	static char buf[3 * LIMIT_MESSAGE];
	struct text t = TEXT(buf);
	struct fields again;
	struct message m;

	if (!message_parse(in, &m))
		return;
	MUST(m.status >= 100 && m.status <= 999);
	MUST(inside(m.status_line, in));
	for (size_t i = 0; i < m.fields.n; i++) {
		struct field f = field_at(&m.fields, i);

		MUST(inside(f.name, in) && inside(f.value, in));
		message_put_field(&t, f.name, f.value);
	}
	MUST(text_fits(&t));
	MUST(message_parse_fields(TEXT_SPAN(t), &again));
	MUST(again.n == m.fields.n);
	for (size_t i = 0; i < again.n; i++) {
		struct field f = field_at(&m.fields, i);

		MUST(span_eq(field_at(&again, i).name, f.name));
		MUST(span_eq(field_at(&again, i).value, f.value));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };
	struct fields fields;

	if (in.n > LIMIT_FIELDS_SIZE)
		return 0;
	read_lines(in, &fields);
	check_lists(&fields);
	check_digest(&fields);
	for (size_t i = 0; i < fields.n; i++) {
		struct span value = field_at(&fields, i).value;

		check_parameter(value);
		check_basic(value);
		MUST(accept_weight(value) <= 1000);
	}
	check_message(in);
	return 0;
}
