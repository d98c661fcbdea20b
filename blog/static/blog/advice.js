// Asks for advice on the text in the editor whenever it has changed, and shows it beside the text.

const INTERVAL = 2000;

// What the form says, without files.
function said(form) {
  return new URLSearchParams(
    [...new FormData(form)].filter(([, value]) => typeof value === "string"),
  );
}

function start(place) {
  const form = document.querySelector("[data-edit-form]");
  if (!form) return;
  let asked = "";
  let isAsking = false;

  async function ask() {
    if (isAsking || document.hidden || !place.offsetParent) return;
    const body = said(form);
    if (`${body}` === asked) return;
    isAsking = true;
    try {
      const response = await fetch(place.dataset.hearthAdvice, { method: "POST", body });
      // A log-in page or an error is no advice; the last one stays.
      if (response.ok && !response.redirected) {
        place.innerHTML = await response.text();
        asked = `${body}`;
      }
    } catch {
      // Without a network there is no new advice. The next round tries again.
    } finally {
      isAsking = false;
    }
  }

  ask();
  setInterval(ask, INTERVAL);
}

document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-hearth-advice]");
  if (place) start(place);
});
