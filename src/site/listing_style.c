#include "site/listing_style.h"

static const char style[] =
    "h1 { font-weight: 500; margin: 0 }\n"
    "nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem;"
    " align-items: center; justify-content: space-between;"
    " margin-bottom: 1rem }\n"
    "h1 a, h1 span { display: inline-block; padding: .5rem 0;"
    " unicode-bidi: isolate; text-decoration: none }\n"
    "h1 a, th a, footer a { min-width: 2.75rem; text-align: center }\n"
    "h1 i { color: var(--soft); font-style: normal; padding: 0 .35rem }\n"
    "a:hover { text-decoration: underline }\n"
    "table { border-collapse: collapse; width: 100% }\n"
    "th, td { text-align: left; padding: 0 .5rem;"
    " border-bottom: 1px solid var(--line) }\n"
    "th { font-size: .85rem; font-weight: 500 }\n"
    "th, th a, .s, .t, .p { color: var(--soft) }\n"
    "th a { display: inline-block; padding: .75rem 0;"
    " text-align: inherit; text-decoration: none }\n"
    ".s, .t { text-align: right; white-space: nowrap; width: 1%;"
    " padding-left: 1.5rem; font-variant-numeric: tabular-nums }\n"
    "tbody tr:hover { background: var(--card) }\n"
    ".n { box-shadow: inset 3px 0 var(--green) }\n"
    "td a { display: flex; gap: .6rem; padding: .3rem 0;"
    " min-height: 2.75rem;"
    " align-items: center; overflow-wrap: anywhere; text-decoration: none }\n"
    "td a span { min-width: 0; white-space: pre-wrap;"
    " unicode-bidi: isolate }\n"
    "svg { flex: none; width: 1.15rem; height: 1.5rem;"
    " fill: none; stroke: var(--soft); stroke-width: 1.4;"
    " stroke-linejoin: round; stroke-linecap: round }\n"
    ".k { display: none }\n"
    ".qr { width: 14rem; height: 14rem; background: #fff; fill: #000;"
    " stroke: none; stroke-width: 1; stroke-linecap: butt;"
    " border-radius: 8px }\n"
    ".d svg { fill: var(--fold); stroke: var(--fold) }\n"
    "form { display: flex; flex-wrap: wrap; gap: .5rem .75rem;"
    " align-items: center; margin: 0 0 1rem }\n"
    "form[method=post], .p { padding: .6rem 1rem;"
    " background: var(--card); border: 1px solid var(--line);"
    " border-radius: 8px }\n"
    ".over { outline: 2px dashed var(--blue) }\n"
    "input { flex: 1 1 12rem; min-width: 0; min-height: 2.75rem;"
    " font: inherit; color: inherit }\n"
    "::file-selector-button { font: inherit; margin-right: .75rem;"
    " min-height: 2.75rem; padding: 0 .8rem; color: var(--ink); background: "
    "var(--back);"
    " border: 1px solid var(--soft); border-radius: 6px }\n"
    "input[type=search], input[name=directory] { padding: 0 .8rem; background: "
    "var(--back);"
    " border: 1px solid var(--soft); border-radius: 8px }\n"
    "button { font: inherit; min-height: 2.75rem; min-width: 2.75rem;"
    " padding: 0 1rem; color: var(--blue); background: var(--back);"
    " border: 1px solid var(--line); border-radius: 8px;"
    " cursor: pointer }\n"
    "form[method=post] button { background: var(--blue);"
    " color: var(--back) }\n"
    "input[name=directory] + button { background: var(--back);"
    " color: var(--blue) }\n"
    ".removes td { position: relative }\n"
    ".removes td a { padding-right: 5rem }\n"
    ".x { position: absolute; right: 0; top: 0; border: 0;"
    " background: none; color: var(--soft); font-size: .85rem }\n"
    ".x:hover { color: var(--red) }\n"
    "small { color: var(--soft) }\n"
    ".sent { list-style: none; margin: 0; padding: 0 }\n"
    ".sent li { display: flex; flex-wrap: wrap; gap: .3rem .75rem;"
    " align-items: center; padding: .2rem 0 }\n"
    ".sent b { font-weight: 500; overflow-wrap: anywhere;"
    " unicode-bidi: isolate }\n"
    ".sent span { color: var(--soft); flex: 1 1 14rem }\n"
    "progress { flex: 1 1 8rem; accent-color: var(--blue) }\n"
    ".sent + p { position: absolute; width: 1px; height: 1px;"
    " overflow: hidden; clip-path: inset(50%) }\n"
    "pre { font: .9rem/1.5 ui-monospace, monospace; padding: 1rem;"
    " white-space: pre-wrap; overflow-wrap: anywhere;"
    " background: var(--card); border: 1px solid var(--line);"
    " border-radius: 8px }\n"
    "footer { color: var(--soft); font-size: .85rem }\n"
    "footer a { display: inline-block; padding: .75rem .5rem }\n"
    "@media (max-width: 36rem) {\n"
    "thead tr { display: flex; gap: 1.5rem }\n"
    "thead th { border: 0; width: auto; padding: 0 .3rem }\n"
    "tbody tr { display: flex; flex-wrap: wrap;"
    " border-top: 1px solid var(--line) }\n"
    "tbody tr[hidden] { display: none }\n"
    "td { border: 0; padding: 0 .3rem .4rem }\n"
    "td:first-child { flex: 1 0 100%; padding-bottom: 0 }\n"
    ".s, .t { width: auto; font-size: .85rem }\n"
    "td.s { padding-left: 2.05rem; min-width: 8rem; text-align: left }\n"
    "td.t { padding-left: .3rem }\n"
    "td:empty { display: none }\n"
    ".d td.t { padding-left: 2.05rem }\n"
    "}\n";

#define SYMBOL(id, path)                                                       \
	"<symbol id=\"" id "\" viewBox=\"0 0 16 21\"><path d=\"" path          \
	"\"/></symbol>"
#define SHEET "M3 3.5h6.5l4 4v10.5h-10.5zM9.5 3.5v4h4"

/* A picture for each kind of file, drawn once and used by every entry. */
static const char pictures[] = "<svg class=\"k\">" SYMBOL("k0", SHEET)
    SYMBOL("k1", "M1 5h5l1.5 2h7.5v10h-14z") SYMBOL("k2",
	"M1.5 4.5h13v12h-13zM2 14l4-4.5 3 3.5 2-2 3 3M11 8h.1") SYMBOL("k3",
	"M6 15.5v-10l7-1.5v10M6 15.5a2 1.6 0 1 1-.1-1M13 14a2 1.6"
	" 0 1 1-.1-1") SYMBOL("k4", "M1.5 5h13v11h-13zM6.5 8v5l4-2.5z")
	SYMBOL("k5", "M2 4.5h12v3.5h-12zM3 8h10v9h-10zM6.5 11h3")
	    SYMBOL("k6", SHEET "M5.5 10.5h5.5M5.5 13h5.5M5.5 15.5h3.5")
		SYMBOL("k7", "M5 6.5l-3.5 4 3.5 4M11 6.5l3.5 4-3.5 4M9 5.5l-2"
			     " 10") "</svg>\n";

struct span
listing_style(void)
{
	return SPAN(style);
}

struct span
listing_pictures(void)
{
	return SPAN(pictures);
}
