#include "config/crawler.h"

#include "config/words.h"

#define WANTS                                                                  \
	"wants patterns of User-Agent, and deny, slow or allow behind them"

static bool
parse_verb(struct span word, enum conf_crawler *verb)
{
	if (span_eq_nocase(word, SPAN("deny")))
		*verb = CONF_CRAWLER_DENY;
	else if (span_eq_nocase(word, SPAN("slow")))
		*verb = CONF_CRAWLER_SLOW;
	else if (span_eq_nocase(word, SPAN("allow")))
		*verb = CONF_CRAWLER_ALLOW;
	else
		return false;
	return true;
}

const char *
crawler_parse(const struct span *words, size_t n, struct conf_crawlers *list,
    const struct span **bad)
{
	enum conf_crawler verb;

	*bad = &words[n - 1];
	if (!parse_verb(words[n - 1], &verb) || n < 2)
		return WANTS;
	for (size_t i = 0; i + 1 < n; i++) {
		*bad = &words[i];
		if (words[i].n == 0 || words[i].n > LIMIT_CONF_CRAWLER)
			return "wants patterns of 1 to 128 bytes";
		if (list->n == LIMIT_CONF_CRAWLERS) {
			*bad = NULL;
			return "has too many patterns";
		}
		list->at[list->n].pattern = words[i];
		list->at[list->n++].verb = verb;
	}
	return NULL;
}

void
crawler_put(struct text *t, const struct conf_crawlers *list)
{
	for (size_t i = 0; i < list->n; i++) {
		text_put(t, SPAN("Crawler "));
		words_put(t, list->at[i].pattern);
		switch (list->at[i].verb) {
		case CONF_CRAWLER_ALLOW:
			text_put(t, SPAN(" allow\n"));
			break;
		case CONF_CRAWLER_SLOW:
			text_put(t, SPAN(" slow\n"));
			break;
		case CONF_CRAWLER_DENY:
			text_put(t, SPAN(" deny\n"));
			break;
		}
	}
}
