#include "fuzz/strict.h"

#include <string.h>
#include <strings.h>

static struct span
after(struct span s, size_t n)
{
	return (struct span){ s.p + n, s.n - n };
}

static bool
is(struct span s, const char *word)
{
	return s.n == strlen(word) && memcmp(s.p, word, s.n) == 0;
}

static bool
is_nocase(struct span s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

static bool
begins(struct span s, const char *word)
{
	return s.n >= strlen(word) && memcmp(s.p, word, strlen(word)) == 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
strict_is_token(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !is_digit(c) &&
		    (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
			return false;
	}
	return s.n > 0;
}

/* 1*DIGIT that fits; nothing else, not even a sign. */
static bool
number(struct span s, uint64_t *out)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		uint64_t digit = (uint64_t)(s.p[i] - '0');

		if (!is_digit(s.p[i]) || n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*out = n;
	return s.n > 0;
}

bool
strict_line(struct span *s, struct span *line)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->p[i] == '\r' || s->p[i] == '\n') {
			if (s->p[i] == '\n' || i + 1 == s->n ||
			    s->p[i + 1] != '\n')
				return false;
			*line = (struct span){ s->p, i };
			*s = after(*s, i + 2);
			return true;
		}
	return false;
}

/* Takes the next element off the list, without the white space around it. */
static bool
next_element(struct span *list, struct span *element)
{
	const char *comma;
	size_t n;

	if (list->n == 0)
		return false;
	comma = memchr(list->p, ',', list->n);
	n = comma != NULL ? (size_t)(comma - list->p) : list->n;
	*element = (struct span){ list->p, n };
	*list = after(*list, comma != NULL ? n + 1 : n);
	while (element->n > 0 && (*element->p == ' ' || *element->p == '\t'))
		*element = after(*element, 1);
	while (element->n > 0 && (element->p[element->n - 1] == ' ' ||
				     element->p[element->n - 1] == '\t'))
		element->n--;
	return true;
}

static bool
lists(struct span list, const char *word)
{
	struct span element;

	while (next_element(&list, &element))
		if (is_nocase(element, word))
			return true;
	return false;
}

/* --- Content in chunks, 9112 7.1 --- */

