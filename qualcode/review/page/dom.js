// Parts of the page are made, and who uses it is told.

export const $ = (id) => document.getElementById(id);

export const made = (tag, name = "", text = "") => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text) node.textContent = text; // never HTML: what was said is only ever text
  return node;
};

export function say(text) { $("status").textContent = text; $("status").title = text; }

export function warn(text) { $("alert").textContent = text; }
