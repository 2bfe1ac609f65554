// The chat of the page. It keeps everything in this page's memory and writes only text nodes, never markup.
// The protocol is described in bot/channels/web/protocol.py. Without this script the page works as a form.
"use strict";

const ui = {};
for (const id of ["leave", "tip", "log", "typing", "choices", "trouble", "form", "menu", "message", "send", "adder", "picker"]) {
  ui[id] = document.getElementById(id);
}
// How a line looks, as bot/pages/said.html has it for pages with and without script.
const parts = document.getElementById("parts").content;
// What this script says, in the page's language.
const words = document.getElementById("words").dataset;

const LONGEST_PAUSE = 15000;
const ESCAPES_WITHIN = 2000;
const LONGEST_MESSAGE = 64 * 1024; // bytes; as in bot/intake.py
const COMMANDS = new Set(document.body.dataset.commands.split("|"));

let socket = null;
let token = null; // the only thing that leads back to this conversation; it is gone with the page
let greeted = false;
let left = false;
let pause = 500;
let hasSpoken = false;
let stateLine = null;
let files = null; // files.js, once somebody is about to add one
const unacknowledged = new Map(); // id -> text, in the order they were written
const awaited = new Set(); // ids of messages not yet answered
const shown = new Set(); // ids of answers on the page

// Connection -----------------------------------------------------------------------------------------------------

function connect() {
  if (left) return;
  const address = new URL("/chat", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  socket = new WebSocket(address);
  socket.addEventListener("open", () => transmit({ type: "hello", token, language: document.body.dataset.language }));
  socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  socket.addEventListener("close", disconnected);
}

function transmit(body) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(body));
}

function disconnected(event) {
  greeted = false;
  if (left) return;
  if (event.code === 1008) {
    trouble(words.elsewhere);
    return;
  }
  ui.typing.hidden = true;
  trouble(words.offline);
  setTimeout(connect, pause * (0.75 + Math.random() / 2));
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function receive(message) {
  switch (message.type) {
    case "welcome": return welcome(message);
    case "ack": return acknowledged(message.id);
    case "answer": return answer(message);
    case "note": return note(message.replies);
    case "refused": return refused(message);
    case "error": return trouble(message.text);
  }
}

function welcome(message) {
  token = message.token;
  greeted = true;
  pause = 500;
  trouble("");
  for (const [id, said] of unacknowledged) transmit({ type: "say", id, text: said.text, pressed: said.pressed });
  showTyping();
}

function acknowledged(id) {
  unacknowledged.delete(id);
  if (stateLine && stateLine.dataset.id === id) setState(words.received);
  showTyping();
}

function answer(message) {
  transmit({ type: "got", id: message.id });
  awaited.delete(message.id);
  if (!shown.has(message.id)) {
    shown.add(message.id);
    show(message.replies, "theirs");
  }
  showTyping();
}

function note(replies) {
  show(replies, "note");
  ui.typing.hidden = true;
}

function refused(message) {
  const said = unacknowledged.get(message.id);
  unacknowledged.delete(message.id);
  awaited.delete(message.id);
  showTyping();
  if (said === undefined) return;
  show([{ text: message.text, buttons: [] }], "note");
  addStateLine(message.id);
  setState(words.unsent, true);
  const again = button(words.again, () => {
    again.parentElement.remove();
    say(said);
  });
  stateLine.append(again);
}

// Saying ---------------------------------------------------------------------------------------------------------

// `pressed`: the text is a button's, in English whatever its title is in; `title` is what the page shows of it.
function say({ text, pressed = false, title = text }) {
  const id = newId();
  hasSpoken = true;
  unacknowledged.set(id, { text, pressed, title });
  awaited.add(id);
  clear(ui.choices);
  addMessage(title, "mine");
  addStateLine(id);
  setState(greeted ? words.sending : words.connecting);
  if (greeted) transmit({ type: "say", id, text, pressed });
  toEnd();
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function sendWritten(event) {
  if (event) event.preventDefault();
  const text = ui.message.value;
  if (!text.trim()) return;
  if (new TextEncoder().encode(text).length > LONGEST_MESSAGE) {
    trouble(words.long);
    return;
  }
  if (greeted) trouble("");
  ui.message.value = "";
  grow();
  say({ text });
  ui.message.focus();
}

function choose(text, title, pressed) {
  const byTouch = pressed && pressed.pointerType === "touch";
  say({ text, title, pressed: true });
  // The pressed button is gone. On a phone the box would bring up the keyboard over the next question.
  (byTouch ? ui.log : ui.message).focus({ preventScroll: true });
}

// Showing --------------------------------------------------------------------------------------------------------

function show(replies, kind) {
  const first = replies.map((reply) => addReply(reply, kind))[0];
  const last = replies.at(-1);
  if (last && last.buttons.length && kind === "theirs") offer(last.buttons, last.titles || last.buttons);
  if (hasSpoken && first) bringIntoView(first);
}

function addReply(reply, kind) {
  const element = addMessage(reply.text, reply.secret ? `${kind} secret` : kind);
  if (reply.event === "code_taken") hideCodes();
  if (reply.event === "files_gone" && files) files.then((module) => module.filesGone(reply.files));
  if (reply.reference) addReference(reply.reference);
  if (reply.language) speak(reply.language);
  return element;
}

// A receipt code that was typed back, or typed to come back, need not stand on the screen for others to read.
function hideCodes() {
  const said = [...ui.log.querySelectorAll(".secret")];
  const typed = [...ui.log.querySelectorAll(".mine")].at(-1);
  if (typed && typed.lastChild.textContent.match(/[A-Za-z]+/g)?.length === 12) said.push(typed);
  for (const element of said) {
    element.lastChild.replaceWith(document.body.dataset.hidden);
    element.classList.remove("secret");
  }
}

function addMessage(text, kind) {
  const element = part(kind.split(" ")[0]);
  element.className = `said ${kind}`;
  element.append(...unbroken(text));
  ui.log.append(element);
  return element;
}

// A reference stays on one line, wherever it stands; as in triage/reference.py.
function unbroken(text) {
  const [reference] = text.match(/CND-\w{4}-\w{4}/) || [];
  if (!reference) return [text];
  const start = text.indexOf(reference);
  return [text.slice(0, start), make("span", "unbroken", reference), text.slice(start + reference.length)];
}

function addReference(reference) {
  const box = part("reference");
  const [written, copy] = [box.querySelector("strong"), box.querySelector("button")];
  written.textContent = reference;
  copy.addEventListener("click", () => copyReference(written, copy));
  ui.log.append(box);
}

async function copyReference(element, copy) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    copy.textContent = words.copied;
  } catch {
    getSelection().selectAllChildren(element);
    copy.textContent = words.selected;
  }
}