static int
hex(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum strictness { OF_A_SENDER, OF_A_RECIPIENT };

/* A line of an extension or a trailer: no control but HTAB. */
static bool
is_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* chunk-size [ chunk-ext ]; we write no extension. */
static bool
chunk_size(struct span line, enum strictness how, uint64_t *size)
{
	size_t i = 0;

	*size = 0;
	for (; i < line.n && hex(line.p[i]) >= 0; i++) {
		if (i == 16)
			return false;
		*size = *size << 4 | (uint64_t)hex(line.p[i]);
	}
	line = after(line, i);
	return i > 0 && (line.n == 0 || (how == OF_A_RECIPIENT &&
					    strchr("; \t", *line.p) != NULL &&
					    is_text(line)));
}

/*
 * Reads a whole body.  STRICT_WHOLE sets *used.  If room is given it gets the
 * content, which has *content_n bytes.
 */
static enum strict_view
read_chunks(struct span s, enum strictness how, char *room, size_t *used,
    size_t *content_n)
{
	const char *start = s.p;
	uint64_t size;
	struct span line;

	*content_n = 0;
	do {
		if (!strict_line(&s, &line))
			return memchr(s.p, '\n', s.n) == NULL ? STRICT_PART
							      : STRICT_WRONG;
		if (!chunk_size(line, how, &size))
			return STRICT_WRONG;
		if (size > s.n)
			return STRICT_PART;
		if (size > 0) {
			if (room != NULL)
				memmove(room + *content_n, s.p, (size_t)size);
			*content_n += (size_t)size;
			s = after(s, (size_t)size);
			if (s.n < 2)
				return STRICT_PART;
			if (!begins(s, "\r\n"))
				return STRICT_WRONG;
			s = after(s, 2);
		}
	} while (size > 0);
	do {
		if (!strict_line(&s, &line))
			return memchr(s.p, '\n', s.n) == NULL ? STRICT_PART
							      : STRICT_WRONG;
		if (line.n > 0 && (how == OF_A_SENDER || !is_text(line)))
			return STRICT_WRONG;
	} while (line.n > 0);
	*used = (size_t)(s.p - start);
	return STRICT_WHOLE;
}

size_t
strict_dechunk(struct span s, char *room, size_t *used)
{
	size_t n;

	return read_chunks(s, OF_A_RECIPIENT, room, used, &n) == STRICT_WHOLE
		   ? n
		   : SIZE_MAX;
}

/* --- Requests --- */

/* The fields that frame a request. */
struct framing_fields {
	size_t lengths, codings, hosts;
	uint64_t length;
	bool bad, coded, chunked, close, keep_alive;
};

static void
note_field(struct framing_fields *f, struct strict_request *req,
    struct span name, struct span value)
{
	struct span element;

	if (is_nocase(name, "Content-Length")) {
		f->lengths++;
		f->bad |= !number(value, &f->length);
	} else if (is_nocase(name, "Transfer-Encoding")) {
		/* a list, of which elements may be empty (9110 5.6.1.2) */
		f->coded = true;
		while (next_element(&value, &element))
			if (element.n > 0) {
				f->codings++;
				f->chunked = is_nocase(element, "chunked");
			}
	} else if (is_nocase(name, "Connection")) {
		f->close |= lists(value, "close");
		f->keep_alive |= lists(value, "keep-alive");
	} else if (is_nocase(name, "Expect"))
		req->expects |= lists(value, "100-continue");
	else if (is_nocase(name, "Host"))
		f->hosts += value.n > 0 ? 1 : 2; /* 9110 4.2.1: not empty */
}

/* field-name ":" OWS field-value OWS */
static bool
read_field(
    struct span line, struct framing_fields *f, struct strict_request *req)
{
	const char *colon = line.n > 0 ? memchr(line.p, ':', line.n) : NULL;
	struct span name, value;

	if (colon == NULL || !is_text(line))
		return false;
	name = (struct span){ line.p, (size_t)(colon - line.p) };
	value = after(line, name.n + 1);
	while (value.n > 0 && (*value.p == ' ' || *value.p == '\t'))
		value = after(value, 1);
	while (value.n > 0 &&
	       (value.p[value.n - 1] == ' ' || value.p[value.n - 1] == '\t'))
		value.n--;
	if (!strict_is_token(name))
		return false;
	note_field(f, req, name, value);
	return true;
}

/* method SP request-target SP "HTTP/1." DIGIT */
static bool
read_request_line(struct span line, struct strict_request *req)
{
	const char *sp = line.n > 0 ? memchr(line.p, ' ', line.n) : NULL;
	struct span rest;

	if (sp == NULL)
		return false;
	req->method = (struct span){ line.p, (size_t)(sp - line.p) };
	rest = after(line, req->method.n + 1);
	sp = rest.n > 0 ? memchr(rest.p, ' ', rest.n) : NULL;
	if (sp == NULL || sp == rest.p)
		return false;
	req->target = (struct span){ rest.p, (size_t)(sp - rest.p) };
	rest = after(rest, req->target.n + 1);
	if (!begins(rest, "HTTP/1.") || rest.n != 8 || !is_digit(rest.p[7]))
		return false;
	req->minor = rest.p[7] > '0'; /* 9110 6.2: 1.2 is taken for 1.1 */
	for (size_t i = 0; i < req->target.n; i++)
		if ((unsigned char)req->target.p[i] <= ' ' ||
		    req->target.p[i] == 0x7f)
			return false;
	return strict_is_token(req->method);
}

/* The method of a first line, which may be malformed or cut short. */
static struct span
first_word(struct span s)
{
	const char *end = memchr(s.p, '\n', s.n);

	if (end != NULL)
		s.n = (size_t)(end - s.p);
	if (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	end = s.n > 0 ? memchr(s.p, ' ', s.n) : NULL;
	return end != NULL ? (struct span){ s.p, (size_t)(end - s.p) } : s;
}

static enum strict_view
read_body(
    struct span s, const struct framing_fields *f, struct strict_request *req)
{
	size_t used = 0, n;
	enum strict_view view = STRICT_WHOLE;

	if (f->lengths + f->codings > 1 || f->bad ||
	    (f->coded && (!f->chunked || req->minor == 0)))
		return STRICT_WRONG; /* 9112 6.1, 6.3 */
	req->has_body = f->lengths + f->codings > 0;
	req->chunked = f->chunked;
	if (f->chunked)
		view = read_chunks(s, OF_A_RECIPIENT, NULL, &used, &n);
	else if (f->length > s.n)
		view = STRICT_PART;
	else
		used = (size_t)f->length;
	req->body = (struct span){ s.p, used };
	req->n += used;
	return view;
}

enum strict_view
strict_request(struct span in, struct strict_request *req)
{
	struct framing_fields f = { 0 };
	struct span s = in, line = { "", 0 };

	*req =
	    (struct strict_request){ .method = { "", 0 }, .target = { "", 0 } };
	if (s.n == 0)
		return STRICT_NONE;
	if (begins(s, "\r\n"))
		s = after(s, 2);
	if (s.n == 0)
		return STRICT_NONE;
	req->method = first_word(s);
	if (!strict_line(&s, &line))
		return memchr(s.p, '\n', s.n) == NULL ? STRICT_PART
						      : STRICT_WRONG;
	if (!read_request_line(line, req))
		return STRICT_WRONG;
	for (;;) {
		if (begins(s, "\n")) {
			s = after(s, 1);
			break;
		}
		if (!strict_line(&s, &line))
			return memchr(s.p, '\n', s.n) == NULL ? STRICT_PART
							      : STRICT_WRONG;
		if (line.n == 0)
			break;
		if (!read_field(line, &f, req))
			return STRICT_WRONG;
	}
	/* 9112 3.2 */
	if (f.hosts > 1 || (f.hosts == 0 && req->minor == 1))
		return STRICT_WRONG;
	req->known = true;
	req->persists = !f.close && (req->minor == 1 || f.keep_alive);
	req->n = (size_t)(s.p - in.p);
	return read_body(s, &f, req);
}

/* --- Answers --- */

struct span
strict_get(const struct strict_head *h, const char *name)
{
	for (size_t i = 0; i < h->n; i++)
		if (is_nocase(h->at[i].name, name))
			return h->at[i].value;
	return (struct span){ NULL, 0 };
}

static bool
has(const struct strict_head *h, const char *name)
{
	return strict_get(h, name).p != NULL;
}

/* True if s is of the bytes that we write: visible ASCII, spaces and tabs. */
static bool
is_ascii(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < ' ' || s.p[i] > '~') && s.p[i] != '\t')
			return false;
	return true;
}

