// browser -- a person at a page: picks the files in its form, submits it, and
// prints the address and the text of the page that follows.
//
//	node browser.js URL FILE...
'use strict';
const [url, ...files] = process.argv.slice(2);
const browser = require('./devtools.js')(30);

async function main() {
	await browser.open(url);
	await browser.pick(files);
	await browser.loads(() => browser.valueOf('document.querySelector(' +
	    '"form button, form input[type=submit]").click()'));
	browser.leave(0, await browser.valueOf(
	    'location.href + "\\n" + document.body.innerText'));
}

main().catch((e) => browser.leave(1, e.message));
