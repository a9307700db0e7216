// seventime-bridge: sends each response of this form, signed as Standard Webhooks, until it is taken.
// Script properties (Project Settings): URL and SECRET (whsec_…). Run `install` once.

const WAITING = 'waiting.';

function install() {
  ScriptApp.getProjectTriggers().forEach((trigger) => ScriptApp.deleteTrigger(trigger));
  ScriptApp.newTrigger('onResponse').forForm(FormApp.getActiveForm()).onFormSubmit().create();
  ScriptApp.newTrigger('sendWaiting').timeBased().everyHours(1).create();
}

/** A response that makes no customer. */
function test() {
  send('test-' + Date.now(), 'form.test', { answers: [] });
}

function onResponse(event) {
  PropertiesService.getScriptProperties().setProperty(WAITING + event.response.getId(), '');
  sendWaiting();
}

/** Sends what waits; what is not taken waits for the next hour. */
function sendWaiting() {
  const lock = LockService.getScriptLock();
  if (!lock.tryLock(30000)) return;
  const properties = PropertiesService.getScriptProperties();
  for (const name of properties.getKeys().filter((each) => each.startsWith(WAITING))) {
    const id = name.slice(WAITING.length);
    try {
      send(id, 'form.submitted', contents(FormApp.getActiveForm().getResponse(id)));
      properties.deleteProperty(name);
    } catch (error) {
      console.error('Waits: ' + error.message);
    }
  }
  lock.releaseLock();
}

function contents(response) {
  const form = FormApp.getActiveForm();
  return {
    formId: form.getId(),
    formTitle: form.getTitle(),
    responseId: response.getId(),
    submittedAt: response.getTimestamp().toISOString(),
    email: response.getRespondentEmail(),
    answers: response.getItemResponses().map((answer) => ({
      id: String(answer.getItem().getId()),
      title: answer.getItem().getTitle(),
      type: String(answer.getItem().getType()),
      value: answer.getResponse(),
    })),
  };
}

/** Throws unless the answer is 200. */
function send(id, type, data) {
  const settings = PropertiesService.getScriptProperties();
  const body = JSON.stringify({ type: type, timestamp: new Date().toISOString(), data: data });
  const time = String(Math.floor(Date.now() / 1000));
  const key = Utilities.base64Decode(settings.getProperty('SECRET').replace('whsec_', ''));
  const signed = bytes([id, time, body].join('.'));
  const signature = Utilities.base64Encode(Utilities.computeHmacSha256Signature(signed, key));
  const answer = UrlFetchApp.fetch(settings.getProperty('URL'), {
    method: 'post',
    contentType: 'application/json',
    payload: bytes(body),
    headers: { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': 'v1,' + signature },
    muteHttpExceptions: true, // their text would hold the answers
  });
  if (answer.getResponseCode() !== 200) throw new Error('answered ' + answer.getResponseCode());
}

/** In UTF-8. */
function bytes(text) {
  return Utilities.newBlob(text).getBytes();
}
