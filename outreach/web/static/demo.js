// Parts of the demonstration's pages look again by themselves; without this, reloading does it.
const EVERY = 2000;

function toEnd(part) {
  if ("end" in part.dataset) part.scrollTop = part.scrollHeight;
}

// Only what is new is put in: a screen reader then says that alone.
function show(part, told) {
  const fresh = document.createElement("template");
  fresh.innerHTML = told;
  const [before, after] = [[...part.children], [...fresh.content.children]];
  if (!after.length) {
    if (part.textContent !== told) part.textContent = told;
    return;
  }
  let same = 0;
  while (before[same] && after[same] && before[same].outerHTML === after[same].outerHTML) same += 1;
  if (same === before.length && same === after.length) return;
  before.slice(same).forEach((child) => child.remove());
  part.append(...after.slice(same));
  toEnd(part);
}

async function look(part) {
  if (document.hidden) return;
  try {
    const answer = await fetch(part.dataset.refresh, { headers: { Accept: "text/html" } });
    if (answer.ok) show(part, (await answer.text()).trim());
  } catch {
    // The town was stopped: the page stays as it is.
  }
}

for (const part of document.querySelectorAll("[data-refresh]")) {
  toEnd(part);
  setInterval(look, EVERY, part);
}
