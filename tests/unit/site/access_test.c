/* Which clients may ask for a path. */
#define _GNU_SOURCE
#include "site/access.h"

#include "unit/test.h"

static struct conf conf;

static void
configure(const char *text)
{
	struct conf_error e;

	conf_init(&conf);
	if (!conf_parse(&conf, span_str(text), &e))
		OK(false, "%s: %s", text, e.text);
}

/*
 * The order of the two lines makes no difference: each pair is tried both ways.
 */
static const struct {
	const char *why, *first, *second;
	const char *path, *peer;
	bool may;
} addresses[] = {
	{ "no rules", "", "", "a", "192.0.2.1", true },
	{ "who is denied", "Deny / 192.0.2.0/24", "", "a", "192.0.2.1", false },
	{ "who is not", "Deny / 192.0.2.0/24", "", "a", "198.51.100.1", true },
	{ "who is allowed", "Allow / 10.0.0.0/8", "", "a", "10.0.0.1", true },
	{ "an Allow denies all others", "Allow / 10.0.0.0/8", "", "a",
	    "192.0.2.1", false },
	{ "those of another family too", "Allow / 0.0.0.0/0", "", "a",
	    "2001:db8::1", false },
	{ "IPv6", "Allow / 2001:db8::/32", "", "a", "2001:db8::1", true },
	{ "an IPv4 address in an IPv6 one is what it is", "Deny / 192.0.2.0/24",
	    "", "a", "::ffff:192.0.2.1", false },
	{ "a pipe is nobody's address", "Allow / 10.0.0.0/8", "", "a", "-",
	    false },
	{ "unless it is named", "Allow / -", "", "a", "-", true },
	{ "a Unix socket likewise", "Allow / unix", "", "a", "unix", true },
	{ "and is no pipe", "Allow / unix", "", "a", "-", false },
	{ "all is all there are", "Deny / all", "", "a", "unix", false },
	{ "of every family", "Deny / all", "", "a", "2001:db8::1", false },
	{ "the longer block decides: out", "Allow / 10.0.0.0/8",
	    "Deny / 10.9.0.0/16", "a", "10.9.9.9", false },
	{ "the longer block decides: in", "Deny / 10.0.0.0/8",
	    "Allow / 10.9.0.0/16", "a", "10.9.9.9", true },
	{ "who is in the shorter alone: in", "Allow / 10.0.0.0/8",
	    "Deny / 10.9.0.0/16", "a", "10.8.0.1", true },
	{ "who is in neither: out, for there is an Allow", "Deny / 10.0.0.0/8",
	    "Allow / 10.9.0.0/16", "a", "192.0.2.1", false },
	{ "but for the rest, if it says so", "Deny / 10.0.0.0/8", "Allow / all",
	    "a", "192.0.2.1", true },
	{ "of equals, Deny", "Allow / 10.0.0.0/8", "Deny / 10.0.0.0/8", "a",
	    "10.0.0.1", false },
	{ "the longest prefix decides: out", "Allow / all",
	    "Deny /a/ 10.0.0.0/8", "a/b", "10.0.0.1", false },
	{ "the longest prefix decides: in", "Deny / all",
	    "Allow /a/ 10.0.0.0/8", "a/b", "10.0.0.1", true },
	{ "and not the one above", "Deny / 192.0.2.1", "Deny /a/ 192.0.2.2",
	    "a/b", "192.0.2.1", true },
	{ "which is for the rest", "Deny / 192.0.2.1", "Deny /a/ 192.0.2.2",
	    "ab", "192.0.2.1", false },
	{ "one file", "Deny /a.txt all", "", "a.txt", "192.0.2.1", false },
	{ "a directory without its slash", "Deny /a/ all", "", "a", "192.0.2.1",
	    false },
	{ "another case is shut too", "Deny /a/ all", "", "A/b", "192.0.2.1",
	    false },
	{ "and opens nothing", "Deny / all", "Allow /a/ all", "A/b",
	    "192.0.2.1", false },
	{ "the server as such is its root", "Deny / all", "", "", "192.0.2.1",
	    false },
};

