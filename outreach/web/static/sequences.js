// Texts are read again while they are typed; without this, they are when they are saved.
const WAIT = 450;

for (const form of document.querySelectorAll("form[data-live]")) {
  let timer, call, dirty = false;

  const places = () => new Map(
    [...form.querySelectorAll("[data-beside]")].map((place) => [place.dataset.beside, place]),
  );

  const busy = (yes) => {
    for (const place of places().values()) place.setAttribute("aria-busy", String(yes));
  };

  const read = async () => {
    call?.abort();
    call = new AbortController();
    busy(true);
    try {
      const answer = await fetch(form.dataset.live, {
        method: "POST", body: new FormData(form), signal: call.signal, redirect: "error",
      });
      if (answer.ok) show(await answer.text());
      busy(false);
    } catch (error) {
      if (error.name !== "AbortError") busy(false);
    }
  };

  const show = (html) => {
    const found = new DOMParser().parseFromString(html, "text/html");
    const here = places();
    for (const part of found.querySelectorAll("[data-beside]")) {
      const place = here.get(part.dataset.beside);
      if (!place || place.innerHTML === part.innerHTML) continue;
      const open = place.querySelector("details")?.open;
      place.replaceChildren(...part.childNodes);
      if (open) place.querySelector("details")?.setAttribute("open", "");
    }
  };

  const later = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(read, WAIT);
  };

  form.addEventListener("input", later);
  form.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  // Somebody types before this has arrived, or a browser brings back what was typed.
  if ([...form.elements].some((field) => field.value !== (field.defaultValue ?? field.value))) later();
}
