// Small comforts; every page works without them. No page's script but this one runs.
"use strict";

// Pieces of a page that are renewed: the server sends one whenever it is another.
for (const box of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(box.dataset.live);
  const note = document.querySelector("[data-live-note]");
  source.onopen = () => { if (note) note.hidden = false; };
  source.onmessage = (event) => {
    const focused = document.activeElement;
    const held = box.contains(focused) ? focused.getAttribute("href") : null;
    const piece = document.createElement("template");
    piece.innerHTML = event.data; // made and escaped by our own server; the policy runs no script in it
    if (piece.content.querySelector("[data-gone]"))
      for (const secret of document.querySelectorAll("[data-secret]")) secret.remove();
    box.replaceChildren(piece.content);
    if (held) box.querySelector(`[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  };
  source.addEventListener("over", () => { source.close(); if (note) note.hidden = true; });
  source.onerror = () => { if (note) note.hidden = true; };
}

// What cannot be taken back is asked once more.
document.addEventListener("submit", (event) => {
  const sure = event.target.dataset.sure;
  if (sure && !window.confirm(sure)) event.preventDefault();
});

// A sheet or a menu closes where one presses beside it, or Escape.
document.addEventListener("click", (event) => {
  for (const sheet of document.querySelectorAll(".top details[open]"))
    if (!sheet.contains(event.target)) sheet.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of document.querySelectorAll(".top details[open]")) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});
