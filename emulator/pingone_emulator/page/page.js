// Copyright (c) 2026, pingone.authorize contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Live updates and controls of the page. Everything is readable without this file.
"use strict";

const BASE = document.body.dataset.base;
const KEPT_ROWS = 200;
const find = (id) => document.getElementById(id);
document.documentElement.classList.add("js");

/* One message at a time, read out by screen readers. */
let forget;
function say(text, bad = false) {
  const said = find("said");
  said.textContent = text;
  said.classList.toggle("bad", bad);
  clearTimeout(forget);
  forget = setTimeout(() => { said.textContent = ""; }, bad ? 20000 : 5000);
}

/* Make one element like another and keep every node that need not change, with its focus and scroll position. */
function morph(old, wanted) {
  for (const { name, value } of [...wanted.attributes]) {
    if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !wanted.hasAttribute(name)) old.removeAttribute(name);
  }
  const nodes = [...wanted.childNodes];
  nodes.forEach((node, at) => {
    const present = old.childNodes[at];
    if (!present) old.append(node);
    else if (present.nodeType === node.nodeType && present.nodeName === node.nodeName && present.id === node.id) {
      if (node.nodeType === Node.ELEMENT_NODE) morph(present, node);
      else if (present.data !== node.data) present.data = node.data;
    } else present.replaceWith(node);
  });
  while (old.childNodes.length > nodes.length) old.lastChild.remove();
  if (old === document.activeElement) return;
  if (old instanceof HTMLSelectElement) old.value = wanted.value;
  if (old instanceof HTMLInputElement && old.dataset.switch) old.value = wanted.getAttribute("value");
}

/* The page as it is now. One request at a time, and the longer the emulator takes, the more rarely. */
let loading = false, again = false, whole = false;
async function refresh(withLog = false) {
  whole ||= withLog;
  if (loading) { again = true; return; }
  loading = true;
  const started = performance.now();
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of ["environments", "environment", "weather", "switches"]) {
      // What a filter has hidden stays hidden.
      if (find(id) && fresh.getElementById(id)) morph(find(id), fresh.getElementById(id));
    }
    document.body.dataset.state = fresh.body.dataset.state;
    if (whole) {
      find("log-rows").replaceChildren(...fresh.getElementById("log-rows").children);
      document.body.dataset.number = fresh.body.dataset.number;
      whole = false;
      filterLog();
    }
    filterEnvironments();
  } catch (problem) {
    say(`The page could not be updated: ${problem.message}`, true);
  }
  setTimeout(() => {
    loading = false;
    if (again) { again = false; refresh(); }
  }, Math.max(250, 4 * (performance.now() - started)));
}

/* Events */
let source = null;
function live(text, color) {
  const sign = find("live");
  if (sign.textContent !== text) sign.textContent = text;
  sign.className = `scripted chip ${color}`;
}
function listen() {
  if (source) return;
  source = new EventSource(`${BASE}events?rows`);
  source.addEventListener("hello", (event) => {
    const { number, state } = JSON.parse(event.data);
    live("Live", "good");
    const missed = String(number) !== document.body.dataset.number;
    if (missed || state !== document.body.dataset.state) refresh(missed);
  });
  source.addEventListener("requests", (event) => {
    const entries = JSON.parse(event.data);
    addRows(entries);
    if (entries.some((entry) => entry.fault)) refresh();
  });
  source.addEventListener("cleared", () => { waiting.clear(); find("log-rows").replaceChildren(); filterLog(); });
  source.addEventListener("change", () => refresh());
  source.onerror = () => live("Disconnected", "bad");
}
function leave() {
  source?.close();
  source = null;
}
// Browsers open few connections to one server: a page that nobody sees needs none.
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()));
addEventListener("pagehide", leave);
addEventListener("pageshow", listen);

