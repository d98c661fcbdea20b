// Looks again, while an import is going on, without loading the page anew.
const WAIT = 2000;

async function lookAgain() {
  const shown = document.querySelector("[data-import][data-busy]");
  if (!shown) return;
  try {
    const response = await fetch(window.location.href, { credentials: "same-origin" });
    const text = await response.text();
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-import]");
    if (response.ok && fresh) {
      if (!fresh.hasAttribute("data-busy")) {
        window.location.reload();
        return;
      }
      shown.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // The server is away for a moment; the next look may find it.
  }
  window.setTimeout(lookAgain, WAIT);
}

window.setTimeout(lookAgain, WAIT);
