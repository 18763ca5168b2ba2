/* The configuration; all of the input is its text. */
#include "config/conf.h"

#include "fuzz/fuzz.h"

/* Returns the output of minihttp -T; the caller frees it. */
static struct text
print(const struct conf *conf)
{
	struct text t = TEXT_MEASURE;

	conf_print(&t, conf);
	t = (struct text){ malloc(t.n + 1), t.n, 0 };
	conf_print(&t, conf);
	/* conf_print has measured what it writes. */
	MUST(t.n == t.room);
	return t;
}

/* A value that is copied into a response cannot end its line (9112 11.1). */
static void
check_value(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		MUST((unsigned char)value.p[i] >= ' ' || value.p[i] == '\t');
}

/* Checks the bounds on which arrays rely. */
static void
check_conf(const struct conf *conf)
{
	MUST(conf->max_target <= LIMIT_TARGET);
	MUST(conf->max_fields_size <= LIMIT_FIELDS_SIZE);
	MUST(conf->max_fields >= 1 && conf->max_fields <= LIMIT_FIELDS);
	MUST(conf->directory_index.n <= LIMIT_CONF_NAMES);
	MUST(conf->listen.n <= LIMIT_LISTEN);
	MUST(conf->status_from.n <= LIMIT_CONF_CIDRS);
	MUST(conf->content_type.n <= LIMIT_CONF_TYPES);
	MUST(conf->upload.n <= LIMIT_CONF_PREFIXES);
	MUST(conf->write_from.n <= LIMIT_CONF_CIDRS);
	MUST(conf->precompressed.n < CODING_COUNT);
	for (size_t i = 0; i < conf->precompressed.n; i++)
		MUST(conf->precompressed.at[i] > CODING_IDENTITY &&
		     conf->precompressed.at[i] < CODING_COUNT);
	MUST(conf->upload_mode <= 0777);
	MUST(conf->auth.n <= LIMIT_CONF_AUTHS);
	for (size_t i = 0; i < conf->auth.n; i++)
		MUST(conf->auth.at[i].prefix.n <= LIMIT_CONF_PREFIX &&
		     *conf->auth.at[i].prefix.p == '/');
	MUST(conf->access.n <= LIMIT_CONF_GUARDS);
	for (size_t i = 0; i < conf->access.n; i++)
		MUST(*conf->access.at[i].prefix.p == '/' &&
		     conf->access.at[i].net.bits <= 128);
	MUST(conf->clients.n <= LIMIT_CONF_CLIENTS);
	for (size_t i = 0; i < conf->clients.n; i++)
		MUST(*conf->clients.at[i].prefix.p == '/');
	MUST(conf->hidden_files.n <= LIMIT_CONF_PATTERNS);
	for (size_t i = 0; i < conf->upload.n; i++)
		MUST(conf->upload.at[i].n > 0 && *conf->upload.at[i].p == '/');
	for (size_t i = 0; i < conf->directory_index.n; i++) {
		struct span name = conf->directory_index.at[i];

		/* An index is a name in its directory, and not a hidden one. */
		MUST(name.n > 0 && name.n < LIMIT_NAME && *name.p != '.');
		MUST(memchr(name.p, '/', name.n) == NULL);
		MUST(memchr(name.p, '\0', name.n) == NULL);
	}
	MUST(conf->nrules <= LIMIT_CONF_RULES);
	for (size_t i = 0; i < conf->nrules; i++) {
		check_value(conf->field[i].name);
		check_value(conf->field[i].value);
	}
	check_value(conf->default_type);
	check_value(conf->charset);
	for (size_t i = 0; i < conf->content_type.n; i++)
		check_value(conf->content_type.at[i].type);
}

/* Checks that the printed text is read back and printed as the same text. */
static void
check_print(const struct conf *conf)
{
	struct text first = print(conf), second;
	struct conf_error e;
	struct conf again;

	conf_init(&again);
	if (!conf_parse(&again, TEXT_SPAN(first), &e)) {
		fprintf(stderr, "%zu:%zu: %s\n%.*s", e.line, e.column, e.text,
		    (int)first.n, first.p);
		MUST(!"what is printed is read back");
	}
	second = print(&again);
	MUST(span_eq(TEXT_SPAN(first), TEXT_SPAN(second)));
	free(first.p);
	free(second.p);
}

/* Checks that an error names a place within the text. */
static void
check_error(struct span text, const struct conf_error *e)
{
	const char *end = memchr(e->text, '\0', sizeof e->text);
	struct span line = { text.p, 0 };
	size_t lines = 0;
	bool more;

	MUST(end != NULL && end > e->text);
	for (const char *p = e->text; p < end; p++)
		MUST((unsigned char)*p >= ' '); /* above all no newline */
	MUST(e->line >= 1 && e->column >= 1);
	do {
		more = span_cut(text, '\n', &line, &text);
		lines++;
	} while (more && lines < e->line);
	MUST(lines == e->line);
	MUST(e->column <= line.n + 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span text = { (const char *)data, n };
	struct conf_error e;
	struct conf conf;

	if (n > LIMIT_CONF)
		return 0;
	conf_init(&conf);
	memset(&e, 1, sizeof e); /* a control byte, and no NUL */
	if (conf_parse(&conf, text, &e)) {
		check_conf(&conf);
		check_print(&conf);
	} else
		check_error(text, &e);
	return 0;
}
