// upload_page -- a person who uploads by a page, over a line that breaks.
//
//	node upload_page.js PORT PATH STEP...
//
// Opens PATH of the server at PORT of 127.0.0.1 through a relay of its own.  The
// steps are words with their arguments:
//
//	cut N		the next PATCH loses its line after N bytes
//	hold N		what the next PATCH sends after N bytes is lost
//	pick FILE	chooses the file in the form, and submits it
//	drop FILE	drops a file on the page
//	other REGEXP	opens the page in another window, until its text matches
//	elsewhere FILE	drops it on the same page in another window
//	choose FILE	chooses the file by the button "Choose file"
//	click TEXT	clicks the button
//	see REGEXP	waits until the text of the page matches
//	held		waits until a PATCH is held
//	ended		waits until every PATCH has ended
//	reload		loads the page again
//	size W H	is the window's size from now on
//	dark		prefers dark colours from now on
//	shot FILE	writes a picture of the page
//	run COMMAND	runs it in a shell
//
// Prints the address and the text of the last page, and "PATCH N": how many bytes
// of all PATCHes the relay has read, but for those that Chromium repeated.  Ends within 90 seconds.
'use strict';
const { execSync } = require('child_process');
const fs = require('fs');
const net = require('net');
const [port, path, ...steps] = process.argv.slice(2);
const browser = require('./devtools.js')(90);
const rules = [];
let read = 0, held = false, open = 0, offset, repeats = false;

// Ends the server's side first, so that what it has got is known.
const cut = (client, server) => {
	client.pause();
	server.removeAllListeners('data');
	server.removeAllListeners('close');
	server.resume();
	server.end();
	server.once('close', () => client.resetAndDestroy());
};

// Chromium repeats a request by itself when a connection breaks that had served
// another one; the server refuses its old offset, and no rule is for that.
const ruleFor = (head) => {
	const [, here] = /Upload-Offset: (\d+)/i.exec(head);
	repeats = here === offset;
	offset = here;
	return repeats ? undefined : rules.shift();
};

const relay = net.createServer((client) => {
	const server = net.connect(port, '127.0.0.1');
	let patch = false, most = Infinity, rule;
	client.on('data', (data) => {
		const head = data.toString('latin1', 0, 999);
		const method = /^([A-Z]+) \S+ HTTP/.exec(head);
		if (method && patch)
			open--;
		if (method) {
			patch = method[1] === 'PATCH';
			rule = patch && ruleFor(head);
			most = rule ? rule.n : Infinity;
			open += patch;
		}
		if (patch && !repeats)
			read += Math.min(data.length, most);
		const full = data.length >= most;
		const more = server.destroyed ||
		    server.write(data.subarray(0, most));
		most -= Math.min(data.length, most);
		if (full && rule.kind === 'cut')
			return cut(client, server);
		held = held || full;
		if (more)
			return;
		client.pause();
		server.once('drain', () => client.resume());
	});
	server.on('data', (data) => client.writable && client.write(data));
	client.on('close', () => {
		open -= patch;
		held = held && !(rule && rule.kind === 'hold');
		server.end();
	});
	server.on('close', () => client.destroySoon());
	client.on('error', () => {});
	server.on('error', () => {});
});

// Tries until the condition holds; devtools.js bounds it.
const until = async (holds) => {
	while (!await holds())
		await new Promise((done) => setTimeout(done, 20));
};

// A page has no path of a file for a script: it is sent there in base64.
const drop = (file) => browser.valueOf(`(() => {
	const text = atob("${fs.readFileSync(file).toString('base64')}");
	const transfer = new DataTransfer();
	transfer.items.add(new File(
	    [Uint8Array.from(text, (c) => c.charCodeAt(0))],
	    "${file.split('/').pop()}", { lastModified: 1 }));
	for (const name of ['dragover', 'drop'])
		document.body.dispatchEvent(new DragEvent(name, { bubbles: true,
		    cancelable: true, dataTransfer: transfer }));
})()`);

const elsewhere = async (file) => browser.beside(
    await browser.valueOf('location.href'), () => drop(file));

const button = (text) => `[...document.querySelectorAll('button')].find(
    (b) => !b.hidden && b.textContent === ${JSON.stringify(text)})`;

const click = async (text) => {
	await until(() => browser.valueOf(`!!${button(text)}`));
	await browser.valueOf(`${button(text)}.click()`);
};

const choose = async (file) => {
	await browser.ask('Page.setInterceptFileChooserDialog', { enabled: true });
	const asked = browser.happens('Page.fileChooserOpened');
	await click('Choose file');
	const { backendNodeId } = await asked;
	await browser.ask('DOM.setFileInputFiles', { backendNodeId, files: [file] });
};

const shot = async (file) => {
	const { data } = await browser.ask('Page.captureScreenshot');
	fs.writeFileSync(file, Buffer.from(data, 'base64'));
};

const text = () => browser.valueOf(
    'location.href + "\\n" + document.body.innerText');

const does = {
	cut: (n) => rules.push({ kind: 'cut', n: Number(n) }),
	hold: (n) => rules.push({ kind: 'hold', n: Number(n) }),
	pick: async (file) => {
		await browser.pick([file]);
		await click('Upload');
	},
	drop, elsewhere, choose, click,
	other: async (wish) => browser.beside(
	    await browser.valueOf('location.href'), () => does.see(wish)),
	// while a page loads, there is none to ask
	see: (wish) => until(async () => new RegExp(wish).test(
	    await text().catch(() => ''))),
	held: () => until(() => held),
	ended: () => until(() => open === 0),
	reload: () => browser.loads(() => browser.ask('Page.reload')),
	size: (width, height) => browser.ask('Emulation.setDeviceMetricsOverride',
	    { width: Number(width), height: Number(height), deviceScaleFactor: 1,
		mobile: Number(width) < 600 }),
	dark: () => browser.ask('Emulation.setEmulatedMedia', { features:
	    [{ name: 'prefers-color-scheme', value: 'dark' }] }),
	shot,
	run: (command) => execSync(command, { stdio: 'inherit' }),
};

async function main() {
	await new Promise((done) => relay.listen(0, '127.0.0.1', done));
	await browser.open(`http://127.0.0.1:${relay.address().port}${path}`);
	while (steps.length) {
		const step = steps.shift();
		process.stderr.write(step + '\n');
		await does[step](...steps.splice(0, does[step].length));
	}
	browser.leave(0, await text() + '\nPATCH ' + read);
}

main().catch((e) => browser.leave(1, e.message));
