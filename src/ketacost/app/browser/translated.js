// A browser that translates a page puts elements of its own in the place of texts. React goes on
// writing to the texts, which stand nowhere: old figures would stay, and removing one is an error.
// So what was put in a text's place is remembered, and gives way as soon as React touches the text.
(() => {
  const inPlaceOf = new WeakMap(); // a text that was taken out: what stands in its place
  const isText = (node) => node?.nodeType === Node.TEXT_NODE;
  const isFont = (node) => node?.nodeName === "FONT";

  new MutationObserver((changes) => {
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of changes) {
      if (!removedNodes.length) continue;
      const font = [...addedNodes, previousSibling, nextSibling].find(isFont);
      if (font) for (const node of removedNodes) if (isText(node)) inPlaceOf.set(node, font);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  // What stands for a node in its React parent: a wrapper that it was moved into, or put there for it.
  const standIn = (node) => {
    if (!isText(node)) return null;
    let font = node.parentNode ? node : inPlaceOf.get(node);
    while (isFont(font?.parentNode)) font = font.parentNode;
    return font === node ? null : font;
  };

  const { removeChild, insertBefore } = Node.prototype;
  Node.prototype.removeChild = function (child) {
    if (child?.parentNode === this || !(child instanceof Node)) return removeChild.call(this, child);
    const font = standIn(child);
    if (font?.parentNode === this) removeChild.call(this, font);
    return child;
  };
  Node.prototype.insertBefore = function (node, before) {
    if (!before || before.parentNode === this) return insertBefore.call(this, node, before);
    const font = standIn(before);
    return insertBefore.call(this, node, font?.parentNode === this ? font : null);
  };

  const value = Object.getOwnPropertyDescriptor(Node.prototype, "nodeValue");
  Object.defineProperty(Node.prototype, "nodeValue", {
    ...value,
    set(text) {
      const font = standIn(this);
      if (font?.parentNode) font.parentNode.replaceChild(this, font);
      value.set.call(this, text);
    },
  });
})();