/* 9112 4: "HTTP/1.1" SP 3DIGIT SP [ reason-phrase ] */
static const char *
read_status_line(struct span line, struct strict_head *h)
{
	if (!begins(line, "HTTP/1.1 ") || line.n < 13)
		return "the status line is none";
	h->status = 0;
	for (size_t i = 9; i < 12; i++) {
		if (!is_digit(line.p[i]))
			return "the status is not three digits";
		h->status = h->status * 10 + (line.p[i] - '0');
	}
	if (line.p[12] != ' ' || !is_ascii(line))
		return "the reason phrase";
	if (h->status < 100 || h->status > 599)
		return "a status of no class";
	return NULL;
}

/* 9112 5: name ":" SP value */
static const char *
read_field_line(struct span line, struct strict_head *h)
{
	const char *colon = memchr(line.p, ':', line.n);
	struct strict_field *f = &h->at[h->n];

	if (h->n == STRICT_FIELDS)
		return "more fields than we ever write";
	if (colon == NULL || !is_ascii(line))
		return "a field line is none";
	f->name = (struct span){ line.p, (size_t)(colon - line.p) };
	f->value = after(line, f->name.n + 1);
	if (!strict_is_token(f->name))
		return "a field name is no token";
	if (f->value.n == 0 || *f->value.p != ' ')
		return "no space after the colon";
	f->value = after(f->value, 1);
	if (f->value.n > 0 &&
	    (*f->value.p <= ' ' || f->value.p[f->value.n - 1] <= ' '))
		return "white space around a value";
	for (size_t i = 0; i < h->n; i++)
		/* 9110 5.3: we write no field twice. */
		if (h->at[i].name.n == f->name.n &&
		    strncasecmp(h->at[i].name.p, f->name.p, f->name.n) == 0)
			return "a field is there twice";
	h->n++;
	return NULL;
}

const char *
strict_fields(struct span *s, struct strict_head *h)
{
	struct span line;
	const char *wrong = NULL;

	h->n = 0;
	while (wrong == NULL) {
		if (!strict_line(s, &line))
			return "a head without an end";
		if (line.n == 0)
			return NULL;
		wrong = read_field_line(line, h);
	}
	return wrong;
}

/* Takes a head off *s. */
static const char *
take_head(struct span *s, struct strict_head *h)
{
	struct span line;
	const char *wrong;

	h->n = 0;
	if (!strict_line(s, &line))
		return "no line that ends in CRLF";
	wrong = read_status_line(line, h);
	return wrong != NULL ? wrong : strict_fields(s, h);
}

const char *
strict_head(struct span s, struct strict_head *h)
{
	const char *wrong = take_head(&s, h);

	return wrong == NULL && s.n > 0 ? "bytes behind the head" : wrong;
}

