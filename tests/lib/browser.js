// browser -- a person at a page: Chromium, headless, told by its own protocol
// (DevTools) through a pipe.
//
//	node browser.js URL FILE...
//
// Picks the files in the form of the page, submits it, and prints the address
// and the text of the page that follows.  Ends within 30 seconds.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const [url, ...files] = process.argv.slice(2);
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
const chromium = spawn('chromium', ['--headless', '--no-sandbox',
	'--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
	'--disable-background-networking', '--disable-component-update',
	'--remote-debugging-pipe', '--user-data-dir=' + profile, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
const waiting = new Map();
let events = [];
let rest = '';
let last = 0;

function leave(code, message) {
	if (message)
		(code ? console.error : console.log)(message);
	chromium.once('exit', () => {
		// its other processes may still be writing there
		fs.rmSync(profile, { recursive: true, force: true,
			maxRetries: 50, retryDelay: 100 });
		process.exit(code);
	});
	sessionId = undefined;
	ask('Browser.close').catch(() => {});
	setTimeout(() => chromium.kill('SIGKILL'), 5000);
}

setTimeout(() => leave(1, 'the browser did not get there'), 30000);

chromium.stdio[4].on('data', (data) => {
	const messages = (rest + data).split('\0');
	rest = messages.pop();
	for (const message of messages.map((m) => JSON.parse(m))) {
		if (waiting.has(message.id)) {
			waiting.get(message.id)(message);
			waiting.delete(message.id);
		} else {
			events = events.filter((e) => !e(message));
		}
	}
});

let sessionId;

function ask(method, params = {}) {
	const id = ++last;
	chromium.stdio[3].write(
	    JSON.stringify({ id, method, params, sessionId }) + '\0');
	return new Promise((resolve, reject) => waiting.set(id, (m) =>
	    m.error ? reject(new Error(method + ': ' + m.error.message))
		    : resolve(m.result)));
}

function happens(method) {
	return new Promise((resolve) => events.push(
	    (m) => m.method === method && (resolve(m.params), true)));
}

async function valueOf(expression) {
	const answer = await ask('Runtime.evaluate', { expression });
	return answer.result.value;
}

async function main() {
	const { targetInfos } = await ask('Target.getTargets');
	const page = targetInfos.find((t) => t.type === 'page');
	const attached = await ask('Target.attachToTarget',
	    { targetId: page.targetId, flatten: true });
	sessionId = attached.sessionId;
	await ask('Page.enable');
	let loaded = happens('Page.loadEventFired');
	await ask('Page.navigate', { url });
	await loaded;
	const { root } = await ask('DOM.getDocument');
	const { nodeId } = await ask('DOM.querySelector',
	    { nodeId: root.nodeId, selector: 'input[type=file]' });
	await ask('DOM.setFileInputFiles', { nodeId, files });
	loaded = happens('Page.loadEventFired');
	await valueOf('document.querySelector("form button, form input[type=submit]").click()');
	await loaded;
	leave(0, await valueOf('location.href + "\\n" + document.body.innerText'));
}

main().catch((e) => leave(1, e.message));
