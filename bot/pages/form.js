// The form, with script: shows what matters, and seals the report and its files in this browser before they leave it.
// Only sealed files and what names them are sent (bot/channels/web/form/sealed.py); nothing is kept but in this page.
"use strict";

const { document: page } = globalThis;
const by = (id) => page.getElementById(id);
const form = by("questions");
const ui = { warning: by("warning"), progress: by("progress"), send: by("send"), picked: by("picked"), picker: by("picker") };

const ESCAPES_WITHIN = 2000;
const MOST_FILES = 10;
const TRIES = 4;
const NOT_ANSWERS = ["dont_know", "skip"];
const UNSURE = ["unsure", "unknown"]; // the options that "Don't know" stands for; as in interview/guide.py
const KINDS = { audio: "sound", video: "video", image: "photo" };
const MEDIA_TYPE = /^[a-z]{1,20}\/[a-z0-9.+-]{1,80}$/;

const persons = []; // sections of further persons
const files = []; // {file, row, sealed: {id, ...} once it has arrived}
let attempt = null; // what is being sent; the same bytes again after a failure
let cluesLeft = "";
let left = false;

// Which questions matter -----------------------------------------------------------------------------------------

function fieldsOf(question) {
  return [...question.querySelectorAll("textarea, .options input")];
}

function given(question) {
  return fieldsOf(question).filter((one) => one.type === "textarea" || one.checked).map((one) => one.value.trim()).filter(Boolean);
}

/** The values that conditions look at, as interview/answers.py does: [null] where there is no answer. */
function valuesOf(question) {
  const values = given(question);
  const known = values.filter((value) => !NOT_ANSWERS.includes(value));
  if (known.length) return known;
  return values.includes("dont_know") && question.dataset.unsure ? [question.dataset.unsure] : [null];
}

function matches(wanted, values) {
  if (wanted === "*") return values[0] !== null;
  if (wanted === "?") return values[0] === null;
  return wanted.startsWith("!") ? !values.includes(wanted.slice(1)) : values.includes(wanted);
}

function holds(when, find) {
  const line = ([name, wanted]) => {
    const asked = find(name);
    return Boolean(asked) && wanted.some((one) => matches(one, valuesOf(asked)));
  };
  return Object.entries(when).every(([name, wanted]) =>
    name === "any" ? Object.entries(wanted).some(line) : line([name, wanted]));
}

function refresh() {
  for (const question of form.querySelectorAll(".question")) {
    const own = question.closest(".person");
    const find = (name) => (own && own.querySelector(`[data-name="${name}"]`)) || form.querySelector(`[data-key="${name}"]`);
    if (question.dataset.when) question.hidden = !holds(JSON.parse(question.dataset.when), find);
    const values = valuesOf(question);
    for (const told of question.querySelectorAll(".after")) told.hidden = !values.includes(told.dataset.after);
  }
  const more = form.querySelector('[data-key="other_subjects"]');
  if (more && valuesOf(more).includes("yes") && persons.every((person) => person.hidden)) showPerson();
}

/** Of several that can be chosen, "Don't know" and "Skip" stand alone. */
function settle(event) {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked || !box.closest(".options")) return;
  const alone = NOT_ANSWERS.includes(box.value);
  for (const other of box.closest(".options").querySelectorAll("input")) {
    if (other !== box && (alone || NOT_ANSWERS.includes(other.value))) other.checked = false;
  }
}

function showPerson() {
  const next = persons.find((person) => person.hidden) || morePersons();
  if (!next) return;
  next.hidden = false;
  next.open = true;
  by("another").hidden = persons.length + 1 >= Number(form.dataset.persons) && persons.every((person) => !person.hidden);
}

/** One more person than the page came with: a copy of the last, under the next number. */
function morePersons() {
  const last = persons.at(-1);
  if (!last || persons.length + 1 >= Number(form.dataset.persons)) return null;
  const [was, now] = [`${persons.length + 1}.`, `${persons.length + 2}.`];
  const person = last.cloneNode(true);
  person.dataset.person = persons.length + 2;
  person.querySelector("summary").textContent = last.querySelector("summary").textContent.replace(/\d+/, persons.length + 2);
  for (const one of person.querySelectorAll("*")) {
    for (const name of ["id", "for", "name", "aria-describedby"]) {
      if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace(was, now));
    }
    if (one.dataset.key) one.dataset.key = one.dataset.key.replace(was, now);
    if (one.tagName === "TEXTAREA") one.value = "";
    if (one.checked) one.checked = false;
  }
  last.after(person);
  persons.push(person);
  return person;
}