function offer(texts, titles) {
  clear(ui.choices);
  texts.forEach((text, number) => {
    const choice = button(titles[number], (event) => choose(text, titles[number], event));
    if (COMMANDS.has(text.toLowerCase())) choice.className = "small";
    ui.choices.append(choice);
  });
  ui.choices.hidden = false;
}

function addStateLine(id) {
  if (stateLine && !stateLine.classList.contains("bad")) stateLine.remove();
  stateLine = make("div", "state");
  stateLine.setAttribute("aria-live", "off"); // the log would read out every "Sending…"
  stateLine.dataset.id = id;
  stateLine.append(make("span"));
  ui.log.append(stateLine);
}

function setState(text, bad = false) {
  stateLine.firstChild.textContent = text;
  stateLine.classList.toggle("bad", bad);
}

function showTyping() {
  const expected = greeted && (shown.size === 0 || [...awaited].some((id) => !unacknowledged.has(id)));
  ui.typing.hidden = !expected;
  if (expected && hasSpoken) toEnd();
}

function trouble(text) {
  if (ui.trouble.textContent !== text) ui.trouble.textContent = text;
}

function toEnd() {
  scrollTo({ top: document.documentElement.scrollHeight });
}

function bringIntoView(first) {
  // To the end, but never so far that the beginning of what was just said is out of sight.
  const room = innerHeight - ui.form.parentElement.offsetHeight - 140;
  const height = ui.choices.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  if (height < room) toEnd();
  else first.scrollIntoView({ block: "start" });
}

function part(name) {
  return parts.querySelector(`.${name}`).cloneNode(true);
}

function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function button(title, pressed) {
  const element = make("button", "", title);
  element.type = "button";
  element.addEventListener("click", pressed);
  return element;
}

function clear(element) {
  element.replaceChildren();
  element.hidden = true;
}

function grow() {
  ui.message.style.height = "auto";
  ui.message.style.height = `${ui.message.scrollHeight + 3}px`;
}

// Language -------------------------------------------------------------------------------------------------------

const SPOKEN = ["lang", "dir", "href", "aria-label", "placeholder", "aria-current"];

// The page itself follows the conversation into another language: the same page is asked for in that language, and its
// words are put in the place of this one's.
function speak(language) {
  if (language === document.body.dataset.language) return;
  const request = new XMLHttpRequest(); // it reads a page without making markup of a string, which is forbidden here
  request.open("GET", `/?language=${language}`);
  request.responseType = "document";
  request.addEventListener("load", () => left || !request.response || follow(request.response));
  request.send();
}

