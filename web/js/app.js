// What every page may use. Nothing here is needed: each page and each deed works without it.
// The files of this folder are served as one module, app first; each keeps its names to itself.
{
  // After a failed send the list of problems takes the focus, so that it is read out.
  document.getElementById("problems")?.focus();

  // On a phone the strip of navigation shows where you are.
  const here = document.querySelector(".nav [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.parentElement.offsetLeft - 16;

  // A code beside a button: <span class="copy"><code id="c">…</code><button hidden data-copy="c">Copy</button></span>
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      const before = button.textContent;
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = before), 2000);
    });
  }

  // A deed that cannot be undone: its button wakes when the word is typed. The server asks for the word too.
  for (const field of document.querySelectorAll("[data-word]")) {
    const button = field.form?.querySelector(".danger");
    const wake = () => button?.setAttribute("aria-disabled", String(field.value.trim().toUpperCase() !== field.dataset.word.toUpperCase()));
    field.addEventListener("input", wake);
    wake();
  }

  // A form is sent once, however often its button is pressed on a slow line. Coming back by the Back key frees it again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-report") || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    if (form.method !== "post") return;
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000); // an answer that is a download leaves this page in place
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // <select data-go> in a form that only looks (GET) needs no button.
  for (const choice of document.querySelectorAll("select[data-go]")) {
    choice.addEventListener("change", () => choice.form.requestSubmit());
  }

  document.getElementById("print")?.addEventListener("click", () => window.print());

  // The QR picture of a letter carries its code behind a #, which no browser sends anywhere: put it into its field.
  const code = document.querySelector("form[data-notice] #code");
  if (code && location.hash.length > 1) {
    code.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
    document.getElementById("day")?.focus();
  }
}
