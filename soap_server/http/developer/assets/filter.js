// What a page cannot do without a script: a filter of the operations, and buttons that copy a sample.
"use strict";

const place = document.getElementById("filter");
if (place) {
  place.className = "filter";
  place.innerHTML =
    '<label for="wanted">Find an operation</label>' +
    '<input id="wanted" type="search" autocomplete="off" spellcheck="false" aria-describedby="found">' +
    '<p id="found" role="status"></p>';
  const input = document.getElementById("wanted");
  const found = document.getElementById("found");
  const entries = [...document.querySelectorAll(".operations li")];

  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const entry of entries) {
      const text = entry.dataset.words.toLowerCase();
      entry.hidden = !words.every((word) => text.includes(word));
      count += entry.hidden ? 0 : 1;
    }
    for (const service of document.querySelectorAll(".service")) {
      service.hidden = !service.querySelector(".operations li:not([hidden])");
    }
    found.textContent = words.length ? `${count} of ${entries.length} operations` : "";
  };
  input.addEventListener("input", show);
  show();
}

if (navigator.clipboard) {
  for (const sample of document.querySelectorAll(".sample")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${sample.querySelector("summary").textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(sample.querySelector("code").textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    sample.append(button);
  }
}

// Somebody who follows a link into a closed sample sees it opened; a printed page has all of them open.
window.addEventListener("beforeprint", () => {
  for (const sample of document.querySelectorAll(".sample")) sample.open = true;
});