/* Request log */
const waiting = new Map();
let paused = false;
function addRows(entries) {
  for (const entry of entries) waiting.set(entry.number, entry);
  while (waiting.size > KEPT_ROWS) waiting.delete(waiting.keys().next().value);
  if (!paused) showRows();
  else find("log-pause").textContent = `Resume (${waiting.size} new)`;
}
function showRows() {
  const rows = find("log-rows"), holder = document.createElement("template");
  for (const { number, row } of [...waiting.values()].sort((one, other) => one.number - other.number)) {
    holder.innerHTML = row;
    const made = holder.content.firstElementChild;
    const present = rows.querySelector(`[data-number="${number}"]`);
    if (present) { morph(present, made); continue; }
    made.classList.add("new");
    const older = [...rows.children].find((one) => Number(one.dataset.number) < number);
    rows.insertBefore(made, older ?? null);
    document.body.dataset.number = Math.max(number, Number(document.body.dataset.number));
  }
  waiting.clear();
  while (rows.children.length > KEPT_ROWS) rows.lastElementChild.remove();
  filterLog();
}
function filterLog() {
  const text = find("log-text").value.trim().toLowerCase(), status = find("log-status").value;
  const rows = [...find("log-rows").children];
  for (const row of rows) {
    row.hidden = !row.textContent.toLowerCase().includes(text) || (status !== "" && row.dataset.class !== status);
  }
  const empty = find("log-empty");
  empty.hidden = rows.some((row) => !row.hidden);
  empty.textContent = rows.length ? "No request matches the filter." : "No requests yet.";
}
find("log-text").addEventListener("input", filterLog);
find("log-status").addEventListener("change", filterLog);
find("log-pause").addEventListener("click", (event) => {
  paused = !paused;
  event.target.setAttribute("aria-pressed", String(paused));
  event.target.textContent = paused ? "Resume" : "Pause";
  if (!paused) showRows();
});

/* Controls */
async function send(method, path, body, done) {
  try {
    const options = { method, headers: { "Content-Type": "application/json" } };
    if (body !== null) options.body = JSON.stringify(body);
    const response = await fetch(BASE + path, options);
    if (!response.ok) throw new Error((await response.json()).message);
    say(done);
  } catch (problem) {
    say(`${method} ${path} failed: ${problem.message}`, true);
  }
  refresh();
}
document.addEventListener("change", ({ target }) => {
  const name = target.dataset?.switch;
  if (!name) return;
  const value = target.value === "" ? null : JSON.parse(target.value);
  send("PUT", "switches", { [name]: value }, `The switch ${name} is now ${value === "" ? "empty" : value}.`);
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.dataset.faults) {
    const faults = JSON.parse(button.dataset.faults);
    send("PUT", "faults", { faults }, faults.length ? `Set: ${button.firstChild.data.trim()}.` : "No faults are active.");
  } else if (button.id === "set-faults") setFaults();
  else if (button.id === "log-clear") send("DELETE", "requests", null, "The request log is empty.");
  else if (button.id === "default-switches") {
    const cells = [...document.querySelectorAll("[data-default]")];
    const values = cells.map((cell) => [
      cell.parentElement.querySelector("[data-switch]").dataset.switch, JSON.parse(cell.dataset.default),
    ]);
    send("PUT", "switches", Object.fromEntries(values), "All switches have their defaults.");
  }
});
function setFaults() {
  let faults;
  try { faults = JSON.parse(find("faults").value); } catch (problem) {
    say(`The faults are not JSON: ${problem.message}`, true);
    return;
  }
  send("PUT", "faults", { faults }, "The faults are set.");
}

/* Environments */
function filterEnvironments() {
  const field = find("find-environment");
  if (!field) return;
  const text = field.value.trim().toLowerCase();
  for (const item of document.querySelectorAll(".environments li")) {
    item.hidden = !item.textContent.toLowerCase().includes(text);
  }
}
find("find-environment")?.addEventListener("input", filterEnvironments);
if (matchMedia("(max-width: 64rem)").matches && find("environments").querySelectorAll("li").length > 8) {
  find("environments").open = false;
}

listen();
