// The board with the keyboard, and without losing what was chosen when a part of it is replaced.
"use strict";
(() => {
  const chosen = new Map();
  let handler = "";
  const boxes = () => [...document.querySelectorAll("#board input[name=event]")];
  const idOf = (box) => box.value.split(":")[0];

  const count = () => {
    const line = document.getElementById("chosen-count");
    const number = boxes().filter((box) => box.checked).length;
    if (line) line.textContent = number === 1 ? line.dataset.one : number ? line.dataset.many.replace("{count}", number) : "";
  };

  document.addEventListener("DOMContentLoaded", count);
  window.addEventListener("pageshow", count);
  document.addEventListener("change", (event) => {
    if (event.target.name === "event") {
      chosen.set(idOf(event.target), event.target.checked);
      count();
    } else if (event.target.name === "handler") {
      handler = event.target.value;
    }
  });

  // A suggestion is for an event, which is chosen with it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-suggest]");
    const box = link && document.getElementById(`event-${link.dataset.suggest}`);
    if (box) {
      box.checked = true;
      handler = "";
      chosen.set(link.dataset.suggest, true);
      count();
    }
  });

  document.addEventListener("htmx:after:swap", () => {
    for (const box of boxes()) if (chosen.has(idOf(box))) box.checked = chosen.get(idOf(box));
    const person = handler && document.querySelector(`#board input[name=handler][value="${handler}"]`);
    if (person) person.checked = true;
    count();
  });

  // From box to box with the arrow keys; the space bar chooses.
  document.addEventListener("keydown", (event) => {
    if (event.target.name !== "event" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const all = boxes();
    const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
})();
