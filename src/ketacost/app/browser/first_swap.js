// The block with the answer goes once the live page has its own, or an error where it should be;
// never under a reader who has scrolled, selected text or stands on a link of it.
(() => {
  const first = document.getElementById("kc-first");
  const root = document.getElementById("root");
  const all = document.documentElement;
  const go = document.getElementById("kc-first-go");
  let ready = false, gone = false, asked = 0;
  all.classList.add("kc-waiting");

  const shown = (e) => e && e.getBoundingClientRect().height > 0;
  const waits = () =>
    [...root.querySelectorAll("[data-testid=stSkeleton]")].some(
      (e) => shown(e) && e.getBoundingClientRect().top < innerHeight,
    );
  const stands = () => {
    if (shown(root.querySelector(".kc-cards [data-figure], [data-testid=stMetricValue]"))) return !waits();
    if (root.querySelector(".st-key-foot")) return !waits();
    return (
      root.querySelector("[data-test-script-state=notRunning]") &&
      root.querySelector("[data-testid=stException], [data-testid=stAlert]")
    );
  };
  const atRest = () =>
    scrollY < 8 && getSelection().isCollapsed && !first.contains(document.activeElement);
  const swap = () => {
    if (gone) return;
    gone = true;
    watch.disconnect();
    first.remove();
    document.getElementById("kc-first-style").remove();
    all.classList.remove("kc-waiting");
    delete all.dataset.kcTheme;
    scrollTo(0, 0);
    for (const name of ["scroll", "selectionchange", "focusout"]) document.removeEventListener(name, look);
  };
  const look = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      if (gone || !(ready ||= Boolean(stands()))) return;
      if (atRest()) swap();
      else go.hidden = false;
    });
  };
  const watch = new MutationObserver(look);
  watch.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-test-script-state"] });
  for (const name of ["scroll", "selectionchange", "focusout"])
    document.addEventListener(name, look, { passive: true });
  go.addEventListener("click", swap);
})();
