// On a phone the composer is one line until somebody begins to write, and then stays as it is: a finger on one of its buttons
// takes the focus away, and nothing may move under it.
document.addEventListener('focusin', event => {
  if (event.target instanceof Element) event.target.closest('[data-composer].composer')?.classList.add('begun');
});
