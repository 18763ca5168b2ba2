#include "http/field.h"

#include "http/octet.h"

static enum refusal
judge_name(struct span name)
{
	if (name.n > 0 &&
	    (name.p[name.n - 1] == ' ' || name.p[name.n - 1] == '\t'))
		/* 9112 5.1: the answer MUST be 400 */
		return REFUSE_FIELD_SPACE;
	if (!octet_all(name, OCTET_TOKEN))
		return REFUSE_FIELD_NAME;
	return REFUSE_NOT;
}

enum refusal
field_parse(struct span line, struct field *out)
{
	struct span name, value;
	enum refusal why;

	if (line.n > 0 && (*line.p == ' ' || *line.p == '\t'))
		return REFUSE_FOLDED; /* 9112 5.2; 2.2 for the first line */
	if (!span_cut(line, ':', &name, &value))
		return REFUSE_FIELD_NAME;
	why = judge_name(name);
	if (why != REFUSE_NOT)
		return why;
	value = span_trim(value);
	for (size_t i = 0; i < value.n; i++)
		if (!octet_is(value.p[i], OCTET_VALUE)) /* 9110 5.5 */
			return value.p[i] == '\r' ? REFUSE_BARE_CR
						  : REFUSE_FIELD_VALUE;
	*out = (struct field){ name, value };
	return REFUSE_NOT;
}

void
fields_init(struct fields *fields, const char *base)
{
	fields->base = base;
	fields->n = 0;
}

bool
fields_add(struct fields *fields, const struct field *f)
{
	size_t n = fields->n;

	if (n == LIMIT_FIELDS)
		return false;
	fields->at[n].name = (uint16_t)(f->name.p - fields->base);
	fields->at[n].name_n = (uint16_t)f->name.n;
	fields->at[n].value = (uint16_t)(f->value.p - fields->base);
	fields->at[n].value_n = (uint16_t)f->value.n;
	fields->n++;
	return true;
}

struct field
field_at(const struct fields *fields, size_t i)
{
	return (struct field){
		{ fields->base + fields->at[i].name, fields->at[i].name_n },
		{ fields->base + fields->at[i].value, fields->at[i].value_n },
	};
}

bool
field_next(const struct fields *fields, struct span name, size_t *i,
    struct span *value)
{
	while (*i < fields->n) {
		struct field f = field_at(fields, (*i)++);

		if (span_eq_nocase(f.name, name)) {
			*value = f.value;
			return true;
		}
	}
	return false;
}

bool
field_only(const struct fields *fields, struct span name, struct span *value)
{
	struct span first, second;
	size_t i = 0;

	if (!field_next(fields, name, &i, &first) ||
	    field_next(fields, name, &i, &second))
		return false;
	*value = first;
	return true;
}

size_t
field_count(const struct fields *fields, struct span name)
{
	struct span ignored;
	size_t i = 0, n = 0;

	while (field_next(fields, name, &i, &ignored))
		n++;
	return n;
}

/* Returns the length of the element at the start of the list. */
static size_t
element_length(struct span list)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < list.n; i++) {
		if (quoted && list.p[i] == '\\')
			i++; /* quoted-pair, 9110 5.6.4 */
		else if (list.p[i] == '"')
			quoted = !quoted;
		else if (list.p[i] == ',' && !quoted)
			break;
	}
	return i < list.n ? i : list.n;
}

bool
field_list_next(struct span *list, struct span *item)
{
	while (list->n > 0) {
		size_t n = element_length(*list);
		struct span found = span_trim((struct span){ list->p, n });

		*list = span_from(*list, n < list->n ? n + 1 : n);
		if (found.n > 0) {
			*item = found;
			return true;
		}
	}
	return false;
}

bool
field_lists(const struct fields *fields, struct span name, struct span token)
{
	struct span list, item;

	for (size_t i = 0; field_next(fields, name, &i, &list);)
		while (field_list_next(&list, &item))
			if (span_eq_nocase(item, token))
				return true;
	return false;
}
