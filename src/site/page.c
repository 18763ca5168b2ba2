#include "site/page.h"

static const char begin[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>";

static const char style[] =
    "<style>\n"
    ":root { color-scheme: light dark; --back: #fff; --ink: #1c2127;"
    " --soft: #5c6670; --line: #dfe3e8; --card: #f6f8fa; --blue: #2663c7;"
    " --fold: #d99a1c; --green: #2c8a4b; --amber: #b86e00;"
    " --red: #c8352b }\n"
    "@media (prefers-color-scheme: dark) { :root { --back: #14171b;"
    " --ink: #e4e8ec; --soft: #98a2ad; --line: #2c323a; --card: #1c2127;"
    " --blue: #6ca0f6; --fold: #e0b04a; --green: #5cbf7c; --amber: #e0a04a;"
    " --red: #f0766c } }\n"
    "* { box-sizing: border-box }\n"
    "body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto;"
    " max-width: 60rem; padding: 1.5rem 1rem 3rem;"
    " background: var(--back); color: var(--ink) }\n"
    "h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 1rem;"
    " overflow-wrap: anywhere }\n"
    "h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }\n"
    "p { margin: .5rem 0 }\n"
    "a { color: var(--blue) }\n"
    "a:focus-visible, button:focus-visible, input:focus-visible"
    " { outline: 2px solid var(--blue); outline-offset: 2px }\n"
    "code { font: .92em ui-monospace, monospace;"
    " overflow-wrap: anywhere }\n";

void
page_begin(struct text *t)
{
	text_put(t, SPAN(begin));
}

void
page_style(struct text *t, struct span own)
{
	text_put(t, SPAN(style));
	text_put(t, own);
	text_put(t, SPAN("</style>\n</head>\n<body>\n<main>\n"));
}

void
page_end(struct text *t)
{
	text_put(t, SPAN("</main>\n</body>\n</html>\n"));
}
