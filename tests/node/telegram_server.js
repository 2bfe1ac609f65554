// A Bot API server for tests: npm telegram-test-api, plus what the real one does and it does not: the secret token of
// a webhook and repeated delivery, offsets and long polls, conflicts, edits, media, groups, limits of length, faults.
// Prints its address once it listens. Everything is in memory.
'use strict';

const { routes } = require('telegram-test-api/lib/routes/index');
const TelegramServer = require('telegram-test-api');

const TEXT_LIMIT = 4096; // JavaScript counts UTF-16 units, as Telegram does
const DATA_LIMIT = 64;
const REDELIVER_AFTER = 200;
const FORBIDDEN_WITH_WEBHOOK =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

const calls = [];
const faults = [];
const files = new Map(); // what reporters sent, by ID: base64
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const seconds = () => Math.floor(Date.now() / 1000);
const botUser = (token) => ({ id: Number(token.split(':')[0]), is_bot: true, first_name: 'Candour', username: 'candour_bot' });

function chatOf(update) {
  const carrier = update.callback_query ? update.callback_query.message : Object.values(update).find((one) => one.chat);
  return carrier?.chat.id;
}

class Refused extends Error {
  constructor(code, description, parameters) {
    super(description);
    this.answer = { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) };
  }
}

class BotApiServer extends TelegramServer {
  constructor(config) {
    super(config);
    this.waiting = []; // {token, update, chat}: what the bot has not acknowledged
    this.delivering = new Set();
  }

  async addUserUpdate(update) {
    const formatted = TelegramServer.formatUpdate(update);
    if (formatted.message) delete formatted.message.botToken;
    if (formatted.callback_query) formatted.callback_query.chat_instance = '1';
    this.enqueue(update.botToken, formatted);
    this.updateId += 1;
  }

  enqueue(token, update) {
    this.waiting.push({ token, update, chat: chatOf(update) });
    this.deliver(token, chatOf(update));
  }

  // Each chat's updates in order, each until it is answered with 2xx; the chats beside one another.
  async deliver(token, chat) {
    const line = `${token} ${chat}`;
    if (this.delivering.has(line)) return;
    this.delivering.add(line);
    for (;;) {
      const next = this.waiting.find((one) => one.token === token && one.chat === chat);
      const webhook = this.webhooks[token];
      if (!next || !webhook) break;
      if (await this.post(webhook, next.update)) this.waiting.splice(this.waiting.indexOf(next), 1);
      else await sleep(REDELIVER_AFTER);
    }
    this.delivering.delete(line);
  }

  async post(webhook, update) {
    const headers = { 'content-type': 'application/json' };
    if (webhook.secret_token) headers['X-Telegram-Bot-Api-Secret-Token'] = webhook.secret_token;
    try {
      const response = await fetch(webhook.url, { method: 'POST', headers, body: JSON.stringify(update) });
      calls.push({ method: 'webhook', body: { update_id: update.update_id }, status: response.status });
      return response.ok;
    } catch {
      return false;
    }
  }

  setWebhook(webhook, token) {
    super.setWebhook(webhook, token);
    for (const { chat } of this.waiting) this.deliver(token, chat);
  }

  // Numbers go on, so that what is left of an earlier test cannot be taken for something of this one.
  reset() {
    this.waiting = [];
    this.webhooks = {};
    this.storage = { userMessages: [], botMessages: [] };
    calls.length = 0;
    faults.length = 0;
  }

  async getUpdatesFor(token, { offset = 0, timeout = 0, limit = 100 }, connection) {
    if (this.webhooks[token]) throw new Refused(409, FORBIDDEN_WITH_WEBHOOK);
    const until = Date.now() + 1000 * Number(timeout);
    this.waiting = this.waiting.filter((one) => one.token !== token || one.update.update_id >= Number(offset));
    for (;;) {
      const found = this.waiting.filter((one) => one.token === token).map((one) => one.update);
      if (found.length || Date.now() >= until || connection.destroyed) return found.slice(0, Number(limit));
      await sleep(20);
    }
  }

  addBotMessage(message, token) {
    const added = super.addBotMessage(message, token);
    added.date = seconds();
    added.from = botUser(token);
    delete added.chat_id;
    // Sent as JSON within a form; the package hands them back as they came, which is not what Telegram answers.
    delete added.reply_parameters;
    delete added.link_preview_options;
    return added;
  }

