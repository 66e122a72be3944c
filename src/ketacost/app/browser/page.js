// What pages of ours do in the browser. It works by what elements say of themselves (`data-kc-...`),
// so that it holds for whatever Streamlit draws, at any time, and no page needs a script of its own.
(() => {
  // An empty address is filled in without an entry in the browser's history.
  const fillIn = (element) => {
    const query = JSON.parse(element.dataset.kcAddress);
    const here = new URLSearchParams(location.search);
    if (here.has("v")) return;
    for (const name of ["embed", "embed_options", "lang"])
      here.getAll(name).forEach((value) => query.unshift([name, value]));
    history.replaceState(history.state, "", "?" + new URLSearchParams(query));
  };

  const say = (element) => {
    if (element.dataset.kcAddress) fillIn(element);
    if (element.dataset.kcLang) document.documentElement.lang = element.dataset.kcLang;
  };

  const SAYS = "[data-kc-address], [data-kc-lang]";
  const look = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches(SAYS)) say(node);
    node.querySelectorAll(SAYS).forEach(say);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") say(change.target);
      else change.addedNodes.forEach(look);
    }
    tellHeight();
  }).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-kc-address", "data-kc-lang"],
  });

  // Copies the text of the element that a button names; a frame may refuse the newer call.
  const copy = async (button) => {
    const from = document.querySelector(button.dataset.kcCopy);
    if (!from) return;
    let done = false;
    try {
      await navigator.clipboard.writeText(from.value ?? from.textContent);
      done = true;
    } catch {
      if (from.select) from.select();
      else getSelection().selectAllChildren(from);
      done = document.execCommand("copy");
    }
    const said = document.querySelector(button.dataset.kcSaid || "#kc-said");
    if (said) said.textContent = (done ? button.dataset.kcDone : button.dataset.kcRefused) || "";
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-kc-copy], [data-kc-print]");
    if (!button) return;
    if (button.dataset.kcCopy) copy(button);
    else print();
  });

  // In a frame: the height of what is in it, told to the page around it.
  let told = 0;
  const tellHeight = () => {
    if (parent === window) return;
    const box =
      document.getElementById("kc-first") ||
      document.querySelector("[data-testid=stMainBlockContainer]");
    const height = box ? Math.ceil(box.getBoundingClientRect().height) : 0;
    if (height && height !== told) parent.postMessage({ ketacost: { height: (told = height) } }, "*");
  };
  addEventListener("resize", tellHeight);
  addEventListener("DOMContentLoaded", tellHeight);
  setInterval(tellHeight, 1000); // what grows without a change of its elements: pictures, folds
})();
