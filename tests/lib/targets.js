// targets -- measures what a finger has to hit on pages, as a phone shows them.
//
//	node targets.js WIDTH URL...
//
// Prints a line for each link, button and field that is less than 44 px wide or
// high, and for each page that is wider than the screen.  A link in the middle
// of a sentence is as high as that (WCAG 2.2, 2.5.5).
'use strict';
const [width, ...urls] = process.argv.slice(2);
const browser = require('./devtools.js')(60);

const measure = `(() => {
	const small = [...document.querySelectorAll('a, button, input, select')]
	    .filter((e) => e.offsetParent)
	    .filter((e) => !(e.matches('p a') &&
		getComputedStyle(e).display === 'inline'))
	    .map((e) => [e, e.getBoundingClientRect()])
	    .filter(([, r]) => r.width < 44 || r.height < 44)
	    .map(([e, r]) => e.outerHTML.slice(0, 80) + ' is ' +
		r.width + ' x ' + r.height);
	if (document.documentElement.scrollWidth > innerWidth ||
	    innerWidth > ${Number(width)})
		small.push('the page is wider than the screen');
	return small.map((s) => location.pathname + ': ' + s).join('\\n');
})()`;

async function main() {
	await browser.open('about:blank');
	await browser.ask('Emulation.setDeviceMetricsOverride', { mobile: true,
		width: Number(width), height: 800, deviceScaleFactor: 1 });
	const found = [];
	for (const url of urls) {
		await browser.open(url);
		found.push(await browser.valueOf(measure));
	}
	browser.leave(0, found.filter((f) => f).join('\n'));
}

main().catch((e) => browser.leave(1, e.stack));
