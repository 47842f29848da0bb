// Files to send: a list with "remove", dropping, and what is too large is said before it is sent.
"use strict";
(() => {
  const size = (count) => {
    if (count < 1024) return `${count} B`;
    const [amount, unit] = count < 1048576 ? [count / 1024, "KB"] : [count / 1048576, "MB"];
    return `${amount.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
  };
  const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });

  const set = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = "yes";
    const input = box.querySelector("input[type=file]");
    const say = box.dataset;
    const list = make("ul", "upload-list", "");
    const problem = make("p", "field-error", "");
    problem.setAttribute("role", "alert");
    problem.hidden = true;
    let chosen = [];
    input.after(make("p", "upload-drop", say.drop), list, problem);

    const fault = (file) => {
      if (file.size === 0) return say.isEmpty;
      return file.size > Number(say.fileBytes) ? say.tooLarge : "";
    };
    const complaint = () => {
      if (chosen.length > Number(say.files)) return say.tooMany;
      const bytes = chosen.reduce((sum, file) => sum + file.size, 0);
      if (bytes > Number(say.allBytes)) return say.tooMuch;
      const wrong = chosen.find(fault);
      return wrong ? `${wrong.name} ${fault(wrong)}` : "";
    };
    const show = () => {
      const files = new DataTransfer();
      for (const file of chosen) files.items.add(file);
      input.files = files.files;
      list.replaceChildren(...chosen.map((file) => {
        const item = make("li", fault(file) ? "wrong" : "", "");
        const remove = make("button", "secondary outline small", say.remove);
        remove.type = "button";
        remove.setAttribute("aria-label", `${say.remove}: ${file.name}`);
        remove.addEventListener("click", () => {
          chosen = chosen.filter((other) => other !== file);
          show();
          input.focus();
        });
        const name = make("bdi", "file-name", file.name);
        item.append(name, make("span", "what", [size(file.size), fault(file)].filter(Boolean).join(" · ")), remove);
        return item;
      }));
      problem.textContent = complaint();
      problem.hidden = !problem.textContent;
    };
    const add = (files) => {
      const known = new Set(chosen.map((file) => `${file.name}/${file.size}/${file.lastModified}`));
      chosen = [...chosen, ...[...files].filter((file) => !known.has(`${file.name}/${file.size}/${file.lastModified}`))];
      show();
    };

    input.addEventListener("change", () => add(input.files));
    box.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      box.classList.add("over");
    });
    box.addEventListener("dragleave", (event) => {
      if (!box.contains(event.relatedTarget)) box.classList.remove("over");
    });
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("over");
      add(event.dataTransfer.files);
    });
    input.form.addEventListener("submit", (event) => {
      if (problem.hidden) return;
      event.preventDefault();
      input.focus();
    });
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-upload]").forEach(set));
})();
