/* Keeps a list or a thread up to date, and moves through it by keyboard. Pages work without it. */
const EVERY = 3000; // milliseconds
const typing = (place) => place instanceof HTMLElement && (place.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(place.tagName));

/* Where the eye is: what has the focus stays where it is on the screen. */
function swap(part, html) {
  const held = document.activeElement;
  const inside = part.contains(held) && held instanceof HTMLAnchorElement ? held.getAttribute("href") : null;
  if (part.contains(held) && !inside) return false; // a button there is being used: next time
  const open = part.querySelector("details[open]");
  if (open) return false; // something is being read there
  part.innerHTML = html;
  if (inside) part.querySelector(`a[href="${CSS.escape(inside)}"]`)?.focus({ preventScroll: true });
  return true;
}

function tell(root, count, text) {
  const news = root.querySelector("[data-news]");
  const words = count ? text(count) : "";
  if (news && news.textContent !== words) news.textContent = words; // said once, not at each look
}

const said = (count) => (count > 1 ? `${count} nouveaux messages` : "1 nouveau message");

function live(root) {
  const part = root.querySelector("[data-part]");
  if (!root.dataset.live || !part) return;
  const shown = () => part.firstElementChild?.dataset ?? {};
  async function look() {
    if (document.hidden) return;
    const address = new URL(root.dataset.live, location.href);
    address.searchParams.set("depuis", shown().stamp ?? "");
    address.searchParams.set("vu", shown().seen ?? "0");
    const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) return;
    const news = await answer.json();
    if (!news.html) return;
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 120;
    count(news.waiting);
    if (!swap(part, news.html)) {
      tell(root, news.arrived ?? 0, said); // shown once what is being read there is closed
      return;
    }
    root.dispatchEvent(new CustomEvent("renewed", { detail: news }));
    if (news.arrived) {
      tell(root, news.arrived, said);
      setTimeout(() => tell(root, 0), 8000);
      if (atEnd && root.classList.contains("talk")) scrollTo(0, document.documentElement.scrollHeight);
    }
  }
  const turn = () => look().catch(() => {}).finally(() => setTimeout(turn, EVERY));
  setTimeout(turn, EVERY);
  document.addEventListener("visibilitychange", () => look().catch(() => {}));
}

/* The number beside « À traiter » in the header, and in the title of its page. */
function count(waiting) {
  if (waiting === undefined) return;
  const place = document.querySelector('.ways a[href="/"]');
  let badge = place?.querySelector(".count");
  if (place && !badge && waiting) place.append(" ", (badge = Object.assign(document.createElement("span"), { className: "count" })));
  if (badge) badge.hidden = !waiting;
  const hint = badge?.querySelector(".visually-hidden");
  if (badge) badge.replaceChildren(String(waiting), ...(hint ? [hint] : []));
  if (/^\(\d+\) /.test(document.title) || document.querySelector(".inbox-list")) {
    document.title = (waiting ? `(${waiting}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  }
}

function move(step) {
  const rows = [...document.querySelectorAll("a[data-row]")].filter((row) => row.offsetParent);
  if (!rows.length) return;
  const here = rows.indexOf(document.activeElement);
  const start = here >= 0 ? here : rows.findIndex((row) => row.getAttribute("aria-current"));
  const next = start < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(start + step, 0), rows.length - 1);
  rows[next].focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  r: () => document.querySelector("[data-text]")?.focus(),
  u: () => document.querySelector(".back a")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});

for (const root of document.querySelectorAll("[data-live]")) live(root);

/* One panel at a time, and Escape closes it. */
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.(".drop") || !event.target.open) return;
  for (const other of document.querySelectorAll(".drop[open]")) if (other !== event.target) other.open = false;
}, true);
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".drop[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