static void
test_addresses(void)
{
	for (size_t i = 0; i < COUNT(addresses); i++) {
		struct span path = guarded(addresses[i].path);
		struct address peer;
		char text[128];
		bool may, again;

		(void)address_parse(span_str(addresses[i].peer), &peer);
		snprintf(text, sizeof text, "%s\n%s", addresses[i].first,
		    addresses[i].second);
		configure(text);
		may = access_permits(&conf, path, &peer) != ACCESS_NO;
		snprintf(text, sizeof text, "%s\n%s", addresses[i].second,
		    addresses[i].first);
		configure(text);
		again = access_permits(&conf, path, &peer) != ACCESS_NO;
		OK(may == addresses[i].may && again == may,
		    "%s: %s; %s: /%s for %s", addresses[i].why,
		    addresses[i].first, addresses[i].second, addresses[i].path,
		    addresses[i].peer);
	}
}

/* The answer tells whether the address admits the peer (9110 7.4). */
static const struct {
	const char *why, *conf, *path, *peer;
	enum access_answer want;
} answers[] = {
	{ "no rules", "", "a", "10.0.0.1", ACCESS_YES },
	{ "an Allow", "Allow / 10.0.0.0/8", "a", "10.0.0.1",
	    ACCESS_BY_ADDRESS },
	{ "of one address", "Allow / ::1", "a", "::1", ACCESS_BY_ADDRESS },
	{ "of a pipe", "Allow / -", "a", "-", ACCESS_BY_ADDRESS },
	{ "Deny alone lets all others in", "Deny / 192.0.2.1", "a", "10.0.0.1",
	    ACCESS_YES },
	{ "so does Allow for all", "Allow / all", "a", "10.0.0.1", ACCESS_YES },
	{ "for a pipe too", "Allow / all", "a", "-", ACCESS_YES },
	{ "in a block of its own too", "Allow / all\nAllow / 10.0.0.0/8", "a",
	    "10.0.0.1", ACCESS_YES },
	{ "unless all are denied", "Deny / all\nAllow / all 10.0.0.0/8", "a",
	    "10.0.0.1", ACCESS_BY_ADDRESS },
	{ "an Allow within a Deny", "Deny / all\nAllow / 10.0.0.0/8", "a",
	    "10.0.0.1", ACCESS_BY_ADDRESS },
	{ "two halves are not all", "Allow / 0.0.0.0/1 128.0.0.0/1", "a",
	    "10.0.0.1", ACCESS_BY_ADDRESS },
	{ "of a shorter prefix", "Allow / 10.0.0.0/8\nAllow /a/ all", "a/b",
	    "10.0.0.1", ACCESS_YES },
	{ "in another case too", "Allow / all\nAllow /a/ 10.0.0.0/8", "A/b",
	    "10.0.0.1", ACCESS_BY_ADDRESS },
	{ "another address", "Allow / 10.0.0.0/8", "a", "11.0.0.1", ACCESS_NO },
};

static void
test_answers(void)
{
	for (size_t i = 0; i < COUNT(answers); i++) {
		struct address peer;

		(void)address_parse(span_str(answers[i].peer), &peer);
		configure(answers[i].conf);
		OK(access_permits(&conf, guarded(answers[i].path), &peer) ==
			answers[i].want,
		    "by address: %s", answers[i].why);
	}
}

/*
 * files: the password files that a path asks for, as the digits of their names.
 */
static const struct {
	const char *why, *conf, *path, *files;
} passwords[] = {
	{ "no rules", "", "a", "" },
	{ "below", "Auth /a/ /1", "a/b", "1" },
	{ "itself", "Auth /a/ /1", "a", "1" },
	{ "beside", "Auth /a/ /1", "ab", "" },
	{ "the root is all of it", "Auth / /1", "", "1" },
	{ "the longest counts, and no other", "Auth / /1\nAuth /a/ /2", "a/b",
	    "2" },
	{ "whichever comes first", "Auth /a/ /2\nAuth / /1", "a/b", "2" },
	{ "none lifts it", "Auth / /1\nAuth /a/ none", "a/b", "" },
	{ "of equals the later", "Auth /a/ /1\nAuth /a /2", "a/b", "2" },
	{ "another case is shut too", "Auth /a/ /1", "A/b", "1" },
	{ "and does not lift it", "Auth / /1\nAuth /a/ none", "A/b", "1" },
	{ "nor want less", "Auth / /1\nAuth /a/ /2", "A/b", "12" },
	{ "two that differ in case are two", "Auth /a/ /1\nAuth /A/ /2", "a/b",
	    "1" },
	{ "each by its own", "Auth /a/ /1\nAuth /A/ /2", "A/b", "2" },
};

