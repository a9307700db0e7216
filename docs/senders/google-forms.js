// seventime-bridge: sends each response of this form, signed as Standard Webhooks, until it is accepted.
// Set the script properties URL and SECRET (whsec_…) in Project Settings, and run `install` once.

const WAITING = 'waiting.';

function install() {
  ScriptApp.getProjectTriggers().forEach((trigger) => ScriptApp.deleteTrigger(trigger));
  ScriptApp.newTrigger('onResponse').forForm(FormApp.getActiveForm()).onFormSubmit().create();
  ScriptApp.newTrigger('sendWaiting').timeBased().everyHours(1).create();
}

/** Sends a response that makes no customer. */
function test() {
  send('test-' + Date.now(), 'form.test', { answers: [] });
}

function onResponse(event) {
  PropertiesService.getScriptProperties().setProperty(WAITING + event.response.getId(), '');
  sendWaiting();
}

/** Sends the waiting responses. Those that are not accepted wait for the next hour. */
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
      console.error('Not accepted: ' + error.message);
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

/** Throws unless the status is 200. */
function send(id, type, data) {
  const settings = PropertiesService.getScriptProperties();
  const body = JSON.stringify({ type: type, timestamp: new Date().toISOString(), data: data });
  const time = String(Math.floor(Date.now() / 1000));
  const key = Utilities.base64Decode(settings.getProperty('SECRET').replace('whsec_', ''));
  const signed = bytes([id, time, body].join('.'));
  const signature = Utilities.base64Encode(Utilities.computeHmacSha256Signature(signed, key));
  const response = UrlFetchApp.fetch(settings.getProperty('URL'), {
    method: 'post',
    contentType: 'application/json',
    payload: bytes(body),
    headers: { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': 'v1,' + signature },
    muteHttpExceptions: true, // their text would contain the answers
  });
  if (response.getResponseCode() !== 200) throw new Error('status ' + response.getResponseCode());
}

/** Encodes text as UTF-8. */
function bytes(text) {
  return Utilities.newBlob(text).getBytes();
}
