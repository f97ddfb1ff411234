// Dialogs open by data-open, menus are placed beside their button, the theme changes without a reload.

document.addEventListener('click', event => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>('[data-open]');
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open ?? '');
    if (dialog instanceof HTMLDialogElement) {
      (opener.closest('[popover]') as HTMLElement | null)?.hidePopover();
      dialog.showModal();
    }
    return;
  }
  // A click on the veil closes; the dialog itself is only hit outside of its content.
  if (target instanceof HTMLDialogElement && target.matches('.dialog, .palette')) {
    const box = target.getBoundingClientRect();
    const mouse = event as MouseEvent;
    const inside = mouse.clientX >= box.left && mouse.clientX <= box.right && mouse.clientY >= box.top && mouse.clientY <= box.bottom;
    if (!inside) target.close();
  }
});

// A form that came back with errors: the page says open, only a script can make it modal.
for (const dialog of document.querySelectorAll<HTMLDialogElement>('dialog.dialog[open]')) {
  dialog.close();
  dialog.showModal();
}

document.addEventListener(
  'beforetoggle',
  event => {
    const menu = event.target;
    if (!(menu instanceof HTMLElement) || !menu.matches('.menu-anchor > .menu')) return;
    if ((event as ToggleEvent).newState !== 'open') return;
    const button = menu.parentElement?.querySelector('button');
    if (!button) return;
    const at = button.getBoundingClientRect();
    requestAnimationFrame(() => {
      const left = Math.min(at.left, innerWidth - menu.offsetWidth - 8);
      const below = at.bottom + 4 + menu.offsetHeight <= innerHeight;
      menu.style.left = `${Math.max(8, at.right - menu.offsetWidth < 8 ? left : at.right - menu.offsetWidth)}px`;
      menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)}px`;
    });
  },
  true,
);

document.addEventListener('keydown', event => {
  const menu = (event.target as Element).closest('.menu');
  // In a choice or a field the arrows are its own.
  if (!menu || (event.target as Element).matches('select, input, textarea') || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
  const items = [...menu.querySelectorAll<HTMLElement>('a, button')].filter(item => item.offsetParent !== null);
  const here = items.indexOf(document.activeElement as HTMLElement);
  const next = items[(here + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length];
  next?.focus();
  event.preventDefault();
});

document.addEventListener('submit', event => {
  const form = event.target as HTMLFormElement;
  if (!form.matches('[data-theme-toggle]')) return;
  event.preventDefault();
  const root = document.documentElement;
  const dark = root.dataset.theme === 'dark' || (root.dataset.theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  const theme = dark ? 'light' : 'dark';
  root.dataset.theme = theme;
  const body = new FormData(form);
  body.set('theme', theme);
  for (const button of document.querySelectorAll('button[name="theme"]')) {
    button.setAttribute('aria-pressed', String((button as HTMLButtonElement).value === theme));
  }
  void fetch(form.action, { method: 'POST', body, headers: { 'HX-Request': 'true' } });
});
