/*
 * conf -- the parsed configuration.
 *
 * The list of directives is directives.def; minihttp.conf(5) explains them.  A
 * struct conf consists of spans into the parsed text, and is valid as long as
 * that text.
 *
 *	struct conf conf;
 *	struct conf_error e;
 *
 *	conf_init(&conf);
 *	if (!conf_parse(&conf, text, &e))
 *		report file:e.line:e.column: e.text
 */
#ifndef CONFIG_CONF_H
#define CONFIG_CONF_H

#include "base/bucket.h"
#include "base/cidr.h"
#include "base/limits.h"
#include "http/coding.h"
#include "http/field.h"

/*
 * Each list starts with its count, which is the member that directives.def
 * names.  A long list has its members at the end of struct conf: then all
 * counts that a plain GET reads lie in one page.
 */
struct conf_names {
	size_t n;
	struct span at[LIMIT_CONF_NAMES];
};

struct conf_patterns {
	size_t n;
	struct span at[LIMIT_CONF_PATTERNS]; /* patterns for base/glob */
};

struct conf_listens {
	size_t n;
	struct span at[LIMIT_LISTEN]; /* as written, of valid form */
	bool tls[LIMIT_LISTEN];       /* HTTPS: minihttp-tls is in front */
};

/*
 * Certificates.  The first one serves the host names that no certificate has.
 */
struct conf_certificates {
	size_t n;
	struct conf_certificate {
		struct span path, key; /* key: empty if it follows from path */
	} at[LIMIT_CERTIFICATES];
};

struct conf_types {
	size_t n;
	struct conf_type {
		struct span extension, type; /* extension without the dot */
	} * at;                              /* LIMIT_CONF_TYPES */
};

struct conf_prefixes {
	size_t n;
	struct span at[LIMIT_CONF_PREFIXES]; /* as written: "/uploads/" */
};

struct conf_cidrs {
	size_t n;
	struct cidr at[LIMIT_CONF_CIDRS];
};

/* Host names without a port.  "*." in front stands for all names below. */
struct conf_hosts {
	size_t n;
	struct span at[LIMIT_CONF_HOSTS];
};

/* The field in which a proxy names its client: site/forwarded_from. */
enum conf_forwarded {
	CONF_FORWARDED_ANY,
	CONF_FORWARDED_X,       /* X-Forwarded-For */
	CONF_FORWARDED_STANDARD /* Forwarded, RFC 7239 */
};

/* `by` is set together with the first member of `from`. */
struct conf_forwarders {
	struct conf_cidrs from;
	enum conf_forwarded by;
};

/*
 * Precompressed, in the order of preference.  Empty: files are sent as they
 * are.
 */
struct conf_codings {
	size_t n;
	enum coding at[CODING_COUNT];
};

enum conf_rule_kind {
	CONF_RULE_HEADER,   /* adds the field to responses */
	CONF_RULE_CACHE,    /* its value is the Cache-Control */
	CONF_RULE_REDIRECT, /* its value is the new URI */
	CONF_RULE_PAGE      /* its value is the path of a file */
};

struct conf_rule {
	enum conf_rule_kind kind;
	int status;
	struct span pattern; /* for site/pattern; empty: any path */
};

enum conf_rate_kind {
	CONF_RATE_REQUEST,
	CONF_RATE_CONNECTION,
	CONF_RATE_SEND, /* bytes, as the next two */
	CONF_RATE_SEND_SOURCE,
	CONF_RATE_RECEIVE
};

/* A limit of a rate.  The last one of its kind and prefix applies. */
struct conf_rate {
	enum conf_rate_kind kind;
	struct bucket bucket; /* n is 0: no limit */
	struct span prefix;   /* as written; "/" for all */
};

/* The verbs of Crawler, from the mildest to the strictest. */
enum conf_crawler { CONF_CRAWLER_ALLOW, CONF_CRAWLER_SLOW, CONF_CRAWLER_DENY };

