// For those who work with many releases: a selection that this browser alone keeps, once something was clicked, and keys.
// Pages work without this file; a setting leaves it out.
"use strict";

/* The selection: ids in the order in which they were picked */

const SELECTION = "news-search:selection";
const MOST_SELECTED = 100;
const picked = () => JSON.parse(localStorage.getItem(SELECTION) ?? "[]");
const selectionLink = byId("selection-link");
const plainAddress = selectionLink.getAttribute("href");

function selectionAddress(ids) {
  const address = new URL(plainAddress, location);
  ids.forEach(id => address.searchParams.append("id", id));
  return address;
}

function showSelection() {
  const ids = picked();
  document.querySelectorAll(".select").forEach(button => button.setAttribute("aria-pressed", ids.includes(button.dataset.select)));
  selectionLink.hidden = !ids.length;
  selectionLink.href = selectionAddress(ids);
  selectionLink.textContent = selectionLink.dataset.label.replace("#", ids.length);
}

function keep(ids) {
  if (ids.length) localStorage.setItem(SELECTION, JSON.stringify(ids));
  else localStorage.removeItem(SELECTION);
  showSelection();
  announce(selectionLink.textContent);
}

function toggle(id) {
  const ids = picked();
  if (ids.includes(id)) keep(ids.filter(each => each !== id));
  else if (ids.length < MOST_SELECTED) keep([...ids, id]);
  else announce(selectionLink.dataset.full);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest(".select");
  if (button) toggle(button.dataset.select);
  if (target.closest("#forget-selection")) {
    keep([]);
    location.assign(plainAddress);
  }
  if (target.closest(".print") && byId("selection")) print();
});
addEventListener("storage", showSelection); // another window changed it
new MutationObserver(showSelection).observe(byId("content"), { childList: true });
if (byId("results")) new MutationObserver(showSelection).observe(byId("results").parentElement, { childList: true });
showSelection();

/* Keys, which can be switched off with the one for the search field */

const keysDialog = byId("keys");

function toHit(step) {
  const hits = [...document.querySelectorAll(".hits h3 a")];
  if (!hits.length) return document.querySelector(`.trail a[rel=${step > 0 ? "next" : "prev"}]`)?.click();
  const current = hits.findIndex(hit => hit.closest("li").contains(document.activeElement));
  return hits[Math.min(hits.length - 1, Math.max(0, current + step))].focus();
}

function showKeys() {
  byId("keys-on").checked = !localStorage.getItem(OFF);
  keysDialog.showModal();
}

const KEYS = {
  j: () => toHit(1),
  k: () => toHit(-1),
  u: () => document.querySelector(".trail a, .back a")?.click(),
  m: () => (document.activeElement.closest(".hits > li") ?? document.querySelector(".release"))?.querySelector(".select")?.click(),
  "?": showKeys,
};
document.addEventListener("keydown", event => {
  const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (!KEYS[event.key] || isTyping || localStorage.getItem(OFF) || event.ctrlKey || event.metaKey || event.altKey || keysDialog.open) return;
  event.preventDefault();
  KEYS[event.key]();
});
byId("show-keys").addEventListener("click", showKeys); // also when all keys are off
byId("keys-on").addEventListener("change", ({ target }) => {
  localStorage.setItem(OFF, target.checked ? "" : "1");
  showShortcut();
});