// What was filled in ---------------------------------------------------------------------------------------------

function shownQuestions(root) {
  return [...root.querySelectorAll(".question")].filter((one) => !one.hidden);
}

function answers(questions) {
  const found = {};
  for (const question of questions) {
    const values = given(question);
    if (values.length) found[question.dataset.name] = values;
  }
  return found;
}

function filled() {
  const mine = shownQuestions(form).filter((question) => !question.closest(".person"));
  const others = persons.filter((person) => !person.hidden).map((person) => answers(shownQuestions(person)));
  const first = answers(mine);
  const contact = [first.contact_method, first.safe_time].map((texts) => (texts ? texts[0] : ""));
  delete first.contact_method;
  delete first.safe_time;
  return { first, others: others.filter((one) => Object.keys(one).length), contact };
}

/** Words that could show who the reporter is: the interview's own patterns, tried here so that nothing leaves the page. */
function clues(told) {
  const texts = [told.first, ...told.others].flatMap((one) => Object.values(one).flat());
  const patterns = Object.values(JSON.parse(form.dataset.clues)).flat().map((pattern) => new RegExp(pattern, "g"));
  const found = new Set();
  for (const one of texts) {
    const low = [...one.replace(/[\u2018\u2019]/g, "'")].map((sign) => (sign.toLowerCase().length === sign.length ? sign.toLowerCase() : sign)).join("");
    for (const pattern of patterns) for (const match of low.matchAll(pattern)) found.add(one.slice(match.index, match.index + match[0].length).trim());
  }
  const longest = [...found].filter((one) => ![...found].some((other) => other !== one && other.includes(one)));
  return longest.slice(0, 8);
}

// Files ----------------------------------------------------------------------------------------------------------

function pick() {
  for (const file of ui.picker.files) addFile(file);
  ui.picker.value = "";
}

function addFile(file) {
  if (files.length >= MOST_FILES) return warn(text("many", { count: MOST_FILES }));
  if (!file.size) return warn(text("empty", { name: file.name }));
  if (file.size > Number(ui.picker.dataset.megabytes) * 1024 * 1024) {
    return warn(text("large", { name: file.name, megabytes: ui.picker.dataset.megabytes }));
  }
  const one = { file, row: make("li"), sealed: null, photo: null };
  const about = make("span", "", file.name);
  const kept = make("span", "kept", text("looking"));
  const remove = make("button", "", text("remove"));
  remove.type = "button";
  remove.setAttribute("aria-label", text("removal", { name: file.name }));
  remove.addEventListener("click", () => {
    files.splice(files.indexOf(one), 1);
    one.row.remove();
    attempt = null;
    ui.picked.hidden = !files.length;
    ui.picker.focus();
  });
  about.append(kept);
  one.row.append(about, remove);
  files.push(one);
  ui.picked.append(one.row);
  ui.picked.hidden = false;
  attempt = null;
  one.ready = candourSeal.redraw(file).then((photo) => {
    one.photo = photo;
    kept.textContent = text(photo ? "photo" : "asItIs");
  });
}

async function sendFile(one, number) {
  await one.ready;
  const content = one.photo || new Uint8Array(await one.file.arrayBuffer());
  const type = one.photo ? "image/jpeg" : MEDIA_TYPE.test(one.file.type) ? one.file.type : "application/octet-stream";
  const kind = one.photo ? "photo" : KINDS[type.split("/")[0]] || (type === "application/octet-stream" ? "other" : "document");
  const sealed = await candourSeal.seal(candourSeal.padFile(content), keysOf("team"));
  const { id } = await ask("/form/files", sealed);
  one.sealed = { id, number, kind, media_type: type, size: content.length, sha256: candourSeal.digest(content), stripped: Boolean(one.photo) };
}

// Sealing and sending --------------------------------------------------------------------------------------------

function keysOf(list) {
  return [...page.querySelectorAll(`#${list} [data-key]`)].map((one) => one.dataset.key);
}