struct conf_crawlers {
	size_t n;
	struct conf_crawler_rule {
		struct span pattern; /* for site/crawler_rule */
		enum conf_crawler verb;
	} * at; /* LIMIT_CONF_CRAWLERS */
};

/* The names of files whose lines were included: config/include. */
struct conf_includes {
	size_t n;
	struct span at[LIMIT_CONF_INCLUDES];
};

/* Auth: the password file for what is below a prefix. */
struct conf_auths {
	size_t n;
	struct conf_auth {
		struct span prefix, file; /* empty: no password */
	} at[LIMIT_CONF_AUTHS];
};

/* SignedLinks: paths that a link opens, and the file of its key. */
struct conf_signed {
	size_t n;
	struct span at[LIMIT_CONF_PREFIXES];
	struct span file;
};

enum conf_verb { CONF_ALLOW, CONF_DENY };

/* Allow and Deny, one entry for each block. */
struct conf_guards {
	size_t n;
	struct conf_guard {
		struct span prefix;
		enum conf_verb verb;
		struct cidr net;
	} * at; /* LIMIT_CONF_GUARDS */
};

/* ClientAllow, one entry for each name. */
struct conf_clients {
	size_t n;
	struct conf_client {
		struct span prefix;
		struct span name; /* "*": any; empty: no certificate needed */
	} * at;                   /* LIMIT_CONF_CLIENTS */
};

/* ClientCertificate: what a visitor of HTTPS is asked for. */
enum conf_client_how { CONF_CLIENT_NO, CONF_CLIENT_ASK, CONF_CLIENT_REQUIRE };

enum conf_log_to { CONF_LOG_STDERR, CONF_LOG_OFF, CONF_LOG_FILE };

struct conf_log {
	enum conf_log_to to;
	struct span path; /* with CONF_LOG_FILE */
};

enum conf_format {
	CONF_FORMAT_COMMON,
	CONF_FORMAT_COMBINED,
	CONF_FORMAT_VHOST,
	CONF_FORMAT_JSON,
	CONF_FORMAT_JOURNAL
};
enum conf_sandbox { CONF_SANDBOX_NO, CONF_SANDBOX_YES, CONF_SANDBOX_REQUIRE };

/*
 * The values come first, and then the lists whose counts a plain GET reads, so
 * that it touches one page of it (see struct conn).  A copy shares the
 * members of the long lists with its original.
 */
