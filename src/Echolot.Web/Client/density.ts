// Rows of the list stand closer together, or have more room: at once here, and kept for the person by the server.
import { post } from './work';

document.addEventListener('submit', event => {
  const form = event.target as HTMLFormElement;
  const list = document.querySelector('echo-inbox');
  if (!form.matches('form[data-density]') || !list) return;
  event.preventDefault();
  const compact = list.classList.toggle('compact');
  void post(form.action, { compact: compact ? '1' : '0' });
  const [button, field] = [form.querySelector('button'), form.querySelector<HTMLInputElement>('[name="compact"]')];
  const label = (compact ? form.dataset.roomy : form.dataset.density) ?? '';
  button?.setAttribute('aria-label', label);
  button?.setAttribute('title', label);
  if (field) field.value = compact ? '0' : '1';
});
