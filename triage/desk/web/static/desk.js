/* What the desk's pages do beyond plain forms: tell that somebody is typing, clear the screen when the desk locks, follow
   how far many cases are opened or read, and put a template into a message. Without script all of it can be done by hand. */
"use strict";
(() => {
  const { idle, token } = document.body.dataset;
  let touched = 0, told = Date.now();

  const clear = () => {
    document.title = "Locked";
    const note = document.createElement("p");
    note.className = "alone";
    note.textContent = "The desk is locked. Open it again in its terminal.";
    document.body.replaceChildren(note);
  };
  const post = (address) =>
    fetch(address, { method: "POST", body: new URLSearchParams({ token }), redirect: "error" });

  for (const kind of ["keydown", "pointerdown", "input"]) {
    addEventListener(kind, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  const seconds = Number(idle);
  setInterval(async () => {
    if (touched > told && Date.now() - told > Math.min(60, seconds / 4) * 1000) {
      told = Date.now();
      const answer = await post("/awake").catch(() => null);
      if (!answer || answer.status === 403) clear();
    } else if (Date.now() - Math.max(touched, told) > seconds * 1000) {
      clear();
    }
  }, 1000);

  const progress = document.querySelector("[data-progress]");
  const follow = async () => {
    const now = await fetch(progress.dataset.progress).then((answer) => answer.json()).catch(() => null);
    if (!now) return;
    progress.querySelector("span").textContent = `${now.done} of ${now.total}`;
    document.querySelector("progress").value = now.done;
    if (now.running) setTimeout(follow, 1000); else location.reload();
  };
  if (progress) setTimeout(follow, 700);

  for (const button of document.querySelectorAll("[data-template]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const form = button.closest("form");
      form.elements.text.value = document.getElementById(button.dataset.template).textContent;
      form.elements.settles.value = button.dataset.settles;
      form.elements.text.focus();
    });
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
