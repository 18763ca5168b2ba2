#include "site/statuspage_style.h"

static const char style[] =
    "body { font-size: 15px }\n"
    "h1 { font-size: 1.5rem; margin: 0 }\n"
    "p { margin: .2rem 0; color: var(--soft) }\n"
    "dl { display: grid; gap: .75rem; margin: 1.25rem 0;"
    " grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)) }\n"
    "dl div, figure { background: var(--card); border-radius: 8px;"
    " border: 1px solid var(--line); padding: .7rem .9rem }\n"
    "dl div { display: flex; flex-direction: column;"
    " justify-content: space-between }\n"
    "dt { color: var(--soft); font-size: .85rem }\n"
    "dd { margin: 0; font-size: 1.35rem; font-weight: 600 }\n"
    ".pair { display: grid; gap: .75rem; margin-bottom: .75rem;"
    " grid-template-columns:"
    " repeat(auto-fit, minmax(min(100%, 24rem), 1fr)) }\n"
    "figure { margin: 0; min-width: 0 }\n"
    "figcaption, .axis { display: flex; font-size: .85rem;"
    " justify-content: space-between; color: var(--soft) }\n"
    "figcaption b { color: var(--ink) }\n"
    "svg { display: block; width: 100% }\n"
    ".chart { height: 7rem; margin: .4rem 0 .2rem;"
    " border-bottom: 1px solid var(--line) }\n"
    ".bar { height: .5rem; width: 7rem; border-radius: 3px;"
    " background: var(--line) }\n"
    ".now { opacity: .45 }\n"
    "rect { fill: var(--blue) }\n"
    ".c2 { fill: var(--green) } .c4 { fill: var(--amber) }"
    " .c5 { fill: var(--red) }\n"
    "table { border-collapse: collapse; width: 100% }\n"
    "th, td { text-align: left; padding: .3rem .5rem .3rem 0;"
    " border-bottom: 1px solid var(--line) }\n"
    "th { font-size: .85rem; font-weight: 500;"
    " color: var(--soft) }\n"
    ".g { width: 8rem } .n { width: 6.5rem }\n"
    ".n { text-align: right; white-space: nowrap;"
    " font-variant-numeric: tabular-nums }\n"
    ".p { overflow-wrap: anywhere }\n"
    "td a { color: inherit; text-decoration-color: var(--line) }\n"
    "td a:hover { color: var(--blue) }\n"
    "@media (max-width: 34rem) { .g { display: none }"
    " .n { width: 5rem } }\n";

struct span
statuspage_style(void)
{
	return SPAN(style);
}