/** What is shown must be what is sealed to. */
function keysAreShown() {
  const shown = [...page.querySelectorAll(".keys [data-key]")];
  return shown.length > 0 && shown.every((one) => candourSeal.fingerprint(one.dataset.key) === one.textContent);
}

async function submit(event) {
  event.preventDefault();
  if (event.submitter !== ui.send || ui.send.disabled) return;
  warn("");
  const told = filled();
  const about = Object.keys(told.first).some((name) => name !== "follow_up" && told.first[name].some((value) => !NOT_ANSWERS.includes(value)));
  if (!about && !told.others.length && !files.length) return warn(text("nothing"));
  const found = clues(told).map((one) => `“${one}”`).join(", ");
  if (found && found !== cluesLeft) {
    cluesLeft = found;
    return warn(`${text("pointOut", { clues: found })} ${text("again")}`);
  }
  await busily(() => hand(told));
}

async function busily(work) {
  ui.send.disabled = true;
  form.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    progress("");
    if (!left) warn(form.dataset[error.problem] || text("lost"));
  } finally {
    ui.send.disabled = false;
    form.removeAttribute("aria-busy");
  }
}

async function hand(told) {
  if (!keysAreShown()) throw problem("keys");
  attempt = attempt || { id: candourSeal.newId(), receipt: null };
  for (const [index, one] of files.entries()) {
    if (one.sealed) one.sealed.number = index + 1;
    progress(text("file", { number: index + 1, count: files.length }));
    if (!one.sealed) await sendFile(one, index + 1);
  }
  progress(text("sealing"));
  const wanted = JSON.stringify([told, files.map((one) => one.sealed)]);
  if (attempt.wanted !== wanted) Object.assign(attempt, { wanted, body: await sealed(told) });
  for (let tried = 0; ; tried += 1) {
    try {
      const answer = await ask("/form/sealed", JSON.stringify(attempt.body));
      return done(answer);
    } catch (error) {
      if (error.problem !== "reference" || tried >= TRIES) throw error;
      attempt.body = await sealed(told);
    }
  }
}

async function sealed(told) {
  const reference = candourSeal.newReference();
  const wantsCode = (told.first.follow_up || []).includes("receipt");
  attempt.receipt = wantsCode ? attempt.receipt || (await candourSeal.newReceipt()) : null;
  const report = {
    version: 1,
    purpose: "form",
    id: attempt.id,
    reference,
    day: today(),
    language: form.elements.namedItem("language").value,
    demo: Boolean(form.dataset.demo),
    answers: told.first,
    others: told.others,
    files: files.map((one) => one.sealed),
    mailbox: attempt.receipt ? attempt.receipt.mailbox : null,
  };
  const contact = { version: 1, purpose: "contact", case: attempt.id, method: told.contact[0], safe_time: told.contact[1] };
  const padded = candourSeal.pad(candourSeal.toBytes(report));
  if (padded.length > Number(form.dataset.most)) throw problem("long");
  return {
    id: attempt.id,
    reference,
    keys: form.dataset.list,
    mailbox: attempt.receipt ? attempt.receipt.mailbox.address : "",
    files: files.map((one) => one.sealed.id),
    case: candourSeal.base64(await candourSeal.seal(padded, keysOf("team"))),
    contact: candourSeal.base64(await candourSeal.seal(candourSeal.pad(candourSeal.toBytes(contact)), keysOf("custodians"))),
  };
}

function today() {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
}

/** POST something sealed. What went wrong on the way is tried again: nothing is filed twice. */
async function ask(address, body) {
  for (let tried = 1; ; tried += 1) {
    const response = await fetch(address, { method: "POST", body, credentials: "omit", cache: "no-store" }).catch(() => null);
    const answer = response && (await response.json().catch(() => ({})));
    if (response && response.ok && answer) return answer;
    const passing = !response || response.status === 429 || response.status >= 500;
    if (!passing || tried >= TRIES || left) throw problem((answer && answer.problem) || "lost");
    progress(text("retrying"));
    await new Promise((wait) => setTimeout(wait, 1000 * 2 ** tried * (0.5 + Math.random())));
  }
}

function problem(name) {
  return Object.assign(new Error(name), { problem: name });
}

