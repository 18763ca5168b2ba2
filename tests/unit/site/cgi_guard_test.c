/*
 * Which jobs the process that starts scripts still takes from a handler that
 * was taken over: those that a request could have asked for.
 */
#define _GNU_SOURCE
#include "site/cgi_guard.h"

#include "unit/test.h"

#define OWN                                                                    \
	"SCRIPT_NAME=/cgi-bin/git\0SCRIPT_FILENAME=/srv/cgi-bin/git\0"         \
	"DOCUMENT_ROOT=/srv\0"

static const struct {
	const char *why, *script, *environment;
	size_t n;
	bool users, permitted;
} cases[] = {
#define ENV(literal) (literal), sizeof(literal) - 1
	{ "a script", "git", ENV(OWN), false, true },
	{ "with a path", "git",
	    ENV(OWN "PATH_INFO=/a//b\0"
		    "PATH_TRANSLATED=/srv/a/b\0"),
	    false, true },
	{ "a hidden one", ".git", ENV(OWN), false, false },
	{ "below a hidden name", "a/.b/git", ENV(OWN), false, false },
	{ "one of HiddenFiles", "git~", ENV(OWN), false, false },
	{ "upwards", "../git", ENV(OWN), false, false },
	{ "an empty name", "a//git", ENV(OWN), false, false },
	{ "from the root on", "/git", ENV(OWN), false, false },
	{ "another than its variables say", "svn", ENV(OWN), false, false },
	{ "nothing said of it", "git", ENV(""), false, false },
	{ "another file", "git",
	    ENV("SCRIPT_NAME=/cgi-bin/git\0SCRIPT_FILENAME=/etc/passwd\0"
		"DOCUMENT_ROOT=/srv\0"),
	    false, false },
	{ "another file, said after it", "git",
	    ENV(OWN "SCRIPT_FILENAME=/etc/passwd\0"), false, false },
	{ "the same, said twice", "git", ENV(OWN "DOCUMENT_ROOT=/srv\0"), false,
	    false },
	{ "another root", "git",
	    ENV("SCRIPT_NAME=/cgi-bin/git\0SCRIPT_FILENAME=/srv/cgi-bin/git\0"
		"DOCUMENT_ROOT=/\0"),
	    false, false },
	{ "a path elsewhere", "git", ENV(OWN "PATH_TRANSLATED=/etc/passwd\0"),
	    false, false },
	{ "a path beside the root", "git", ENV(OWN "PATH_TRANSLATED=/srv2/a\0"),
	    false, false },
	{ "a path that climbs", "git",
	    ENV(OWN "PATH_TRANSLATED=/srv/../etc/passwd\0"), false, false },
	{ "another that does", "git", ENV(OWN "PATH_INFO=/../a\0"), false,
	    false },
	{ "a user where there are none", "git", ENV(OWN "REMOTE_USER=root\0"),
	    false, false },
	{ "a user where there are", "git",
	    ENV(OWN "AUTH_TYPE=Basic\0REMOTE_USER=u\0"), true, true },
};

int
main(void)
{
	static const char text[] = "CGI /cgi-bin/\nHiddenFiles *~\n";
	static const char users[] = "CGI /cgi-bin/\nHiddenFiles *~\n"
				    "Auth / /etc/minihttp/htpasswd\n";
	static struct conf conf[2];
	struct conf_error e;

	conf_init(&conf[0]);
	conf_init(&conf[1]);
	OK(conf_parse(&conf[0], span_str(text), &e) &&
		conf_parse(&conf[1], span_str(users), &e),
	    "the configurations");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct cgi_guard_job job = { 0, SPAN("/srv"),
			span_str(cases[i].script),
			{ cases[i].environment, cases[i].n } };

		OK(cgi_guard_permits(&conf[cases[i].users], &job) ==
			cases[i].permitted,
		    "%s is %s", cases[i].why,
		    cases[i].permitted ? "permitted" : "not");
	}
	return DONE();
}
