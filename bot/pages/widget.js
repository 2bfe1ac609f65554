// Embeds the chat in another site's page: a button, and a sandboxed frame once it is pressed. docs/embedding.md says how.
// The frame is of the chat's own origin, so this page cannot read what is typed there. Nothing but this script is asked of
// the chat's site before the button is pressed. No markup and no style elements: strict policies let it pass.
"use strict";

(() => {
  const script = document.currentScript;
  const home = new URL("/", script.src);
  const wish = (name, usual) => script.dataset[name] || usual;
  const LANGUAGE = script.dataset.language || "";
  const TEXTS = /* texts */ {}; // by language, put in where this script is served
  const said = Object.hasOwn(TEXTS, LANGUAGE) ? TEXTS[LANGUAGE] : {};
  const SIDES = { left: "left", right: "right" };
  const LEAVE = "candour:leave";

  const STYLE = `
    :host { all: initial; position: fixed; inset: auto; z-index: 2147483000; font: 600 1rem/1.3 system-ui, sans-serif; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    button { font: inherit; cursor: pointer; touch-action: manipulation; }
    button:focus-visible { outline: 3px solid #b4540a; outline-offset: 3px; }
    .launch { position: fixed; bottom: 1.25rem; min-height: 3rem; max-width: calc(100vw - 2.5rem); padding: .6rem 1.3rem; border: 2px solid #fff; border-radius: 2rem; background: var(--colour); color: var(--on-colour); box-shadow: 0 .3rem 1.2rem rgb(0 0 0 / .25); }
    .panel { position: fixed; bottom: 1rem; width: min(27rem, calc(100vw - 2rem)); height: min(44rem, calc(100dvh - 2rem)); display: flex; flex-direction: column; overflow: hidden; border: 1px solid #857f6f; border-radius: 1rem; background: #f6f3ea; box-shadow: 0 1rem 3rem rgb(0 0 0 / .3); }
    .bar { display: flex; justify-content: flex-end; padding: .35rem; background: var(--colour); }
    .shut { min-height: 2.75rem; padding: .3rem 1.1rem; border: 2px solid currentColor; border-radius: 2rem; background: transparent; color: var(--on-colour); }
    iframe { flex: 1; width: 100%; border: 0; color-scheme: light dark; }
    .left { left: 1.25rem; } .right { right: 1.25rem; }
    @media (max-width: 32rem) { .panel { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; } }
    @media print { :host { display: none; } }
  `;

  const side = SIDES[wish("position", "right")] || "right";
  const place = document.createElement("div");
  const root = place.attachShadow({ mode: "open" });
  const launch = element("button", `launch ${side}`, wish("title", said.title || "Report police corruption or abuse"));
  const panel = element("section", `panel ${side}`);
  const shut = element("button", "shut", wish("close", said.close || "Hide the chat"));
  let frame = null;

  function element(tag, name, text = "") {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    if (tag === "button") made.type = "button";
    return made;
  }

  function paint() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const colour = /^#[0-9a-f]{6}$/i.test(wish("colour", "")) ? wish("colour") : "#1d5148";
    place.style.setProperty("--colour", colour);
    place.style.setProperty("--on-colour", isDark(colour) ? "#ffffff" : "#1f2a28");
  }

  // Whichever of black and white is read more easily on it (WCAG's relative luminance).
  function isDark(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18;
  }

  function open() {
    if (!frame) {
      frame = element("iframe", "");
      frame.title = launch.textContent;
      frame.referrerPolicy = "no-referrer";
      frame.sandbox = "allow-scripts allow-forms allow-same-origin";
      frame.src = said.title ? `${home.href}?language=${LANGUAGE}` : home.href;
      panel.append(frame);
    }
    show(true);
    frame.focus();
  }

  function show(open) {
    panel.hidden = !open;
    launch.hidden = open;
  }

  // "Leave quickly" in the frame means the whole page.
  function heard(event) {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home.origin) return;
    const told = event.data;
    if (told && told.type === LEAVE && typeof told.to === "string" && told.to.startsWith("https://")) {
      place.remove();
      document.documentElement.hidden = true;
      location.replace(told.to);
    }
  }

  paint();
  if (LANGUAGE) place.lang = LANGUAGE;
  panel.setAttribute("aria-label", launch.textContent);
  const bar = element("div", "bar");
  bar.append(shut);
  panel.append(bar);
  root.append(launch, panel);
  show(false);
  launch.addEventListener("click", open);
  shut.addEventListener("click", () => {
    show(false);
    launch.focus();
  });
  addEventListener("message", heard);
  (document.body || document.documentElement).append(place);
})();
