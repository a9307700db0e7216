// Replaces the services of Google that docs/senders/google-forms.js uses: one response, accepted at the second attempt.

const crypto = require('crypto');

const calls = [];
const statuses = [503, 200];
const properties = { URL: 'https://a.example/x', SECRET: process.argv[1] };
const bytesOf = (buffer) => [...new Int8Array(buffer)]; // Apps Script's bytes are -128 to 127

const item = (id, title, value) => ({
  getItem: () => ({ getId: () => id, getTitle: () => title, getType: () => 'TEXT' }),
  getResponse: () => value,
});
const response = {
  getId: () => '2_ABaOnue',
  getTimestamp: () => new Date(0),
  getRespondentEmail: () => 'a@example.se',
  getItemResponses: () => [item(1001, 'Namn', 'Åsa Öberg'), item(1002, 'Dagar', ['Må', 'To'])],
};
const form = { getId: () => 'f', getTitle: () => 'Städ', getResponse: () => response };

const FormApp = { getActiveForm: () => form };
const LockService = { getScriptLock: () => ({ tryLock: () => true, releaseLock: () => {} }) };
const PropertiesService = {
  getScriptProperties: () => ({
    getKeys: () => Object.keys(properties),
    getProperty: (name) => properties[name],
    setProperty: (name, value) => { properties[name] = value; },
    deleteProperty: (name) => { delete properties[name]; },
  }),
};
const Utilities = {
  base64Decode: (text) => bytesOf(Buffer.from(text, 'base64')),
  base64Encode: (bytes) => Buffer.from(bytes).toString('base64'),
  newBlob: (text) => ({ getBytes: () => bytesOf(Buffer.from(text)) }),
  computeHmacSha256Signature: (value, key) =>
    bytesOf(crypto.createHmac('sha256', Buffer.from(key)).update(Buffer.from(value)).digest()),
};
const UrlFetchApp = {
  fetch: (url, options) => {
    calls.push({ url, headers: options.headers, payload: Buffer.from(options.payload).toString() });
    const status = statuses.shift();
    return { getResponseCode: () => status };
  },
};
console.error = () => {};

function run() {
  onResponse({ response });
  const waiting = Object.keys(properties).length;
  sendWaiting();
  process.stdout.write(JSON.stringify({ calls, waiting, properties: Object.keys(properties) }));
}