  removeKeyboard(chat, messageId) {
    const known = this.botMessage(chat, messageId);
    if (!known) throw new Refused(400, 'Bad Request: message to edit not found');
    delete known.message.reply_markup;
  }

  removeMessage(chat, messageId) {
    const known = this.botMessage(chat, messageId);
    this.storage.botMessages = this.storage.botMessages.filter((one) => one !== known);
  }

  botMessage(chat, messageId) {
    return this.storage.botMessages.find(
      (one) => String(one.message.chat_id) === String(chat) && String(one.messageId) === String(messageId),
    );
  }
}

function check(method, body) {
  const index = faults.findIndex((fault) => fault.method === method && (!fault.chat || String(fault.chat) === String(body.chat_id)));
  if (index >= 0) {
    const fault = faults[index];
    fault.times -= 1;
    if (fault.times <= 0) faults.splice(index, 1);
    throw new Refused(fault.code, fault.description || 'fault', fault.retry_after ? { retry_after: fault.retry_after } : undefined);
  }
  if (method !== 'sendMessage') return;
  if (!body.text || !body.text.trim()) throw new Refused(400, 'Bad Request: message text is empty');
  if (body.text.length > TEXT_LIMIT) throw new Refused(400, 'Bad Request: message is too long');
  for (const button of JSON.parse(body.reply_markup || '{}').inline_keyboard?.flat() || []) {
    if (Buffer.byteLength(button.callback_data) > DATA_LIMIT) throw new Refused(400, 'Bad Request: BUTTON_DATA_INVALID');
  }
}

// What the bot calls, where the package has no answer or another one than Telegram.
async function answer(server, token, method, body, connection) {
  switch (method) {
    case 'getMe':
      return botUser(token);
    case 'getUpdates':
      return server.getUpdatesFor(token, body, connection);
    case 'sendChatAction':
    case 'setMyCommands':
    case 'answerCallbackQuery':
      return true;
    case 'editMessageReplyMarkup':
      if (!body.reply_markup) server.removeKeyboard(body.chat_id, body.message_id);
      return true;
    case 'deleteMessage': // a reporter's own message, or one of the bot's; the package answers null
      server.removeMessage(body.chat_id, body.message_id);
      return true;
    case 'getFile':
      if (!files.has(body.file_id)) throw new Refused(400, 'Bad Request: wrong file_id or the file is temporarily unavailable');
      return { file_id: body.file_id, file_unique_id: body.file_id, file_path: `files/${body.file_id}` };
    case 'setWebhook':
      server.setWebhook(body, token);
      return true;
    default:
      return undefined; // the package answers
  }
}

routes.unshift((app, server) => {
  app.post('/peer/update', (request, response) => {
    const { token, update } = request.body;
    const message = update.message;
    if (message && message.message_id === undefined) message.message_id = server.messageId++;
    const updateId = update.update_id ?? server.updateId++;
    server.enqueue(token, { ...update, update_id: updateId });
    response.json({ update_id: updateId, message_id: message?.message_id });
  });
  app.post('/peer/file', (request, response) => {
    files.set(request.body.file_id, request.body.content);
    response.json({});
  });
  app.get('/file/bot:token/files/:id', (request, response) => {
    response.send(Buffer.from(files.get(request.params.id), 'base64'));
  });
  app.post('/peer/reset', (_request, response) => {
    server.reset();
    response.json({});
  });
  app.post('/peer/fault', (request, response) => {
    faults.push({ times: 1, code: 429, ...request.body });
    response.json({});
  });
  app.get('/peer/calls', (_request, response) => response.json(calls));
  app.get('/peer/waiting', (_request, response) => response.json(server.waiting.map((one) => one.update.update_id)));
  app.get('/peer/chat/:chat', (request, response) => {
    const mine = server.storage.botMessages.filter((one) => String(one.message.chat_id) === request.params.chat);
    response.json(mine.map((one) => ({ ...one.message, message_id: one.messageId })));
  });
  app.all('/bot:token/:method', async (request, response, next) => {
    const { token, method } = request.params;
    calls.push({ method, body: { ...request.body } });
    try {
      check(method, request.body);
      const result = await answer(server, token, method, request.body, request.socket);
      if (result === undefined) next();
      else response.json({ ok: true, result });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      response.status(error.answer.error_code).json(error.answer);
    }
  });
});

const server = new BotApiServer({ port: Number(process.argv[2]), host: '127.0.0.1', storeTimeout: 3600 });
server.start().then(() => console.log(server.config.apiURL));
