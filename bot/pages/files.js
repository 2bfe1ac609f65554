// Files of the page: each is sent by a request of its own, with progress; its name never leaves this page.
// chat.js, whose functions and token it shares, loads it when somebody is about to add one. The requests are described in bot/channels/web/uploads.py.
const { adder, picker } = ui;
const original = document.getElementById("original");
const MEGABYTES = Number(picker.dataset.megabytes);
const AT_ONCE = 2;
const waiting = []; // functions that begin to send
const sending = new Set(); // requests in hand
const rows = new Map(); // of files that were added, by number

export function addFiles() {
  const files = [...picker.files];
  picker.value = "";
  adder.open = false;
  for (const file of files) addFile(file, original.checked);
  ui.message.focus({ preventScroll: true });
}

function addFile(file, withOriginal) {
  const row = fileRow(file.name);
  if (!greeted) return settle(row, words.unconnected, again(row, file, withOriginal));
  if (file.size > MEGABYTES * 1024 * 1024) return settle(row, fill(words.large, { megabytes: MEGABYTES }));
  hasSpoken = true;
  toEnd();
  row.remove = () => settle(row, words.unsent);
  offerRemoval(row);
  waiting.push(() => row.cancelled || send(row, file, withOriginal));
  sendNext();
}

function sendNext() {
  while (sending.size < AT_ONCE && waiting.length) waiting.shift()();
}

function send(row, file, withOriginal) {
  const request = ask("POST", "/files", (status, answer) => {
    if (status === 200) return added(row, answer);
    settle(row, answer.text || words.broken, status ? undefined : again(row, file, withOriginal));
  });
  row.remove = () => {
    row.cancelled = true;
    request.abort();
    settle(row, words.removed);
  };
  request.upload.addEventListener("progress", (event) => {
    row.bar.max = event.total || 1;
    row.bar.value = event.loaded;
    const whole = event.loaded === event.total;
    row.state.textContent = whole ? words.cleaning : fill(words.progress, { percent: Math.floor((100 * event.loaded) / event.total) });
  });
  if (withOriginal) request.setRequestHeader("Candour-Original", "1");
  request.send(file);
}

function ask(method, address, done) {
  const request = new XMLHttpRequest();
  request.open(method, address);
  request.setRequestHeader("Authorization", `Bearer ${token}`);
  request.responseType = "json";
  request.addEventListener("loadend", () => {
    sending.delete(request);
    if (!left && request.readyState === XMLHttpRequest.DONE) done(request.status, request.response || {});
    sendNext();
  });
  sending.add(request);
  return request;
}

function added(row, answer) {
  rows.set(answer.number, row);
  row.remove = () => ask("DELETE", `/files/${answer.number}`, (status, told) => {
    if (status === 200) settle(row, words.removed);
    if (told.text) show([{ text: told.text, buttons: [] }], "note");
  }).send();
  row.bar.hidden = true;
  row.state.textContent = fill(answer.asks ? words.choose : words.added, { number: answer.number });
  offerRemoval(row);
  if (answer.asks) row.buttons.prepend(sendAsItIs(row, answer.number));
  show([{ text: answer.text, buttons: [] }], "note");
}

// They went with an answer that the reporter changed; the interview says so.
export function filesGone(numbers) {
  for (const number of numbers) if (rows.has(number)) settle(rows.get(number), words.removed);
}

function sendAsItIs(row, number) {
  const choice = button(words.send, () => ask("POST", `/files/${number}/as-it-is`, (status, told) => {
    if (status === 200) {
      choice.remove();
      row.state.textContent = fill(words.unread, { number });
    }
    if (told.text) show([{ text: told.text, buttons: [] }], "note");
  }).send());
  return choice;
}

function again(row, file, withOriginal) {
  return button(words.again, () => {
    row.element.remove();
    addFile(file, withOriginal);
  });
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function settle(row, text, ...buttons) {
  row.cancelled = true;
  row.bar.hidden = true;
  row.state.textContent = text;
  row.buttons.replaceChildren(...buttons.filter(Boolean));
}

function offerRemoval(row) {
  const remove = button(words.remove, () => row.remove());
  remove.setAttribute("aria-label", fill(words.removal, { name: row.name }));
  row.buttons.replaceChildren(remove);
}

function fileRow(name) {
  const row = { name, element: part("mine"), bar: make("progress"), state: make("span", "what"), buttons: make("span", "row-buttons") };
  row.bar.setAttribute("aria-label", fill(words.transfer, { name }));
  row.bar.value = 0;
  row.state.setAttribute("aria-live", "off");
  row.state.textContent = words.waiting;
  row.element.classList.add("file");
  row.element.append(make("span", "name", name), row.bar, row.state, row.buttons);
  ui.log.append(row.element);
  return row;
}

document.addEventListener("click", (event) => {
  if (!adder.contains(event.target)) adder.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") adder.open = false;
});
addEventListener("pagehide", () => {
  for (const request of sending) request.abort();
});
