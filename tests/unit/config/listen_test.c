/* Listen and Certificate: addresses, ports for HTTPS, and their certificates.
 */
#define _GNU_SOURCE
#include "config/listen.h"

#include "unit/test.h"

static const struct {
	const char *line, *error; /* NULL: the value is good */
} lines[] = {
	{ "Listen 443 tls", NULL },
	{ "Listen 443 TLS", NULL },
	{ "Listen [::1]:443 tls", NULL },
	{ "Listen 127.0.0.1:80", NULL },
	{ "Listen unix:/run/s", NULL },
	{ "Listen unix:/run/s tls", "wants a port for tls" },
	{ "Listen 443 ssl", "takes one address, and perhaps tls" },
	{ "Listen 443 tls x", "takes one address, and perhaps tls" },
	{ "Listen :443", "wants ADDRESS:PORT" },
	{ "Listen 65536", "wants ADDRESS:PORT" },
	{ "Certificate /a", NULL },
	{ "Certificate /a /b", NULL },
	{ "Certificate a", "wants an absolute path" },
	{ "Certificate /a b", "wants an absolute path" },
	{ "Certificate /a /b /c", "takes a certificate, and perhaps" },
};

static void
test_lines(void)
{
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct conf_error e = { .text = "" };
		struct conf conf;
		bool good;

		conf_init(&conf);
		good = conf_parse(&conf, span_str(lines[i].line), &e);
		OK(good == (lines[i].error == NULL) &&
			(good || strstr(e.text, lines[i].error) != NULL),
		    "%s", lines[i].line);
	}
}

static void
test_lists(void)
{
	static const char text[] = "Listen 80\nListen 127.0.0.1:8443 tls\n"
				   "Certificate /a\nCertificate /b \"/c d\"\n";
	const char *word[LISTEN_WORDS];
	char buf[256], names[64];
	struct text t = TEXT(buf), room = TEXT(names);
	struct conf_error e;
	struct conf conf;

	conf_init(&conf);
	OK(!listen_has_tls(&conf.listen) &&
		listen_tls_port(&conf.listen) == 443,
	    "no port for HTTPS: 443 is its default (9110 4.2.2)");
	OK(conf_parse(&conf, SPAN(text), &e), "two of each");
	OK(listen_has_tls(&conf.listen) &&
		listen_tls_port(&conf.listen) == 8443,
	    "the first port for HTTPS");
	listen_put(&t, &conf);
	OK(span_eq(TEXT_SPAN(t), SPAN(text)), "they are printed as they were");
	OK(listen_words(&conf, &room, word) == 6 &&
		strcmp(word[0], "-C") == 0 && strcmp(word[1], "/a") == 0 &&
		strcmp(word[2], "-C") == 0 && strcmp(word[3], "/b") == 0 &&
		strcmp(word[4], "-K") == 0 && strcmp(word[5], "/c d") == 0 &&
		text_fits(&room),
	    "the words for minihttp-tls");
}

/* Directives that need other directives. */
static const struct {
	const char *text, *wrong; /* NULL: the text is good */
} wholes[] = {
	{ "Listen 80", NULL },
	{ "Listen 443 tls", LISTEN_NO_CERTIFICATE },
	{ "Listen 443 tls\nCertificate /a", NULL },
	{ "ClientCA /a", "ClientCA has no effect without" },
	{ "ClientCertificate ask", "ClientCertificate needs ClientCA" },
	{ "ClientCRL /a", "ClientCRL has no effect without ClientCA" },
	{ "ClientCA /a\nClientCertificate require\nClientCRL /b", NULL },
	{ "ClientCA /a\nClientCertificate ask", NULL },
};

static void
test_clients(void)
{
	static const char *const want[] = { "--client-ca", "/a b",
		"--client-certificate", "require", "--client-crl", "/c", "-C",
		"/d" };
	const char *word[LISTEN_WORDS];
	char names[64];
	struct text room = TEXT(names);
	struct conf_error e;
	struct conf conf;
	bool good;

	for (size_t i = 0; i < COUNT(wholes); i++) {
		const char *wrong;

		conf_init(&conf);
		good = conf_parse(&conf, span_str(wholes[i].text), &e);
		wrong = listen_wrong(&conf);
		OK(good && (wrong == NULL) == (wholes[i].wrong == NULL) &&
			(wrong == NULL ||
			    strstr(wrong, wholes[i].wrong) != NULL),
		    "%s: %s", wholes[i].text, wrong != NULL ? wrong : "good");
	}
	conf_init(&conf);
	good = conf_parse(&conf,
		   SPAN("ClientCA \"/a b\"\nClientCertificate require\n"
			"ClientCRL /c\nCertificate /d"),
		   &e) &&
	       listen_words(&conf, &room, word) == COUNT(want);
	for (size_t i = 0; good && i < COUNT(want); i++)
		good = strcmp(word[i], want[i]) == 0;
	OK(good, "the words about clients");
	conf.client_certificate = CONF_CLIENT_ASK;
	room.n = 0;
	OK(listen_words(&conf, &room, word) == COUNT(want) &&
		strcmp(word[3], "ask") == 0,
	    "a certificate that is asked for");
}

static void
test_most(void)
{
	struct span path = SPAN("/a"), port = SPAN("1");
	const struct span *bad = NULL;
	static struct conf conf;
	size_t n = 0;

	conf_init(&conf);
	while (n <= LIMIT_CERTIFICATES && listen_parse_certificate(&path, 1,
					      &conf.certificates, &bad) == NULL)
		n++;
	OK(n == LIMIT_CERTIFICATES, "certificates have a bound");
	for (n = 0; n <= LIMIT_LISTEN &&
		    listen_parse(&port, 1, &conf.listen, &bad) == NULL;)
		n++;
	OK(n == LIMIT_LISTEN, "and so have addresses");
}

int
main(void)
{
	test_lines();
	test_lists();
	test_clients();
	test_most();
	return DONE();
}
