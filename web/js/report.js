// The report, quicker: one sentence of what will be sent, photos made small and sent one by one, and a send that
// survives a bad signal. Everything stays in this page's memory: nothing is kept in the browser.
{
  const form = document.querySelector("form[data-report]");
  const LONGEST = 2048; // pixels; enough to know a face, small enough for a shop's signal
  const QUALITY = 0.85;
  const WAIT = 20_000; // milliseconds until a send counts as failed

  const AGAIN = 15_000; // milliseconds until the next try by itself

  const find = (selector) => form.querySelector(selector);
  const element = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);

  // --- The sentence

  const chosen = (name) => form.querySelector(`[name="${name}"]:checked`);
  const strong = (text) => element("b", { textContent: text });

  function place() {
    const select = find('[name="premises"]');
    return select?.selectedOptions?.[0]?.textContent ?? "";
  }

  function sentence() {
    const said = find("[data-said]");
    const kind = chosen("kind");
    if (!kind) return said.replaceChildren("Choose what happened.");
    const parts = [strong(kind.dataset.say)];
    const band = chosen("band");
    if (band && kind.hasAttribute("data-value")) parts.push(band.dataset.say);
    const who = chosen("who");
    if (who) parts.push(who.dataset.say);
    for (const name of ["police", "staff_hurt", "weapon"]) if (chosen(name)) parts.push(chosen(name).dataset.say);
    if (shots.length) parts.push(shots.length === 1 ? "1 photo" : `${shots.length} photos`);
    parts.push(place().split(",")[0], when());
    said.replaceChildren(...parts.filter(Boolean).flatMap((part, i) => (i ? [", ", part] : [part])));
  }

  const first = form && { date: find('[name="occurred_date"]').value, time: find('[name="occurred_time"]').value, words: find("[data-when]").textContent };
  function when() {
    const date = find('[name="occurred_date"]').value;
    const time = find('[name="occurred_time"]').value;
    if (date === first.date && time === first.time) return first.words;
    if (date === first.date) return `${first.words.split(" ").slice(0, -1).join(" ")} ${time}`.trim();
    const day = new Date(`${date}T12:00`);
    if (Number.isNaN(day.getTime())) return time;
    return `${day.toLocaleDateString("en-GB", { day: "numeric", month: "long" })} ${time}`;
  }

  function follow() {
    find("[data-where]").textContent = place();
    find("[data-when]").textContent = when();
    sentence();
  }

  // --- Photos: shrunk at once, so that the send is short

  let shots = []; // { blob, item, sent }
  let making = Promise.resolve(); // one picture at a time: a phone has little memory

  async function shrink(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = element("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    // Drawing again leaves behind where and with what the photo was taken.
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return { blob, canvas };
  }

  function preview(canvas, into) {
    into.width = 320;
    into.height = 240;
    const scale = Math.max(320 / canvas.width, 240 / canvas.height);
    const width = canvas.width * scale;
    const height = canvas.height * scale;
    into.getContext("2d").drawImage(canvas, (320 - width) / 2, (240 - height) / 2, width, height);
  }

  async function take(files) {
    for (const file of files) {
      const item = find("[data-shots] template").content.firstElementChild.cloneNode(true);
      find(".shots").append(item);
      const state = item.querySelector(".state span");
      state.textContent = "Making it small";
      const shot = { item, sent: false };
      item.querySelector("button").addEventListener("click", () => {
        shots = shots.filter((other) => other !== shot);
        item.remove();
        sentence();
      });
      try {
        const { blob, canvas } = await shrink(file);
        shot.blob = blob;
        preview(canvas, item.querySelector("canvas"));
        state.textContent = `Ready, ${Math.max(1, Math.round(blob.size / 1024))} kB`;
        if (item.isConnected) shots.push(shot);
      } catch {
        state.className = "failed";
        state.textContent = /hei[cf]/i.test(file.type + file.name)
          ? "HEIC cannot be read. On the iPhone choose Settings > Camera > Formats > Most Compatible and take it again, or send a screenshot of it."
          : "Cannot be read. Choose a JPEG, PNG or WebP.";
      }
      sentence();
    }
  }

  // --- Sending

  async function ask(url, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), WAIT);
    try {
      return await fetch(url, { credentials: "same-origin", ...options, signal: stop.signal });
    } finally {
      clearTimeout(timer);
    }
  }

  function trouble(text, link) {
    find(".trouble")?.remove();
    if (!text) return;
    const line = element("p", { className: "trouble", textContent: text });
    line.setAttribute("role", "alert");
    if (link) line.append(" ", link);
    find(".send").prepend(line);
  }

  function busy(words) {
    const button = find("[data-send]");
    button.disabled = Boolean(words);
    button.classList.toggle("busy", Boolean(words));
    button.textContent = words || "Send";
  }

  // Each message stands on its field, as it does in the server's own page; the bar says what is on none.
  function problems(problem) {
    unmark();
    const wrong = Object.entries(problem.errors ?? {}).map(([name, message]) => [mark(name, message), message]);
    const elsewhere = wrong.filter(([field]) => !field).map(([, message]) => message);
    trouble([problem.detail, ...elsewhere].filter(Boolean).join(" ") || "This could not be sent.");
    const field = wrong.find(([marked]) => marked)?.[0];
    (field?.matches("input, select, textarea") ? field : field?.querySelector("input"))?.focus();
  }

  function unmark() {
    for (const message of form.querySelectorAll(".error")) message.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const field of form.querySelectorAll(".wrong")) field.classList.remove("wrong");
  }

  function mark(name, message) {
    const field = document.getElementById(name);
    if (!field || !form.contains(field)) return undefined;
    field.closest("details")?.setAttribute("open", "");
    const line = element("p", { className: "error", id: `${name}-error`, textContent: message });
    if (field.matches("input, select, textarea")) {
      field.before(line);
      field.closest(".field")?.classList.add("wrong");
      field.setAttribute("aria-invalid", "true");
    } else {
      (field.querySelector("legend") ?? field.firstElementChild).after(line);
    }
    const told = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== line.id);
    field.setAttribute("aria-describedby", [...told, line.id].join(" "));
    return field;
  }

  // Signed out meanwhile: sign in on another tab; this page then fetches a fresh token and what was typed stays.
  function signedOut() {
    const link = element("a", { href: "/sign-in", target: "_blank", textContent: "Sign in on a new tab" });
    trouble("You were signed out. Nothing is lost: sign in, come back here and press Send.", link);
  }
  async function freshToken() {
    const answer = await ask(form.action, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector('form[data-report] [name="csrf"]')?.value;
    if (token) find('[name="csrf"]').value = token;
    return Boolean(token);
  }

  let filed; // the server's answer; once there, only photos remain to be sent

  async function file(keep) {
    const body = new URLSearchParams(new FormData(form));
    if (keep) body.set("save", "1");
    if (!chosen("kind")?.hasAttribute("data-value")) body.delete("band");
    const options = { method: "POST", body, redirect: "manual", headers: { Accept: "application/json", "X-Requested": "fetch" } };
    const answer = await ask(form.action, options);
    if (answer.ok) return answer.json();
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return null;
    const problem = await answer.json().catch(() => ({}));
    throw Object.assign(new Error("refused"), { problem });
  }

  async function sendPhotos() {
    const bar = find(".send progress") ?? element("progress", { max: shots.length });
    bar.max = shots.length;
    bar.setAttribute("aria-label", "Photos sent");
    find(".send").prepend(bar);
    let left = 0;
    for (const [i, shot] of shots.entries()) {
      if (!shot.sent) await sendPhoto(shot, i);
      bar.value = i + 1;
      if (!shot.sent) left += 1;
    }
    bar.remove();
    return left;
  }

  async function sendPhoto(shot, i) {
    const state = shot.item.querySelector(".state span");
    busy(`Photo ${i + 1} of ${shots.length}`);
    const body = new FormData();
    body.set("csrf", find('[name="csrf"]').value);
    body.set("photo", shot.blob, "photo.jpg");
    try {
      const answer = await ask(filed.photos_url ?? `/reports/${filed.id}/photos`, { method: "POST", body, headers: { Accept: "application/json", "X-Requested": "fetch" } });
      shot.sent = answer.ok;
      const problem = answer.ok ? {} : await answer.json().catch(() => ({}));
      state.textContent = answer.ok ? "Sent" : problem.detail || "Not sent";
    } catch {
      state.textContent = "Not sent: no signal";
    }
    state.className = shot.sent ? "" : "failed";
    shot.item.querySelector("button").hidden = shot.sent;
  }

  let sending = false;
  async function send(keep) {
    if (sending) return;
    if (!keep && !chosen("kind")) {
      trouble("Choose what happened first.");
      return find('[name="kind"]').focus();
    }
    sending = true;
    trouble("");
    unmark();
    busy(keep ? "Saving" : "Sending");
    try {
      await making;
      filed ??= (await file(keep)) ?? ((await freshToken()) ? await file(keep) : undefined);
      if (!filed) return signedOut();
      const left = await sendPhotos();
      if (!left) return location.assign(keep ? "/reports?saved=1" : filed.page);
      if (keep) filed = undefined; // a draft may still be sent
      if (keep) return trouble(`Saved, but ${left === 1 ? "one photo is" : `${left} photos are`} not: press Save to try again.`);
      const link = element("a", { href: `/reports/${filed.id}`, textContent: "Go on without them." });
      trouble(`Your report ${filed.reference} is in. ${left === 1 ? "One photo is" : `${left} photos are`} not: press Send to try again.`, link);
    } catch (error) {
      if (error.problem) problems(error.problem);
      else trouble("Not sent: no signal. Nothing is lost. Press Send again; it is sent by itself when the signal is back.");
      waiting = error.problem ? undefined : () => send(keep);
      if (waiting) setTimeout(again, AGAIN);
    } finally {
      sending = false;
      busy("");
    }
  }

  let waiting; // a send failed for want of signal; its key makes sending twice one report
  function again() {
    const next = waiting;
    waiting = undefined;
    next?.();
  }

  // --- Find by name without leaving the sheet: the server's own page, of which only the faces are taken

  async function findFaces() {
    const body = new URLSearchParams(new FormData(form));
    body.set("find", "1");
    const answer = await ask(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const faces = page.querySelector("[data-faces]");
    if (!faces) throw new Error("no faces");
    const kept = find("[data-faces] :checked")?.closest(".face"); // who was chosen stays chosen
    find("[data-faces]").replaceChildren(...faces.childNodes);
    if (kept && !chosen("who")) (find(".faces") ?? find("[data-faces]")).prepend(kept);
    sentence();
  }

  if (form) {
    find("[data-shots]").hidden = false;
    form.addEventListener("input", follow);
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-shot]")) {
        const files = [...event.target.files];
        making = making.then(() => take(files));
        event.target.value = "";
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.name !== "find") return send(event.submitter?.name === "save");
      findFaces().then(() => trouble(""), () => trouble("Could not search: no signal."));
    });
    find("#who_search").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      find('[name="find"]').click();
    });
    window.addEventListener("online", again);
    window.addEventListener("beforeunload", (event) => {
      if ((chosen("kind") && waiting) || sending || (filed && shots.some((shot) => !shot.sent))) event.preventDefault();
    });
    follow();
  }
}
