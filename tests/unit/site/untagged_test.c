/*
 * The text of an HTML document, which ends anywhere and may be any bytes.
 */
#define _GNU_SOURCE
#include "site/untagged.h"

#include "unit/test.h"

static const struct {
	const char *why, *document, *text;
} cases[] = {
	{ "nothing", "", "" },
	{ "text", "a b", "a b" },
	{ "white space is one space, and none at the ends", " a \n\t b ",
	    "a b" },
	{ "a document",
	    "<!DOCTYPE html>\n<html><head><title>T</title>\n"
	    "<style>p{color:red}</style></head>\n<body class=a>\n"
	    "<h1>Photos</h1>\n<p>Of <b>us</b>,<br>\nall.</p>\n<p>End</p>",
	    "Photos\n\nOf us,\nall.\n\nEnd" },
	{ "a list", "<ul>\n<li>one</li>\n<li>two\n</ul>end",
	    "- one\n- two\n\nend" },
	{ "a table", "<table><tr><th>a<td>b</tr><tr><td>c</td><td>d</table>",
	    "a b\nc d" },
	{ "preformatted", "a<pre>b  c\n d</pre>e", "a\n\nb  c\n d\n\ne" },
	{ "scripts are no text", "a<script>if (a</b) \"</style>\"</SCRIPT >b",
	    "ab" },
	{ "nor without their end", "a<script>b</scrip", "a" },
	{ "nor are comments", "a<!-- <p> --x>b -->c<!-->d", "acd" },
	{ "nor declarations", "a<?xml b?>c<!x>d", "acd" },
	{ "a value that contains the end of a tag",
	    "<a title = \"x>y\" href='>'>b</a>", "b" },
	{ "a quote that begins no value", "<p don't>b", "b" },
	{ "references", "&lt;b&gt; &amp;&quot;&apos;&nbsp;&copy;&hellip;",
	    "<b> &\"' \u00a9\u2026" },
	{ "by number", "&#60;&#x3C;&#8364;&#x20AC;&#x1F600;&#160;x",
	    "<<\u20ac\u20ac\U0001F600 x" },
	{ "those that are none", "a&b &; &#; &#x; &#xg; &none; &lt &#x;",
	    "a&b &; &#; &#x; &#xg; &none; &lt &#x;" },
	{ "no characters", "a&#xd800;&#x110000;b", "ab" },
	{ "the number of NUL", "&#0;", "&#0;" },
	{ "a reference that ends too soon", "&am", "&am" },
	{ "an ampersand at the end", "a&", "a&" },
	{ "a lone \"<\"", "1 < 2 <3 <", "1 < 2 <3 <" },
	{ "an end of nothing", "a</>b</", "a</>b</" },
	{ "a tag that ends too soon", "a<b title=\"", "a" },
	{ "a name that ends too soon", "a<scr", "a" },
	{ "the shortest item", "<li>", "-" },
};

/* The result is made in the document, and nothing beyond it is read. */
static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span s = guarded(cases[i].document);
		size_t n = untagged_make((char *)s.p, s.n);

		s.n = n < s.n ? n : s.n;
		OK(span_eq(s, span_str(cases[i].text)), "%s: %s", cases[i].why,
		    shown(s));
	}
}

/* Whatever bytes there are, the text is not longer. */
static void
test_any(void)
{
	static const char *const part[] = { "<", ">", "</", "<li>", "<p>",
		"<br>", "<pre>", "&#x10000;", "&lt;", "&#128;", "<!--", "-->",
		"<script>", "</script>", " ", "a", "=", "\"", "&", "\xff" };
	uint32_t state = 1;
	bool good = true;

	for (int round = 0; round < 20000; round++) {
		char buf[64];
		size_t n = 0;
		struct span s;

		for (;;) {
			const char *p;

			state = state * 1664525 + 1013904223;
			p = part[(state >> 16) % COUNT(part)];
			if (n + strlen(p) > sizeof buf)
				break;
			memcpy(buf + n, p, strlen(p));
			n += strlen(p);
		}
		s = (struct span){ buf, n };
		good = good && untagged_make(buf, n) <= s.n;
	}
	OK(good, "random documents become no longer");
}

int
main(void)
{
	test_cases();
	test_any();
	return DONE();
}
