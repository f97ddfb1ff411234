// Keys that work everywhere: Ctrl/Cmd+K palette, ? overview, / search field, g then a letter goes to a page.
// Pages add their own by elements with data-hotkey="x": the key clicks the element.

let afterG = -Infinity;

export const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select, [data-typing]'));

const show = (id: string): void => {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !document.querySelector('dialog[open]')) dialog.showModal();
};

document.addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    show('palette');
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  if (document.querySelector('dialog[open]')) return;

  if (performance.now() - afterG < 1500) {
    afterG = -Infinity;
    const link = document.querySelector<HTMLAnchorElement>(`a[data-key="${CSS.escape(event.key)}"]`);
    if (link) {
      event.preventDefault();
      location.assign(link.href);
      return;
    }
  }
  if (event.key === 'g') {
    afterG = performance.now();
  } else if (event.key === '?') {
    show('keys');
  } else if (event.key === '/') {
    const field = document.querySelector<HTMLInputElement>('[data-search]');
    event.preventDefault();
    if (field) {
      field.focus();
      field.select();
    } else {
      show('palette');
    }
  } else {
    const hot = document.querySelector<HTMLElement>(`[data-hotkey="${CSS.escape(event.key)}"]`);
    if (hot) {
      event.preventDefault();
      hot.click();
    }
  }
});