struct conf {
	/* Its reader may set these for messages: config/include. */
	struct span text, name; /* of the file */
	struct span document_root;
	struct span virtual_hosts; /* replaces document_root; empty for none */
	struct span default_type;
	struct span charset; /* of text types; empty for none */
	unsigned methods;    /* a set of METHOD_BIT */
	bool symlinks, keep_alive, directory_listing, clean_urls;
	bool redirect_to_https, archive;
	enum conf_client_how client_certificate;
	bool upload_sync, upload_make_directories;
	struct span write_auth; /* path of a file; empty for none */
	enum conf_sandbox sandbox;
	struct span user; /* a name, or UID:GID */
	struct conf_log access_log;
	enum conf_format log_format; /* site/accesslog */
	bool log_query;
	struct span counters;      /* path of a file; empty for none */
	struct span status_page;   /* path of the site; empty for none */
	struct span metrics_page;  /* the same */
	struct span fallback;      /* the same */
	struct span listing_style; /* the same */
	struct span listing_title; /* empty for none */
	struct span client_ca, client_crl; /* files; empty for none */
	struct span only; /* by conf_set_file: the only file served */
	size_t nrules;    /* length of rule[] and field[], below */
	size_t nrates;    /* length of rate[], below */
	uint64_t max_connections, max_connections_per_source;
	uint64_t max_auth_failures;
	uint64_t connections_per_process;
	uint64_t workers; /* for minihttpd; 0: one for each CPU */
	uint64_t idle_exit_ms, drain_timeout_ms;
	uint64_t keep_alive_timeout_ms, keep_alive_requests;
	uint64_t head_timeout_ms;
	uint64_t body_timeout_ms, body_min_rate; /* bytes a second */
	uint64_t send_timeout_ms, send_min_rate;
	uint64_t max_target, max_fields, max_fields_size, max_body_size;
	uint64_t upload_mode, upload_quota; /* bytes; 0 for none */
	uint64_t archive_members, archive_depth, archive_bytes;
	uint64_t upload_expiry_ms; /* 0: uploads are not resumed */
	uint64_t cgi_timeout_ms, cgi_max_time_ms, cgi_memory;
	struct conf_clients clients;
	struct conf_guards access;
	struct conf_types content_type; /* later entries win */
	struct conf_crawlers crawlers;
	struct conf_codings precompressed;
	struct conf_names directory_index;
	struct conf_patterns hidden_files;
	struct conf_prefixes upload, cgi;
	struct conf_auths auth;
	struct conf_signed signed_links;
	struct conf_hosts server_names; /* site/servername */
	struct conf_cidrs proxies;
	struct conf_forwarders forwarders;
	/* A plain GET reads none of these. */
	struct conf_client client[LIMIT_CONF_CLIENTS];
	struct conf_guard guard[LIMIT_CONF_GUARDS];
	struct conf_type type[LIMIT_CONF_TYPES];
	struct conf_crawler_rule crawler[LIMIT_CONF_CRAWLERS];
	struct conf_rule rule[LIMIT_CONF_RULES];
	struct field field[LIMIT_CONF_RULES]; /* field[i] belongs to rule[i] */
	struct conf_rate rate[LIMIT_CONF_RATES];
	struct conf_cidrs rate_from;
	struct conf_cidrs status_from; /* empty: the loopback addresses */
	struct conf_cidrs write_from;
	struct conf_listens listen;
	struct conf_includes included;
	struct conf_certificates certificates;
};

struct conf_error {
	size_t line, column; /* from 1, in bytes */
	char text[192];      /* NUL-terminated, without a newline */
	struct span file;    /* by config/include; empty: the text's own */
};

/*
 * Sets every directive to its default.  conf_preset does that in memory that is
 * all zero, and writes to few of its pages.
 */
void conf_init(struct conf *);
void conf_preset(struct conf *);

/*
 * Reads directives into *conf, in addition to those that it holds; the text
 * must outlive *conf.  Returns false at the first error, and describes it in
 * the struct conf_error; the directives before the error are in effect.
 */
bool conf_parse(struct conf *, struct span text, struct conf_error *);

/* Appends every directive with its value, in a form that conf_parse reads. */
void conf_print(struct text *, const struct conf *);

/* Returns the directory that everything served is beneath. */
struct span conf_root(const struct conf *);

/*
 * Returns the directive that names this directory: VirtualHosts or
 * DocumentRoot.
 */
const char *conf_root_directive(const struct conf *);

/*
 * Sets the directory to serve, given on the command line, in place of
 * DocumentRoot and VirtualHosts.  The span must outlive *conf.
 */
void conf_set_root(struct conf *, struct span);

/*
 * Sets a single file to serve, given on the command line.  It is served under
 * its name and as "/", and never hidden; nothing else is served, run or
 * changed.
 */
void conf_set_file(struct conf *, struct span directory, struct span name);

/* Returns true if the peer is in one of the blocks. */
bool conf_lists(const struct conf_cidrs *, const struct address *peer);

/* Returns true if one of the blocks is every IPv4 or every IPv6 address. */
bool conf_lists_everybody(const struct conf_cidrs *);

/*
 * Returns true if ProxyProtocol lists the peer, so that it may speak for other
 * clients.
 */
bool conf_is_proxy(const struct conf *, const struct address *peer);

/* Returns true if some requests require a password. */
static inline bool
conf_has_passwords(const struct conf *conf)
{
	return conf->auth.n > 0 || conf->write_auth.n > 0;
}

#endif
