// The gallery from the keyboard: "/" to search, arrow keys from face to face.
{
  const gallery = document.querySelector("[data-gallery]");
  const search = document.getElementById("q");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || !search || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    search.focus();
  });

  gallery?.addEventListener("keydown", (event) => {
    const links = [...gallery.querySelectorAll("h2 a")];
    const at = links.indexOf(event.target);
    if (at < 0) return;
    const columns = getComputedStyle(gallery).gridTemplateColumns.split(" ").length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const next = step && links[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  // Dragging a face out of the page is a way of copying it.
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest(".photo, .face")) event.preventDefault();
  });
}
