// Every page works without this file. With it, filters replace the list of hits alone, the search field suggests, buttons copy,
// and the key "/" leads to the search field.
"use strict";

const byId = id => document.getElementById(id);
const field = byId("q");
const form = byId("search");

// An emptied region speaks even if the text is the same.
function announce(text) {
  byId("announcement").textContent = "";
  setTimeout(() => { byId("announcement").textContent = text; }, 100);
}

function afterQuiet(action) {
  let timer;
  return value => {
    clearTimeout(timer);
    timer = setTimeout(action, 150, value);
  };
}

/* Results without a new page */

const REGIONS = ["languages", "advanced-link", "search-state", "results-header", "order", "filters", "notes", "timeline-place", "results"];
const HEAD = "link[rel=canonical], link[rel=alternate]";
const here = () => location.pathname + location.search;
let asked = 0;
let shown = here();

function formAddress() {
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) address.searchParams.append(name, value);
  }
  return address;
}

// The result page at an address, and the tidy address that it has; null when a later one was asked for, or when the browser must
// show what came.
async function fetchPage(address) {
  const number = ++asked;
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (number === asked && page.getElementById("results")) return { page, url: answer.url };
  } catch { /* shown by the browser below */ }
  if (number === asked) location.assign(address);
  return null;
}

// A quick answer shows no waiting, nor who comes back.
let waiting;

function wait(places) {
  clearTimeout(waiting);
  waiting = setTimeout(() => document.querySelectorAll(places).forEach(each => each.setAttribute("aria-busy", "true")), 150);
}

addEventListener("pageshow", () => {
  clearTimeout(waiting);
  byId("results")?.removeAttribute("aria-busy");
});

async function show(address, isNew = true) {
  wait("#results, .sheet__foot");
  const answer = await fetchPage(address);
  if (!answer) return;
  clearTimeout(waiting);
  const { page } = answer;
  if (isNew) {
    const visible = new URL(answer.url);
    [...visible.searchParams.keys()].filter(name => name.endsWith("_query")).forEach(name => visible.searchParams.delete(name));
    history.pushState(null, "", visible);
  } else {
    field.value = page.getElementById("q").value;
  }
  shown = here();
  replace(page);
  announce([byId("total"), byId("heading")].filter(Boolean).map(each => each.textContent).join(", "));
}

function replace(page) {
  const focus = focusKey();
  const open = [...document.querySelectorAll("details[id][open]")];
  const scrolled = byId("sheet-body").scrollTop;
  document.title = page.title;
  document.head.querySelectorAll(HEAD).forEach(link => link.remove());
  document.head.append(...page.head.querySelectorAll(HEAD));
  REGIONS.forEach(id => byId(id).replaceWith(page.getElementById(id)));
  open.forEach(({ id }) => byId(id)?.setAttribute("open", ""));
  byId("sheet-body").scrollTop = scrolled;
  guardSheet();
  showShortcut();
  if (focus) restoreFocus(focus);
}

// What finds the focused element again, if it is in a part that is replaced.
function focusKey() {
  const element = document.activeElement;
  if (!REGIONS.some(id => byId(id).contains(element))) return "";
  if (element.type === "checkbox") return `input[name="${element.name}"][value="${CSS.escape(element.value)}"]`;
  return element.id ? `#${element.id}` : "#heading";
}

function restoreFocus(key) {
  const found = document.querySelector(key);
  if (found?.type === "checkbox") found.closest("details").open = true;
  const element = found?.checkVisibility() ? found : byId("heading");
  element.focus({ preventScroll: element.id !== "heading" });
}

/* In narrow windows the open filters are a sheet: nothing else can be reached, Escape closes it */

const narrow = matchMedia("(max-width: 59.99rem)");

function guardSheet() {
  const covered = narrow.matches && byId("filters-fold").open;
  document.querySelectorAll(".skip-links, .masthead, .search-band, .footer, .result-page > :not(#filters, #results-header)").forEach(each => { each.inert = covered; });
}

function closeSheet() {
  const { open } = byId("filters-fold");
  byId("filters-fold").open = false;
  guardSheet();
  return open && narrow.matches;
}

const searchWithinFacet = afterQuiet(async ({ dataset: { values: id } }) => {
  wait(`#${id}`);
  const found = (await fetchPage(formAddress()))?.page.getElementById(id);
  if (!found) return;
  clearTimeout(waiting);
  byId(id).replaceWith(found);
  announce([...found.querySelectorAll("label, .kern-hint")].slice(0, 3).map(each => each.textContent).join(", "));
});