/* 9110 5.6.7, IMF-fixdate: the form, and that the weekday is right. */
static bool
is_date(struct span s)
{
	static const char form[] = "Aaa, 00 Aaa 0000 00:00:00 GMT";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	static const char days[] = "SunMonTueWedThuFriSat";
	static const int shift[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
	int day, month = -1, year, of_week;

	if (s.n != sizeof form - 1)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (form[i] == '0'
			? !is_digit(s.p[i])
			: form[i] != 'A' && form[i] != 'a' && s.p[i] != form[i])
			return false;
	for (int i = 0; i < 12; i++)
		if (memcmp(s.p + 8, months + 3 * i, 3) == 0)
			month = i;
	day = (s.p[5] - '0') * 10 + s.p[6] - '0';
	year = (s.p[12] - '0') * 1000 + (s.p[13] - '0') * 100 +
	       (s.p[14] - '0') * 10 + s.p[15] - '0';
	if (month < 0 || day < 1 || day > 31)
		return false;
	if (month < 2) /* Sakamoto's rule */
		year--;
	of_week =
	    (year + year / 4 - year / 100 + year / 400 + shift[month] + day) %
	    7;
	return memcmp(s.p, days + 3 * of_week, 3) == 0;
}

/* 9110 8.8.3 */
static bool
is_tag(struct span s)
{
	if (begins(s, "W/"))
		s = after(s, 2);
	return s.n >= 2 && *s.p == '"' && s.p[s.n - 1] == '"' &&
	       memchr(s.p + 1, '"', s.n - 2) == NULL &&
	       memchr(s.p, ' ', s.n) == NULL;
}

/* Checks the syntax of each field. */
static const char *
judge_values(const struct strict_head *h)
{
	static const char *const date[] = { "Date", "Last-Modified" };
	struct span value;

	for (size_t i = 0; i < 2; i++) {
		value = strict_get(h, date[i]);
		if (value.p != NULL && !is_date(value))
			return "a date that is none";
	}
	value = strict_get(h, "ETag");
	if (value.p != NULL && !is_tag(value))
		return "an entity tag that is none";
	value = strict_get(h, "Connection");
	if (value.p != NULL && !is(value, "close") && !is(value, "keep-alive"))
		return "an unknown connection option";
	value = strict_get(h, "Location");
	if (value.p != NULL &&
	    (value.n == 0 || memchr(value.p, ' ', value.n) != NULL))
		return "a Location that is no URI reference";
	return NULL;
}

/* Checks the further requirements of the status. */
static const char *
judge_status(const struct strict_head *h)
{
	struct span range = strict_get(h, "Content-Range");
	struct span type = strict_get(h, "Content-Type");

	if (!has(h, "Date"))
		return "no Date (9110 6.6.1)";
	switch (h->status) {
	case 206:
		if (range.p == NULL
			? type.p == NULL ||
			      !begins(type, "multipart/byteranges; boundary=")
			: !begins(range, "bytes "))
			return "a 206 that does not say of what (9110 15.3.7)";
		break;
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		if (!has(h, "Location"))
			return "a redirect to nowhere (9110 15.4)";
		break;
	case 304:
		if (type.p != NULL || has(h, "Content-Range"))
			return "a 304 that describes content (9110 15.4.5)";
		break;
	case 401:
		if (!has(h, "WWW-Authenticate"))
			return "a 401 without a challenge (9110 15.5.2)";
		break;
	case 405:
		if (!has(h, "Allow"))
			return "a 405 without Allow (9110 15.5.6)";
		break;
	case 416:
		if (range.p != NULL && !begins(range, "bytes */"))
			return "a 416 with a range (9110 14.4)";
		break;
	default:
		if (range.p != NULL)
			return "a Content-Range without meaning (9110 14.4)";
	}
	return judge_values(h);
}

/* "bytes A-B/N", with A <= B < N */
static bool
read_range(struct span s, uint64_t *first, uint64_t *last)
{
	const char *dash, *slash;
	uint64_t all;

	if (!begins(s, "bytes "))
		return false;
	s = after(s, 6);
	dash = memchr(s.p, '-', s.n);
	slash = memchr(s.p, '/', s.n);
	return dash != NULL && slash != NULL && dash < slash &&
	       number((struct span){ s.p, (size_t)(dash - s.p) }, first) &&
	       number((struct span){ dash + 1, (size_t)(slash - dash) - 1 },
		   last) &&
	       number(
		   (struct span){ slash + 1, (size_t)(s.p + s.n - slash) - 1 },
		   &all) &&
	       *first <= *last && *last < all;
}

/* 9110 14.6: parts between delimiters, each as long as its range. */
static const char *
judge_parts(struct span s, struct span type)
{
	struct span mark, line;
	uint64_t first = 0, last = 0;

	mark = after(type, strlen("multipart/byteranges; boundary="));
	if (mark.n == 0 || mark.n > 70 || !strict_is_token(mark))
		return "a boundary that is none";
	for (;;) {
		bool ranged = false;

		if (begins(s, "\r\n"))
			s = after(s, 2);
		if (!strict_line(&s, &line) || !begins(line, "--") ||
		    line.n < 2 + mark.n ||
		    memcmp(line.p + 2, mark.p, mark.n) != 0)
			return "parts without a delimiter between them";
		if (line.n > 2 + mark.n)
			return line.n == 4 + mark.n &&
				       memcmp(line.p + 2 + mark.n, "--", 2) ==
					   0 &&
				       s.n == 0
				   ? NULL
				   : "a wrong last delimiter";
		while (strict_line(&s, &line) && line.n > 0)
			if (begins(line, "Content-Range: "))
				ranged =
				    read_range(after(line, 15), &first, &last);
		if (!ranged || last - first >= s.n)
			return "a part that is not its range";
		s = after(s, (size_t)(last - first) + 1);
		if (!begins(s, "\r\n--"))
			return "a part that is longer than its range";
	}
}

/* Compares the fields about the content with the content. */
static const char *
judge_content(const struct strict_answer *ans)
{
	const struct strict_head *h = &ans->head;
	struct span range = strict_get(h, "Content-Range");
	uint64_t first, last;

	if (ans->content.n > 0 && !has(h, "Content-Type"))
		return "content of no type (9110 8.3)";
	if (h->status != 206)
		return NULL;
	if (range.p == NULL)
		return judge_parts(ans->content, strict_get(h, "Content-Type"));
	if (!read_range(range, &first, &last) ||
	    last - first != ans->content.n - 1)
		return "a range that is not the content (9110 14.4)";
	return NULL;
}

/* 9112 6.3: how long is the content, and is it all there? */
static const char *
take_content(
    struct span *s, const struct strict_request *req, struct strict_answer *ans)
{
	const struct strict_head *h = &ans->head;
	struct span length = strict_get(h, "Content-Length");
	struct span coding = strict_get(h, "Transfer-Encoding");
	bool bare = is(req->method, "HEAD") || h->status == 304;
	uint64_t n = 0;
	size_t used = 0, plain;

	if (length.p != NULL && !number(length, &n))
		return "a Content-Length that is no number (9110 8.6)";
	if (length.p != NULL && coding.p != NULL)
		return "both Content-Length and Transfer-Encoding (9112 6.2)";
	if (h->status == 204 && (length.p != NULL || coding.p != NULL))
		return "a 204 with a length (9110 8.6)";
	if (coding.p != NULL && (!is(coding, "chunked") || req->minor == 0))
		return "a transfer coding that cannot be (9112 6.1)";
	ans->chunked = coding.p != NULL && !bare;
	if (bare || h->status == 204)
		used = 0;
	else if (coding.p != NULL) {
		if (read_chunks(*s, OF_A_SENDER, NULL, &used, &plain) !=
		    STRICT_WHOLE)
			return "chunks that are none (9112 7.1)";
	} else if (length.p != NULL) {
		if (n > s->n)
			return "less content than promised (9112 6.3)";
		used = (size_t)n;
	} else {
		if (!ans->closes)
			return "content without an end (9112 6.3)";
		used = s->n;
	}
	ans->content = (struct span){ s->p, used };
	*s = after(*s, used);
	return bare ? NULL : judge_content(ans);
}

const char *
strict_answer(
    struct span in, const struct strict_request *req, struct strict_answer *ans)
{
	struct span s = in, option;
	const char *wrong;

	*ans = (struct strict_answer){ .interim = 0 };
	while ((wrong = take_head(&s, &ans->head)) == NULL &&
	       ans->head.status < 200) {
		/* 9110 10.1.1: a 1.1 request asked for it, and it comes once */
		if (ans->head.status != 100 || ans->head.n > 0 ||
		    ans->interim++ > 0 || !req->expects || req->minor == 0)
			return "an interim answer that nobody asked for";
	}
	if (wrong != NULL)
		return wrong;
	option = strict_get(&ans->head, "Connection");
	ans->closes = option.p != NULL && is(option, "close");
	if (req->known && req->minor == 0 && option.p == NULL)
		ans->closes = true; /* 9112 9.3 */
	if (req->known && !req->persists && !ans->closes)
		return "a connection kept that was to close (9112 9.6)";
	wrong = judge_status(&ans->head);
	if (wrong == NULL)
		wrong = take_content(&s, req, ans);
	ans->n = (size_t)(s.p - in.p);
	return wrong;
}
