/*
 * multipart/form-data: the content of the parts, and bodies that are not forms.
 */
#define _GNU_SOURCE
#include "http/form.h"

#include "unit/test.h"

#define FILE_(name)                                                            \
	"Content-Disposition: form-data; name=\"f\"; filename=\"" name "\"\r"  \
	"\n"

/*
 * want: a file as <name>content|, a field as <->, and "!" where the body is
 * bad.
 */
#define NAME_16 "0123456789abcdef"
#define NAME_64 NAME_16 NAME_16 NAME_16 NAME_16

static const struct {
	const char *why, *body, *want;
	bool whole;
} cases[] = {
	{ "one file", "--b\r\n" FILE_("a.txt") "\r\nhello\r\n--b--\r\n",
	    "<a.txt>hello|", true },
	{ "two files, and a field",
	    "--b\r\n" FILE_(
		"1") "\r\nx\r\n--b\r\nContent-Disposition: "
		     "form-data; name=\"n\"\r\n\r\ny\r\n--b\r\n" FILE_(
			 "2") "\r\nz\r\n--b--",
	    "<1>x|<-n>y|<2>z|", true },
	{ "the longest name of a field that is kept",
	    "--b\r\nContent-Disposition: form-data; name=" NAME_64
	    "\r\n\r\nx\r\n--b--",
	    "<-" NAME_64 ">x|", true },
	{ "a longer one is none",
	    "--b\r\nContent-Disposition: form-data; name=" NAME_64
	    "0\r\n\r\nx\r\n--b--",
	    "<->x|", true },
	{ "and so is a missing one",
	    "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", "<->x|",
	    true },
	{ "an empty file", "--b\r\n" FILE_("a") "\r\n\r\n--b--", "<a>|", true },
	{ "no file chosen", "--b\r\n" FILE_("") "\r\n\r\n--b--", "<>|", true },
	{ "other fields of a part are passed over",
	    "--b\r\nX: y\r\n" FILE_("a") "Content-Type: a/b\r\n\r\nx\r\n--b--",
	    "<a>x|", true },
	{ "a preamble and an epilogue (2046 5.1.1)",
	    "x\r\ny\r\n--b\r\n" FILE_("a") "\r\nx\r\n--b--\r\n--b\r\nz",
	    "<a>x|", true },
	{ "blanks behind a delimiter (2046 5.1.1)",
	    "--b \t\r\n" FILE_("a") "\r\nx\r\n--b--", "<a>x|", true },
	{ "but not before its two dashes",
	    "--b\r\n" FILE_("a") "\r\nx\r\n--b --", "<a>x|!", false },
	{ "line ends in a file are its own",
	    "--b\r\n" FILE_("a") "\r\n\r\n\r\nx\r\n\r\n\r\n--b--",
	    "<a>\r\n\r\nx\r\n\r\n|", true },
	{ "what is almost a delimiter",
	    "--b\r\n" FILE_(
		"a") "\r\n--b\r\n--\r\n-b\r\n\r\r\n--c\n--b\r\n--b--",
	    "<a>--b\r\n--\r\n-b\r\n\r\r\n--c\n--b|", true },
	{ "a delimiter is a prefix of a line (2046 5.1.1)",
	    "--b\r\n" FILE_("a") "\r\nx\r\n--bb\r\n", "<a>x|!", false },
	{ "cut in the content", "--b\r\n" FILE_("a") "\r\nx", "<a>x", false },
	{ "cut in the delimiter", "--b\r\n" FILE_("a") "\r\nx\r\n--", "<a>x",
	    false },
	{ "cut before its last two dashes",
	    "--b\r\n" FILE_("a") "\r\nx\r\n--b-", "<a>x|", false },
	{ "no delimiter at all", "hello", "", false },
	{ "a part without Content-Disposition", "--b\r\nX: y\r\n\r\nx\r\n--b--",
	    "!", false },
	{ "a part without any field", "--b\r\n\r\nx\r\n--b--", "!", false },
	{ "two of them", "--b\r\n" FILE_("a") FILE_("b") "\r\nx\r\n--b--", "!",
	    false },
	{ "another disposition",
	    "--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx", "!",
	    false },
	{ "a bare LF", "--b\n" FILE_("a") "\r\nx\r\n--b--", "!", false },
	{ "a bare LF in the head of a part",
	    "--b\r\nContent-Disposition: form-data; name=a\n\r\n\r\nx", "!",
	    false },
	{ "a folded line",
	    "--b\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\nx", "!",
	    false },
	{ "a quote in a name", "--b\r\n" FILE_("a\\\"b\\c") "\r\nx\r\n--b--",
	    "<a\"b\\c>x|", true },
#define EXT(rest)                                                              \
	"--b\r\nContent-Disposition: form-data; name=\"f\"; " rest             \
	"\r\n\r\nx\r\n--b--"
	{ "filename* alone (8187 3.2)", EXT("filename*=utf-8''gr%C3%BCn.txt"),
	    "<gr\303\274n.txt>x|", true },
	{ "and before the other (6266 4.3)",
	    EXT("filename=\"=?utf-8?B?w6QudHh0?=\"; "
		"filename*=utf-8''%C3%A4.txt"),
	    "<\303\244.txt>x|", true },
	{ "one that cannot be read: the other",
	    EXT("filename*=utf-8''%FF; filename=a.txt"), "<a.txt>x|", true },
	{ "or itself, for it is a file", EXT("filename*=utf-16''a.txt"),
	    "<utf-16''a.txt>x|", true },
	{ "encoded words of .NET (2047 4.1)",
	    EXT("filename=\"=?utf-8?B?Z3LDvG4udHh0?=\""), "<gr\303\274n.txt>x|",
	    true },
	{ "and 4.2", EXT("filename=\"=?UTF-8?Q?gr=C3=BC_n=2Etxt?=\""),
	    "<gr\303\274 n.txt>x|", true },
	{ "a character in two of them (6.2)",
	    EXT("filename=\"=?utf-8?Q?=C3?= =?utf-8*de?q?=BC.txt?=\""),
	    "<\303\274.txt>x|", true },
	{ "in Latin-1", EXT("filename=\"=?iso-8859-1?Q?=FC?=\""),
	    "<\303\274>x|", true },
	{ "what is almost one stays", EXT("filename=\"=?utf-8?B?w6?=\""),
	    "<=?utf-8?B?w6?=>x|", true },
	{ "what is no UTF-8 stays", EXT("filename=\"=?utf-8?Q?=FF?=\""),
	    "<=?utf-8?Q?=FF?=>x|", true },
	{ "what goes on behind it stays", EXT("filename=\"=?utf-8?Q?a?=b\""),
	    "<=?utf-8?Q?a?=b>x|", true },
	{ "of one charset that is not known", EXT("filename=\"=?utf-7?Q?a?=\""),
	    "<=?utf-7?Q?a?=>x|", true },
	{ "what a browser escapes (HTML)", EXT("filename=\"a%22b%0D%0A.txt\""),
	    "<a\"b\r\n.txt>x|", true },
	{ "and what it does not", EXT("filename=\"100%41%2f%00%\""),
	    "<100%41%2f%00%>x|", true },
	{ "UTF-8 in a name", "--b\r\n" FILE_("gr\303\274n") "\r\nx\r\n--b--",
	    "<gr\303\274n>x|", true },
};

