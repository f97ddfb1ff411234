// A form that asks for a time zone starts with the one of the browser.

for (const select of document.querySelectorAll<HTMLSelectElement>('select[data-own-zone]')) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some(option => option.value === own)) select.value = own;
}

export {};
