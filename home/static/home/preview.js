// The editor looks for changes every 200 ms instead of every 500, so that the preview follows
// within a second of a pause.
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-edit-form]")) {
    form.setAttribute("data-w-unsaved-check-interval-value", "200");
  }
});
