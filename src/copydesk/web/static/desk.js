"use strict";
/* Keys, jumps into the source, and claims as they arrive. Without this file every page still reads and decides. */
(function () {
  document.documentElement.classList.add("script");
  const dialog = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  const said = document.getElementById("said");
  if (on) {
    on.checked = localStorage.getItem("copydesk-keys") !== "off";
    on.addEventListener("change", function () { localStorage.setItem("copydesk-keys", on.checked ? "on" : "off"); });
    document.getElementById("keys-button").addEventListener("click", function () { dialog.showModal(); });
  }

  /* Lights up every place of a mention or a finding, and scrolls to the first. */
  function show(link) {
    document.querySelectorAll(".lit").forEach(function (mark) { mark.classList.remove("lit"); });
    const places = document.querySelectorAll('[data-keys~="' + CSS.escape(link.dataset.show) + '"]');
    places.forEach(function (mark) { mark.classList.add("lit"); });
    if (!places.length) { said.textContent = "It stands nowhere in the source."; return; }
    places[0].scrollIntoView({ block: "center" });
    /* Boxes out of sight get their height only now; once more, when they have it. */
    requestAnimationFrame(function () { places[0].scrollIntoView({ block: "center" }); });
  }
  document.addEventListener("click", function (event) {
    const link = event.target.closest("[data-show]");
    if (link) { event.preventDefault(); show(link); }
  });

  function press(found) {
    if (found.tagName === "FORM") { found.requestSubmit(); return; }
    if (found.tagName !== "SUMMARY") { found.click(); return; }
    found.parentElement.open = true;
    const field = found.parentElement.querySelector("textarea, [data-choice], input:not([type=hidden])");
    if (field) { field.focus(); if (field.setSelectionRange && field.value !== undefined && field.tagName !== "BUTTON") field.setSelectionRange(field.value.length, field.value.length); }
  }
  function step(selector, by) {
    const all = Array.from(document.querySelectorAll(selector));
    if (!all.length) return null;
    const next = all[(all.indexOf(document.activeElement) + by + all.length) % all.length];
    next.focus();
    return next;
  }
  document.addEventListener("keydown", function (event) {
    const typing = event.target.closest("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=file])");
    if (event.key === "Escape" && typing) { typing.blur(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !on || !on.checked) return;
    if (dialog.open) return;
    const key = event.key.toLowerCase();
    const choice = document.querySelector('details[open] [data-choice="' + CSS.escape(key) + '"]');
    const found = /^[a-z]$/.test(key) ? document.querySelector('[data-key="' + key + '"]') : null;
    if (key === "?") dialog.showModal();
    else if (choice) choice.click();
    else if (key === "q") location.href = "/";
    else if (key === "j" || key === "k") step("[data-list] > li > a", key === "j" ? 1 : -1);
    else if (key === "]" || key === "[") { const link = step(".text [data-show]", key === "]" ? 1 : -1); if (link) show(link); }
    else if (found) press(found);
    else return;
    event.preventDefault();
  });

  /* A page of a claim opens on its place in the source, where both are on screen. */
  const first = document.querySelector(".text .differing[data-show], .text .wrong[data-show], blockquote [data-show]");
  if (first && !location.hash && matchMedia("(min-width: 60rem)").matches) show(first);

  /* Claims of a running job, each as the server has drawn it. */
  const working = document.querySelector("[data-events]");
  if (working) {
    const events = new EventSource(working.dataset.events);
    const progress = document.getElementById("progress");
    events.addEventListener("progress", function (event) { progress.textContent = event.data; });
    events.addEventListener("claim", function (event) {
      const cut = event.data.indexOf("\n");
      const old = document.getElementById("claim-" + event.data.slice(0, cut));
      const box = document.createElement("template");
      box.innerHTML = event.data.slice(cut + 1).trim();
      const row = box.content.firstElementChild;
      if (old) old.remove();
      document.getElementById(row.classList.contains("passed") || row.classList.contains("accepted") ? "standing" : "open").append(row);
    });
    events.addEventListener("over", function () {
      events.close();
      /* Where somebody may be typing, the page stays, and says that there is something new. */
      if (working.dataset.over) progress.textContent = working.dataset.over; else location.reload();
    });
  }
})();
