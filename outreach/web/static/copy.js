/* A button that copies what a field holds; hidden where nothing can be copied. */

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = document.querySelector("[data-copied]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    said.hidden = false;
  });
  field.addEventListener("focus", () => field.select());
}