static const struct {
	const char *why, *boundary;
	bool want;
} boundaries[] = {
	{ "a browser's", "----WebKitFormBoundary7MA4YWxkTrZu0gW", true },
	{ "every character (2046 5.1.1)", "'()+_,-./:=? az09", true },
	{ "70 characters",
	    "1234567890123456789012345678901234567890123456789012345678901234"
	    "567890",
	    true },
	{ "71 characters",
	    "1234567890123456789012345678901234567890123456789012345678901234"
	    "5678901",
	    false },
	{ "none", "", false },
	{ "a blank at its end", "a ", false },
	{ "a line end", "a\r\nb", false },
	{ "a quote", "a\"b", false },
};

static struct text
decode(struct span in, char *buf, size_t room, size_t step, bool *whole)
{
	static struct form f;
	struct text t = { buf, room, 0 };
	bool bad = false;

	form_init(&f, SPAN("b"));
	for (size_t at = 0; at < in.n && !bad; at += step) {
		struct span piece = { in.p + at,
			in.n - at < step ? in.n - at : step };
		struct span data;
		enum form_answer answer;

		while (!bad &&
		       (answer = form_feed(&f, &piece, &data)) != FORM_MORE) {
			if (answer == FORM_PART) {
				text_char(&t, '<');
				if (!f.is_file)
					text_char(&t, '-');
				text_put(&t, f.is_file ? f.file_name : f.name);
				text_char(&t, '>');
			} else if (answer == FORM_DATA)
				text_put(&t, data);
			else if (answer == FORM_END)
				text_char(&t, '|');
			else if (answer == FORM_BAD) {
				text_char(&t, '!');
				bad = true;
			}
		}
	}
	*whole = form_is_whole(&f);
	return t;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span in = guarded(cases[i].body);
		size_t bad = 0;

		for (size_t step = 1; step <= in.n; step++) {
			char buf[512];
			bool whole;
			struct text t =
			    decode(in, buf, sizeof buf, step, &whole);

			bad +=
			    !span_eq(TEXT_SPAN(t), span_str(cases[i].want)) ||
			    whole != cases[i].whole;
		}
		OK(bad == 0, "%s: however it is cut, %s", cases[i].why,
		    shown(span_str(cases[i].want)));
	}
	for (size_t i = 0; i < COUNT(boundaries); i++)
		OK(form_is_boundary(guarded(boundaries[i].boundary)) ==
			boundaries[i].want,
		    "boundary: %s", boundaries[i].why);
	return DONE();
}
