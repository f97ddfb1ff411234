// Rows of the inbox say who of the others looks at them or writes there. Asked as often as pages say that somebody is here.
const pace = 8000;

interface Onlooker {
  name: string;
  writing: boolean;
}

const eye = '<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="M2.06 12.35a1 1 0 0 1 0-.7 10.75 10.75 0 0 1 19.88 0 1 1 0 0 1 0 .7 10.75 10.75 0 0 1-19.88 0" /><circle cx="12" cy="12" r="3" /></svg>';
const pen = '<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="M21.17 6.81a1 1 0 0 0-3.99-3.98L3.84 16.17a2 2 0 0 0-.5.83l-1.32 4.36a.5.5 0 0 0 .62.62l4.36-1.32a2 2 0 0 0 .83-.5z" /></svg>';

let here: Record<string, Onlooker[]> = {};

const inbox = (): HTMLElement | null => document.querySelector<HTMLElement>('echo-inbox');
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('#talks [data-talk]')];

const show = (): void => {
  const words = inbox()?.dataset;
  for (const row of rows()) {
    const others = here[row.dataset.talk ?? ''] ?? [];
    // Whoever looks has read it; so has whoever opened it here.
    if (others.length > 0 || row.classList.contains('here')) row.querySelector('.unread-count')?.remove();
    let place = row.querySelector<HTMLElement>('.talk-eyes');
    if (others.length === 0) {
      place?.remove();
      continue;
    }
    const said = others.map(one => ((one.writing ? words?.writes : words?.looks) ?? '').replace('{0}', one.name)).join(' · ');
    if (place?.title === said) continue;
    if (!place) {
      place = document.createElement('span');
      place.className = 'talk-eyes';
      row.querySelector('.talk-foot')?.append(place);
    }
    place.title = said;
    place.classList.toggle('writes', others.some(one => one.writing));
    place.innerHTML = others.some(one => one.writing) ? pen : eye;
    const [names, full] = [document.createElement('span'), document.createElement('span')];
    names.setAttribute('aria-hidden', 'true');
    names.textContent = others.length > 1 ? `${others[0]?.name.split(' ')[0] ?? ''} +${others.length - 1}` : (others[0]?.name.split(' ')[0] ?? '');
    full.className = 'sr';
    full.textContent = said;
    place.append(names, full);
  }
};

const ask = async (): Promise<void> => {
  const [address, ids] = [inbox()?.dataset.onlookers, rows().map(row => row.dataset.talk ?? '')];
  if (!address || ids.length === 0 || document.hidden) return;
  try {
    const answer = await fetch(`${address}?ids=${ids.join(',')}`);
    if (!answer.ok) return;
    here = (await answer.json()) as Record<string, Onlooker[]>;
    show();
  } catch {
    // The live element says that the connection is gone.
  }
};

// The list is made anew while one looks: what is known is put on the new rows.
const whole = inbox();
if (whole) new MutationObserver(show).observe(whole, { childList: true, subtree: true });
document.addEventListener('visibilitychange', () => void ask());
setInterval(() => void ask(), pace);
void ask();