function follow(other) {
  for (const name of ["lang", "dir"]) document.documentElement[name] = other.documentElement[name];
  for (const name of ["language", "hidden"]) document.body.dataset[name] = other.body.dataset[name];
  Object.assign(words, other.getElementById("words").dataset);
  replaceDraftNotice(other);
  for (const place of ["header.bar", ".skip", "section.demo", "#languages", ".about", "#interview", "#log", "#typing", "#choices", "#form"]) {
    translate(document.querySelector(place), other.querySelector(place));
  }
  translate(parts, other.getElementById("parts").content);
}

function replaceDraftNotice(other) {
  const [here, there] = [document.querySelector(".draft"), other.querySelector(".draft")];
  if (here) here.remove();
  if (there) document.getElementById("languages").before(document.adoptNode(there));
}

// Both are made from one template; what the conversation has put in (#log, #choices) has no counterpart and stays.
function translate(here, there) {
  if (!here || !there) return;
  for (const name of SPOKEN) copyAttribute(here, there, name);
  if (["log", "choices"].includes(here.id)) return;
  const [mine, theirs] = [here.childNodes, there.childNodes];
  if (mine.length !== theirs.length) return;
  mine.forEach((node, number) => {
    if (node.nodeType === Node.TEXT_NODE) node.data = theirs[number].data;
    else if (node.nodeType === Node.ELEMENT_NODE && node !== ui.message) translate(node, theirs[number]);
    else if (node === ui.message) copyAttribute(node, theirs[number], "placeholder");
  });
}

function copyAttribute(here, there, name) {
  if (!here.setAttribute || here === ui.form) return;
  if (there.hasAttribute(name)) here.setAttribute(name, there.getAttribute(name));
  else if (["lang", "dir", "aria-current"].includes(name)) here.removeAttribute(name);
}

// Leaving --------------------------------------------------------------------------------------------------------

function leave() {
  const target = document.body.dataset.exit;
  forget();
  document.title = "\u200b";
  document.documentElement.hidden = true;
  document.body.replaceChildren();
  // Within another site's page all of that page must go; it is told where to, and nothing else (see widget.js).
  if (parent !== window) parent.postMessage({ type: "candour:leave", to: target }, "*");
  else location.replace(target); // replaced, so that "back" does not come here
}

function forget() {
  left = true;
  token = null;
  unacknowledged.clear();
  ui.message.value = "";
  ui.log.replaceChildren();
  if (socket) socket.close();
}

// Few add a file, so the script for it comes with the first.
function withFiles(use) {
  files ??= import("/static/files.js");
  files.then(use, () => {
    files = null;
    trouble(words.offline);
  });
}

const escapes = [];

function escapePressed() {
  ui.menu.open = false;
  escapes.push(performance.now());
  if (escapes.length > 3) escapes.shift();
  if (escapes.length === 3 && escapes[2] - escapes[0] <= ESCAPES_WITHIN) leave();
}

// Start ----------------------------------------------------------------------------------------------------------

ui.leave.addEventListener("click", leave);
ui.form.addEventListener("submit", sendWritten);
ui.message.addEventListener("input", grow);
ui.message.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) sendWritten(event);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.repeat) escapePressed();
});
document.addEventListener("click", (event) => {
  if (!ui.menu.contains(event.target)) ui.menu.open = false;
});
ui.adder.addEventListener("toggle", () => ui.adder.open && withFiles(() => {}));
ui.picker.addEventListener("change", () => withFiles((module) => module.addFiles()));
for (const item of ui.menu.querySelectorAll("[name=say]")) {
  item.addEventListener("click", (event) => {
    event.preventDefault();
    ui.menu.open = false;
    choose(item.value, item.textContent, event);
  });
}
for (const link of document.querySelectorAll("#languages [data-say]")) {
  link.addEventListener("click", (event) => {
    if (!hasSpoken) return; // nothing is lost by opening the page in that language
    event.preventDefault();
    choose(link.dataset.say, link.dataset.say, event);
  });
}
// A page kept for "back" would show what was written to whoever comes next.
addEventListener("pagehide", forget);
addEventListener("pageshow", (event) => event.persisted && location.reload());

document.documentElement.classList.add("scripted");
for (const element of [ui.leave, ui.tip]) element.hidden = false;
// What stands here already is for those without script.
ui.log.replaceChildren();
clear(ui.choices);
trouble("");
connect();
