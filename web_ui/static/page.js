// What makes the pages a little more pleasant. Everything works without it.
"use strict";
(() => {
  // The server writes times in the reader's zone once it knows it.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && /^[A-Za-z0-9_+\-/]{1,64}$/.test(zone)) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `browser_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  }

  // The list of errors is read out and the first thing the keyboard reaches.
  const show = (root) => root.querySelector("[data-focus]")?.focus();
  document.addEventListener("DOMContentLoaded", () => show(document));

  // A menu or a question closes when something else is clicked, or with Escape.
  const closing = "details.menu[open], details.confirm[open]";
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll(closing)) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll(closing)) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // One that answers with a file leaves the page as it is, and says so with data-again.
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[type=submit][aria-busy]")) button.removeAttribute("aria-busy");
  });
})();