// The end --------------------------------------------------------------------------------------------------------

function done(answer) {
  const receipt = attempt.receipt;
  by("reference").textContent = answer.reference;
  by("differs").hidden = answer.same;
  if (receipt && answer.same) {
    by("words").textContent = receipt.words;
    by("code").hidden = false;
    by("compare").addEventListener("click", () => compare(receipt.words));
  }
  clear();
  form.hidden = true;
  page.querySelector(".about").hidden = true;
  by("done").hidden = false;
  by("done").focus();
  scrollTo({ top: 0 });
}

function compare(words) {
  const typed = by("typed").value.toLowerCase().match(/[a-z]+/g) || [];
  const same = typed.join(" ") === words;
  const told = by("compared");
  told.textContent = same ? told.dataset.kept : told.dataset.notSame;
  if (same) for (const name of ["words", "typed", "compare"]) by(name).hidden = true;
  if (same) page.querySelector('label[for="typed"]').hidden = true;
  if (same) by("words").textContent = by("typed").value = "";
}

async function copyReference() {
  try {
    await navigator.clipboard.writeText(by("reference").textContent);
    by("copy").textContent = by("copy").dataset.copied;
  } catch {
    getSelection().selectAllChildren(by("reference"));
    by("copy").textContent = by("copy").dataset.selected;
  }
}

function clear() {
  form.reset();
  for (const area of form.querySelectorAll("textarea")) area.value = "";
  for (const box of form.querySelectorAll(".options input")) box.checked = false;
  files.length = 0;
  ui.picked.replaceChildren();
  ui.picked.hidden = true;
  for (const person of persons) person.hidden = true;
  attempt = null;
  cluesLeft = "";
  warn("");
  progress("");
  refresh();
}

// Leaving --------------------------------------------------------------------------------------------------------

function leave() {
  const target = page.body.dataset.exit;
  forget();
  page.title = "\u200b";
  page.documentElement.hidden = true;
  page.body.replaceChildren();
  if (parent !== window) parent.postMessage({ type: "candour:leave", to: target }, "*");
  else location.replace(target); // replaced, so that "back" does not come here
}

function forget() {
  left = true;
  clear();
  by("words").textContent = by("typed").value = by("reference").textContent = "";
}

const escapes = [];

function escapePressed(event) {
  if (event.key !== "Escape" || event.repeat) return;
  escapes.push(performance.now());
  if (escapes.length > 3) escapes.shift();
  if (escapes.length === 3 && escapes[2] - escapes[0] <= ESCAPES_WITHIN) leave();
}

// Start ----------------------------------------------------------------------------------------------------------

/** What the page has to say under a name, filled in. */
function text(name, values = {}) {
  return Object.entries(values).reduce((told, [key, value]) => told.replace(`{${key}}`, () => value), form.dataset[name]);
}

function warn(told) {
  ui.warning.textContent = told;
  if (told) ui.warning.scrollIntoView({ block: "center" });
}

function progress(told) {
  ui.progress.textContent = told;
}

function make(tag, name = "", content = "") {
  const element = page.createElement(tag);
  element.className = name;
  element.textContent = content;
  return element;
}

function start() {
  // Without what seals, the page stays what it is without script, and says so.
  if (!globalThis.candourSeal || !keysOf("team").length) return;
  page.documentElement.classList.add("scripted");
  for (const one of page.querySelectorAll(".scripted-only:not(.after)")) one.hidden = false;
  persons.push(...form.querySelectorAll(".person"));
  for (const person of persons) person.hidden = true;
  form.addEventListener("change", settle);
  form.addEventListener("input", refresh);
  form.addEventListener("change", refresh);
  form.addEventListener("submit", submit);
  by("clear").addEventListener("click", (event) => {
    event.preventDefault();
    clear();
    form.focus();
    scrollTo({ top: 0 });
  });
  by("another").addEventListener("click", showPerson);
  by("copy").addEventListener("click", copyReference);
  ui.picker.addEventListener("change", pick);
  by("leave").hidden = false;
  by("leave").addEventListener("click", leave);
  by("tip").hidden = false;
  page.addEventListener("keydown", escapePressed);
  addEventListener("pagehide", forget);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  clear();
}

start();