static void
test_passwords(void)
{
	for (size_t i = 0; i < COUNT(passwords); i++) {
		struct access_demand d;
		char files[3] = "";
		struct text t = TEXT(files);

		configure(passwords[i].conf);
		access_demand(&conf, guarded(passwords[i].path), &d);
		for (size_t k = 0; k < d.n; k++)
			text_char(&t, conf.auth.at[d.at[k]].file.p[1]);
		OK(span_eq(TEXT_SPAN(t), span_str(passwords[i].files)),
		    "%s: %s: /%s wants '%s'", passwords[i].why,
		    shown(span_str(passwords[i].conf)), passwords[i].path,
		    shown(TEXT_SPAN(t)));
	}
}

/* A listing of the directory above does not show names that are shut. */
static const struct {
	const char *why, *conf, *directory, *name;
	bool shown;
} names[] = {
	{ "no rules", "", "", "a", true },
	{ "shut by address", "Deny /d/a all", "d", "a", false },
	{ "what is beside it", "Deny /d/a all", "d", "b", true },
	{ "at the root", "Deny /a all", "", "a", false },
	{ "open in a directory that is shut", "Deny / all\nAllow /a all", "",
	    "a", true },
	{ "a password that the directory wants too", "Auth / /1", "", "a",
	    true },
	{ "a password of its own", "Auth /d/a/ /1", "d", "a", false },
	{ "another than that of the directory", "Auth / /1\nAuth /a/ /2", "",
	    "a", false },
	{ "none, where the directory wants one", "Auth / /1\nAuth /a/ none", "",
	    "a", true },
};

static void
test_names(void)
{
	struct address peer;
	struct access_visitor visitor = { &peer, NULL, true };

	(void)address_parse(SPAN("192.0.2.1"), &peer);
	for (size_t i = 0; i < COUNT(names); i++) {
		configure(names[i].conf);
		OK(access_shows(&conf, span_str(names[i].directory),
		       span_str(names[i].name), &visitor) == names[i].shown,
		    "%s: %s: %s in /%s is %s", names[i].why,
		    shown(span_str(names[i].conf)), names[i].name,
		    names[i].directory,
		    names[i].shown ? "listed" : "not listed");
	}
}

/* ClientAllow, for a client without TLS, without a certificate, and with one.
 */
static const struct {
	const char *why, *conf, *path;
	bool plain, bare, alice, nameless;
} clients[] = {
	{ "no rule", "Auth / /1", "a", true, true, true, true },
	{ "a name", "ClientAllow / bob alice", "a", false, false, true, false },
	{ "another name", "ClientAllow / bob", "a", false, false, false,
	    false },
	{ "a name is exact", "ClientAllow / Alice alic alicee", "a", false,
	    false, false, false },
	{ "any", "ClientAllow / *", "a", false, false, true, true },
	{ "the longest prefix", "ClientAllow / *\nClientAllow /d/ bob", "d/a",
	    false, false, false, false },
	{ "the prefix is that directory, too",
	    "ClientAllow / *\nClientAllow /d/ bob", "d", false, false, false,
	    false },
	{ "none", "ClientAllow / *\nClientAllow /d/ none", "d/a", true, true,
	    true, true },
	{ "two lines of a prefix", "ClientAllow / bob\nClientAllow / alice",
	    "a", false, false, true, false },
	{ "in both readings of a prefix",
	    "ClientAllow / alice\nClientAllow /D/ bob", "d/a", false, false,
	    false, false },
	{ "required of all by TLS",
	    "ClientCA /c\nClientCertificate require\nClientAllow /d/ none",
	    "d/a", true, false, true, true },
	{ "asked", "ClientCA /c\nClientCertificate ask", "a", true, true, true,
	    true },
};

