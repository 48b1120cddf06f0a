/* The live meter of a message, and ready-made texts put in without a round trip. */
import { leaves, measure } from "./segments.js";

const form = document.querySelector("[data-write]");
const text = form?.querySelector("[data-text]");
const meter = form?.querySelector("[data-meter]");
const way = form?.querySelector("select[name=point_id]");

const bySms = () => !/@/.test(way ? way.selectedOptions[0]?.text ?? "" : form.querySelector(".by")?.textContent ?? "");

function weigh() {
  if (!text.value.trim()) { meter.textContent = ""; return; }
  if (!bySms()) { meter.textContent = "E-mail"; meter.classList.remove("dear"); return; }
  const cost = measure(leaves(text.value));
  const why = cost.segments > 1 && cost.costly.length ? `, à cause de\u00a0: ${cost.costly.slice(0, 8).join(" ")}` : "";
  meter.textContent = `${cost.segments} SMS${why}`;
  meter.classList.toggle("dear", cost.segments > 1);
}

function putIn(ready) {
  const said = ready.selectedOptions[0]?.dataset.said;
  if (!said) return;
  text.value = text.value.trim() ? `${text.value.trim()}\n${said}` : said;
  ready.value = "";
  weigh();
  text.focus();
}

if (form && text && meter) {
  text.addEventListener("input", weigh);
  way?.addEventListener("change", weigh);
  const ready = form.querySelector("[data-ready]");
  const button = form.querySelector("button[name=inserer]");
  button?.addEventListener("click", (event) => { event.preventDefault(); putIn(ready); });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.querySelector("button[name=envoyer]").click();
    if (event.key === "Escape") text.blur();
  });
  let sent = false; // a second click while the first is on its way
  form.addEventListener("submit", (event) => { if (sent) event.preventDefault(); sent = true; });
  addEventListener("pageshow", () => { sent = false; });
  /* What came in while nothing was typed has been read before writing. */
  form.closest("[data-live]")?.addEventListener("renewed", (event) => {
    if (!text.value.trim() && event.detail.seen) form.elements.seen.value = event.detail.seen;
  });
  weigh();
}