if (byId("results")) {
  document.addEventListener("change", ({ target }) => {
    if (target.matches("#filters input[type=checkbox]")) show(formAddress());
  });
  document.addEventListener("input", ({ target }) => {
    if (target.dataset.values) searchWithinFacet(target);
  });
  form.addEventListener("submit", event => {
    const typed = new URLSearchParams(location.search).get("q") ?? "";
    if (field.value.trim() !== typed.trim()) return wait("#results"); // it is another page
    event.preventDefault();
    if (closeSheet()) byId("heading").focus({ preventScroll: true }); // which the new one gets, in view
    show(formAddress());
  });
  document.addEventListener("click", event => {
    const link = event.target.closest("#filters a, #timeline-place a, .chips a, .sorts a, .sizes a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.getAttribute("href"));
  });
  document.addEventListener("toggle", ({ target }) => {
    if (target.id === "filters-fold") guardSheet();
  }, true);
  document.addEventListener("focusin", ({ target }) => { // what is seen in part stays where it is
    if (target.closest(".pills")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && closeSheet()) byId("filters-summary").focus();
  });
  narrow.addEventListener("change", guardSheet);
  addEventListener("popstate", () => {
    if (here() !== shown) show(location.href, false);
  });
}

/* Suggestions: an editable combobox as in the ARIA Authoring Practices */

// Kind in the answer, heading, lines at most; of a facet also the parameter that filters by a value.
function kinds({ words, facets, releases }) {
  return [["completions", words, 5], ...JSON.parse(facets).map(({ kind, label, name }) => [kind, label, 3, name]), ["releases", releases, 4]];
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

// Where a suggestion leads: a completed query to its results, a value of a facet to the filter by it, a title to its release.
function choose(parameter, { value, id }) {
  if (parameter) {
    const address = new URL(form.action);
    address.searchParams.set(parameter, value);
    location.assign(address);
  } else if (id) {
    location.assign(field.dataset.release.replace("ID", id));
  } else {
    field.value = value;
    form.requestSubmit();
  }
}

function suggestions() {
  const allKinds = kinds(field.dataset);
  const list = make("div", { id: "suggestions", class: "suggestions", role: "listbox", "aria-label": field.dataset.label, hidden: "" });
  let options = [];
  let active = -1;
  let latest = 0;
  field.after(list);
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })
    .forEach(([name, value]) => field.setAttribute(name, value));

  function open(isOpen) {
    activate(-1);
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", isOpen);
  }

  function close() {
    latest++;
    open(false);
  }

  function activate(place) {
    options[active]?.setAttribute("aria-selected", "false");
    options[place]?.setAttribute("aria-selected", "true");
    options[place]?.scrollIntoView({ block: "nearest" });
    active = place;
    if (place < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", options[place].id);
  }

  function option(parameter, suggestion) {
    const text = make("span", { lang: "de" }, suggestion.value);
    const count = make("span", { class: "count" }, suggestion.count ?? "");
    const line = make("div", { id: `suggestion-${options.length}`, role: "option", "aria-selected": "false" }, text, count);
    line.addEventListener("pointerdown", event => event.preventDefault()); // the field keeps the focus
    line.addEventListener("click", () => { choose(parameter, suggestion); close(); });
    options.push(line);
    return line;
  }

  function fill(answer) {
    options = [];
    list.replaceChildren(...allKinds.filter(([kind]) => answer[kind].length).map(([kind, label, most, parameter]) => {
      const heading = make("div", { class: "suggestions__kind", "aria-hidden": "true" }, label);
      const lines = answer[kind].slice(0, most).map(each => option(parameter, each));
      return make("div", { role: "group", "aria-label": label }, heading, ...lines);
    }));
    open(options.length > 0);
    if (options.length) announce(field.dataset.count.replace("#", options.length));
  }

  const suggest = afterQuiet(async number => {
    if (number !== latest) return null;
    if (!field.value.trim() || field.selectionStart < field.value.length) return close();
    const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(field.value.slice(-200))}`).catch(() => null);
    if (number !== latest || document.activeElement !== field) return null;
    return answer?.ok ? fill(await answer.json()) : close(); // without suggestions the field is what it was
  });

  field.addEventListener("input", () => suggest(++latest));
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
  field.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (list.hidden || event.isComposing) return;
    if (step) activate((active + 1 + step + options.length + 1) % (options.length + 1) - 1); // one place more for the own text
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) options[active].click();
    else return;
    event.preventDefault();
  });
}

if (field) suggestions();

/* The key "/", which can be switched off (WCAG 2.1.4) */

const OFF = "news-search:no-shortcut";
const showShortcut = () => byId("shortcut")?.toggleAttribute("checked", !localStorage.getItem(OFF));
showShortcut();
document.addEventListener("change", ({ target }) => {
  if (target.id === "shortcut") localStorage.setItem(OFF, target.checked ? "" : "1");
});
document.addEventListener("keydown", event => {
  const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (event.key !== "/" || !field || isTyping || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)) return;
  event.preventDefault();
  field.select();
});

/* Copying */

document.addEventListener("click", async ({ target }) => {
  const button = target.closest(".copy");
  if (!button) return;
  const { copy, copyText, done } = button.dataset;
  try {
    await navigator.clipboard.writeText(copyText ?? byId(copy).textContent.trim());
    button.textContent = done;
    announce(done);
  } catch { // not allowed, or no secure connection: left selected, to be copied by hand
    getSelection().selectAllChildren(copy ? byId(copy) : button);
  }
});