static void
test_clients(void)
{
	const struct proxy_tls bare = { .on = true };
	const struct proxy_tls alice = {
		.on = true, .verified = true, .client_name = SPAN("alice")
	};
	const struct proxy_tls nameless = { .on = true, .verified = true };

	for (size_t i = 0; i < COUNT(clients); i++) {
		struct span path = span_str(clients[i].path);

		configure(clients[i].conf);
		OK(access_permits_client(&conf, path, NULL) ==
			    clients[i].plain &&
			access_permits_client(&conf, path, &bare) ==
			    clients[i].bare &&
			access_permits_client(&conf, path, &alice) ==
			    clients[i].alice &&
			access_permits_client(&conf, path, &nameless) ==
			    clients[i].nameless,
		    "%s: %s", clients[i].why, shown(span_str(clients[i].conf)));
	}
	configure("ClientAllow /d/a alice");
	OK(access_ruled(&conf) &&
		!access_shows(&conf, SPAN("d"), SPAN("a"),
		    &(struct access_visitor){
			&(struct address){ 0 }, &bare, true }) &&
		access_shows(&conf, SPAN("d"), SPAN("a"),
		    &(struct access_visitor){
			&(struct address){ 0 }, &alice, true }),
	    "a listing shows a name to the client who may have it");
	configure("SignedLinks /k /d/\nClientAllow /d/ *");
	OK(!access_needs_link(&conf, SPAN("d/a"), ACCESS_YES),
	    "a certificate opens what a link opens");
	configure("SignedLinks /k /d/\nClientAllow /d/ none");
	OK(access_needs_link(&conf, SPAN("d/a"), ACCESS_YES),
	    "a rule that asks for none does not");
	configure(
	    "SignedLinks /k /d/\nClientAllow /d/ alice\nClientAllow /d/ none");
	OK(access_needs_link(&conf, SPAN("d/a"), ACCESS_YES),
	    "in either order of the lines");
	configure("ClientCA /c\nClientCertificate require");
	OK(access_ruled(&conf), "a certificate of all is a rule");
}

static void
test_misnamed(void)
{
	struct address peer;
	struct access_visitor visitor = { &peer, NULL, false };

	(void)address_parse(SPAN("192.0.2.1"), &peer);
	configure("Allow /a 192.0.2.0/24\nAllow /d/b 192.0.2.0/24\n"
		  "Auth /d/ /1");
	OK(!access_shows(&conf, SPAN(""), SPAN("a"), &visitor) &&
		access_shows(&conf, SPAN("d"), SPAN("b"), &visitor),
	    "a name that an address alone opens is not shown to a rebound one");
}

/* Whether a peer that Allow and Deny admit needs a signed link for the path. */
static const struct {
	const char *why, *conf, *path, *peer;
	bool needs;
} links[] = {
	{ "no links", "", "p/a", "10.0.0.1", false },
	{ "below the prefix", "SignedLinks /k /p/", "p/a", "10.0.0.1", true },
	{ "the prefix itself", "SignedLinks /k /p/", "p", "10.0.0.1", true },
	{ "below the second", "SignedLinks /k /o/ /p/", "p/a", "10.0.0.1",
	    true },
	{ "the whole site", "SignedLinks /k /", "", "10.0.0.1", true },
	{ "beside it", "SignedLinks /k /p/", "pa", "10.0.0.1", false },
	{ "in another case", "SignedLinks /k /p/", "P/a", "10.0.0.1", true },
	{ "a password opens it too", "SignedLinks /k /p/\nAuth / /x", "p/a",
	    "10.0.0.1", false },
	{ "unless none is wanted there",
	    "SignedLinks /k /p/\nAuth / /x\nAuth /p/ none", "p/a", "10.0.0.1",
	    true },
	{ "a permitted address too", "SignedLinks /k /p/\nAllow / 10.0.0.0/8",
	    "p/a", "10.0.0.1", false },
	{ "an Allow for all permits nobody in particular",
	    "SignedLinks /k /p/\nAllow / all", "p/a", "10.0.0.1", true },
	{ "nor does a Deny for others", "SignedLinks /k /p/\nDeny / 192.0.2.1",
	    "p/a", "10.0.0.1", true },
};

static void
test_links(void)
{
	for (size_t i = 0; i < COUNT(links); i++) {
		struct span path = guarded(links[i].path);
		enum access_answer answer;
		struct address peer;

		(void)address_parse(span_str(links[i].peer), &peer);
		configure(links[i].conf);
		answer = access_permits(&conf, path, &peer);
		OK(answer != ACCESS_NO && access_needs_link(&conf, path,
					      answer) == links[i].needs,
		    "%s: %s", links[i].why, links[i].conf);
	}
}

int
main(void)
{
	configure("");
	OK(!access_ruled(&conf), "by default nothing is looked at");
	test_addresses();
	test_answers();
	test_passwords();
	test_names();
	test_misnamed();
	test_clients();
	test_links();
	return DONE();
}
