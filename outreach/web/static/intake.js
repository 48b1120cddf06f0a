/* A file that is too big says so before it is sent. */

const field = document.querySelector("[data-upload] input[type=file]");
field?.addEventListener("change", () => {
  const size = field.files[0]?.size ?? 0;
  field.setCustomValidity(size > Number(field.dataset.most) ? field.dataset.said : "");
  field.reportValidity();
});
