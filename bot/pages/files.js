// Files of the page: each is sent by a request of its own, with progress; its name never leaves this page.
// Photos are drawn anew and sealed to the team first, so that nobody on the way can look into them (sealing/).
// chat.js, whose functions and token it shares, loads it when somebody is about to add one. The requests are described in bot/channels/web/uploads.py.
const { adder, picker } = ui;
const original = document.getElementById("original");
const MEGABYTES = Number(picker.dataset.megabytes);
const AT_ONCE = 2;
const MOST_SEALED = 50; // megabytes of a photo; as in bot/attachments/sealed.py
const MEGABYTE = 1024 * 1024;
const PASSING = [0, 409, 429, 503]; // what went wrong and may be otherwise the next time
const keys = document.getElementById("keys");
let sealer = null; // what seals, once there is a photo
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

// `mark`: the same when it is sent again, so that a file which had arrived is not there twice.
function addFile(file, withOriginal, mark = newId()) {
  const row = fileRow(file.name);
  row.again = () => again(row, file, withOriginal, mark);
  if (!greeted) return settle(row, words.unconnected, row.again());
  if (file.size > MEGABYTES * MEGABYTE) return settle(row, fill(words.large, { megabytes: MEGABYTES }));
  hasSpoken = true;
  toEnd();
  row.remove = () => settle(row, words.unsent);
  offerRemoval(row);
  waiting.push(() => row.cancelled || begin(row, file, withOriginal, mark));
  sendNext();
}

function sendNext() {
  while (sending.size < AT_ONCE && waiting.length) waiting.shift()();
}

async function begin(row, file, withOriginal, mark) {
  const work = { abort: () => {} };
  sending.add(work);
  const sealed = await seal(row, file, withOriginal).catch(() => undefined);
  sending.delete(work);
  if (left) return;
  if (row.cancelled) return sendNext();
  if (sealed !== undefined) return send(row, sealed, file, { "Candour-Mark": mark, "Candour-Original": withOriginal ? "1" : "" });
  settle(row, words.broken, row.again());
  sendNext();
}

// A photo as it is sent, and what is said of it; null for what this browser cannot draw anew, which the server cleans.
async function seal(row, file, withOriginal) {
  if (!file.type.startsWith("image/") || file.size > MOST_SEALED * MEGABYTE) return null;
  row.state.textContent = words.sealing;
  await loadSealer();
  const photo = await sealer.redraw(file);
  if (!photo || photo.length > MEGABYTES * MEGABYTE) return null;
  const team = await teamKeys();
  const parts = [await sealedPart(photo, "image/jpeg", team.keys)];
  if (withOriginal) parts.push(await sealedPart(new Uint8Array(await file.arrayBuffer()), file.type, team.keys));
  const [{ size, sha256 }, original = null] = parts.map((part) => part.about);
  const about = { keys: team.list, length: parts[0].body.length, photo: { size, sha256 }, original };
  return { body: new Blob(parts.map((part) => part.body)), about: JSON.stringify(about) };
}

async function sealedPart(content, media_type, team) {
  const body = await sealer.seal(sealer.padFile(content), team);
  return { body, about: { size: content.length, sha256: sealer.digest(content), media_type } };
}

async function loadSealer() {
  await import("/static/seal.js");
  sealer = globalThis.candourSeal;
}

// What is shown is worked out from what is sealed to.
async function teamKeys() {
  const response = await fetch("/files/keys", { credentials: "omit", cache: "no-store" });
  if (!response.ok) throw new Error();
  const team = await response.json();
  keys.querySelector("ul").replaceChildren(...team.keys.map((key) => {
    const [item, name] = [make("li"), make("code", "", sealer.fingerprint(key))];
    name.dir = "ltr";
    item.append(name);
    return item;
  }));
  return team;
}

function send(row, sealed, file, headers) {
  const request = ask("POST", "/files", (status, answer) => {
    if (status === 200) return added(row, answer);
    settle(row, answer.text || words.broken, PASSING.includes(status) ? row.again() : undefined);
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
    row.state.textContent = whole && !sealed ? words.cleaning : fill(words.progress, { percent: Math.floor((100 * event.loaded) / event.total) });
  });
  for (const [name, value] of Object.entries(headers)) if (value) request.setRequestHeader(name, value);
  if (sealed) request.setRequestHeader("Candour-Sealed", sealed.about);
  request.send(sealed ? sealed.body : file);
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

function again(row, file, withOriginal, mark) {
  return button(words.again, () => {
    row.element.remove();
    addFile(file, withOriginal, mark);
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

keys.addEventListener("toggle", () => keys.open && loadSealer().then(teamKeys).catch(() => trouble(words.offline)));
for (const element of [keys, document.getElementById("sealed-here")]) element.hidden = false;
document.addEventListener("click", (event) => {
  if (!adder.contains(event.target)) adder.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") adder.open = false;
});
addEventListener("pagehide", () => {
  for (const request of sending) request.abort();
});
