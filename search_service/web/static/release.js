// The page of a release works without this file. With it, steps from mark to mark keep the keyboard's place and the browser's way back,
// buttons print, and copy a link to the text that is selected.
"use strict";

/* From mark to mark */

let direction = "on";
document.addEventListener("click", event => {
  const step = event.target.closest("[data-step], .marks a[href^='#mark']");
  if (!step || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  direction = step.dataset.step ?? "on";
  location.replace(step.hash); // the way back leads out of the page, not through all marks
});
addEventListener("hashchange", () => { // the links of a mark can be focused now that it is the target
  const links = document.querySelector("mark:target + .mark-links");
  (links?.querySelector(`[data-step="${direction}"]`) ?? links?.querySelector("a"))?.focus({ preventScroll: true });
});

/* A link to the selected text: https://wicg.github.io/scroll-to-text-fragment/ */

const MOST_WORDS = 12; // of a selection that is named whole; of a longer one the first and the last four words
let selected = "";
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const inside = selection.rangeCount && selection.getRangeAt(0).commonAncestorContainer;
  const text = inside && document.querySelector(".release")?.contains(inside) ? selection.toString().trim() : "";
  if (text) selected = text;
});

function textDirective(text) {
  const words = text.split(/\s+/);
  const pieces = words.length > MOST_WORDS || text.includes("\n") ? [words.slice(0, 4), words.slice(-4)] : [words];
  return ":~:text=" + pieces.map(piece => encodeURIComponent(piece.join(" ")).replaceAll("-", "%2D")).join(",");
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest(".copy-passage");
  if (!button) return;
  const { address, done, none } = button.dataset;
  if (!selected) return announce(none);
  try {
    await navigator.clipboard.writeText(`${address}#${textDirective(selected)}`);
    button.textContent = done;
    announce(done);
  } catch { // not allowed, or no secure connection: the address bar has it, to be copied by hand
    location.replace(`#${textDirective(selected)}`);
  }
});

document.querySelector(".print")?.addEventListener("click", () => print());
